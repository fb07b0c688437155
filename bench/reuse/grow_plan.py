"""What a grown corpus holds, decided before a word of it is written: outlets, statements, carriers."""
from __future__ import annotations

import datetime
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from backgrounds import corpus
from chain import Chain, learn, spell, walk

CORPORA = {
    "en": ("demo/docs/un-general-debate", "demo/docs/us-senate-press-2005-07", "demo/docs/whitehouse-2009-15", "dev/docs/chinadaily-nyt-2013-15"),
    "zh": ("dev/docs/cctv-xwlb", "dev/docs/cpcnews-2020"),
    "ru": ("dev/docs/russia-1tv-ru", "demo/docs/kremlin-ru-2025"),
}  # fmt: skip
CHARACTERS_LEARNT = 24_000_000
# Share of documents, tokens a document (about 3 kB), shortest and longest statement in tokens.
SHARE = {"en": 0.8, "zh": 0.1, "ru": 0.1}
TOKENS = {"en": 480, "zh": 1000, "ru": 230}
STATEMENT = {"en": (30, 250), "zh": (60, 400), "ru": (30, 150)}
FOOTER = {"en": 45, "zh": 90, "ru": 35}
HEADER = {"en": 12, "zh": 25, "ru": 10}
FOOTER_SHARE, HEADER_SHARE = 0.7, 0.3
FOOTER_OUTLETS = 0.2
FOOTER_VERSIONS = 5

BATCH = 2_000
DOCUMENTS_AN_OUTLET = 500
CARRIES_A_DOCUMENT = 0.3
MOST_IN_A_DOCUMENT = 3
RATES = (0.0, 0.1, 0.2, 0.3)
RATE_SHARES = (1 / 3, 2 / 9, 2 / 9, 2 / 9)
# Carriers of a statement follow a power law.
CARRIER_EXPONENT = 2.5
FIRST_DAY = datetime.date(2012, 1, 1)
DAYS = 4_000


@dataclass(frozen=True)
class Carry:
    """One document's copy of a statement."""

    statement: int
    member: int
    rate: float


@dataclass(frozen=True)
class Outlet:
    """A source: its language, and what it prints above and below its documents."""

    language: str
    header: str
    footers: list[str]


@dataclass(frozen=True)
class Size:
    """What is asked for."""

    documents: int
    seed: int
    compressed: bool
    footer_outlets: float
    footer_versions: int


@dataclass(frozen=True)
class Plan:
    """All that batches share; made once, before they are forked."""

    size: Size
    folder: Path
    chains: dict[str, Chain]
    outlets: list[Outlet]
    statements: list[tuple[str, list[int]]]
    carries: dict[int, list[Carry]]
    earliest: np.ndarray


def language_of(number: int) -> str:
    """Outlets write one language; each block of ten consecutive outlets has all three."""
    return "zh" if number % 10 == 3 else "ru" if number % 10 == 7 else "en"


def carriers(count: int, largest: int, rng: np.random.Generator) -> np.ndarray:
    """So many numbers of carriers, 1 or more, with a long tail up to `largest`."""
    drawn = (1 - rng.random(count)) ** (-1 / (CARRIER_EXPONENT - 1))
    return np.minimum(drawn.astype(np.int64), largest)


def make_plan(folder: Path, asked: Size) -> Plan:
    documents = asked.documents
    rng = np.random.default_rng([asked.seed, documents])
    chains = {language: learn_language(language) for language in SHARE}
    outlet_count = max(20, documents // DOCUMENTS_AN_OUTLET)
    languages = [language_of(number) for number in range(outlet_count)]
    footer_every = round(1 / asked.footer_outlets) if asked.footer_outlets else outlet_count + 1
    outlets = [
        Outlet(
            language,
            line(chains[language], HEADER[language], rng),
            [line(chains[language], FOOTER[language], rng) for _ in range(asked.footer_versions)]
            if (number // 10 + number) % footer_every == 0
            else [],
        )
        for number, language in enumerate(languages)
    ]
    largest = max(10, min(5_000, documents // 100))
    earliest = rng.integers(0, DAYS, documents)
    outlet_of = np.arange(documents) % outlet_count
    hosts_of = {
        language: np.flatnonzero(np.array([own == language for own in languages])[outlet_of]) for language in SHARE
    }
    carries: dict[int, list[Carry]] = {}
    chosen: list[tuple[str, int]] = []
    wanted = int(CARRIES_A_DOCUMENT * documents)
    # Two statements of large size are planted whatever the draw gives.
    sizes = [largest, largest // 2, *carriers(wanted, largest, rng).tolist()]
    drawn_languages = rng.choice(list(SHARE), len(sizes), p=list(SHARE.values())).tolist()
    planted = 0
    for size, language in zip(sizes, drawn_languages):
        if planted >= wanted:
            break
        language = language if size < largest // 2 else "en"
        own = hosts_of[language]
        drawn = np.unique(own[rng.integers(0, len(own), size + 1)])
        hosts = [host for host in drawn.tolist() if len(carries.get(host, ())) < MOST_IN_A_DOCUMENT]
        if len(hosts) < 2:
            continue
        # The origin is the member with the earliest day; no other is dated before it.
        hosts.sort(key=lambda host: (int(earliest[host]), host))
        rates = rng.choice(RATES, len(hosts), p=RATE_SHARES).tolist()
        for member, (host, rate) in enumerate(zip(hosts, rates)):
            carries.setdefault(host, []).append(Carry(len(chosen), member, rate if member else 0.0))
        low, high = STATEMENT[language]
        chosen.append((language, round(float(np.exp(rng.uniform(np.log(low), np.log(high)))))))
        planted += len(hosts)
    statements = write_statements(chosen, chains, rng)
    return Plan(asked, folder, chains, outlets, statements, carries, earliest)


def line(chain: Chain, tokens: int, rng: np.random.Generator) -> str:
    """A run of text without a line break."""
    return spell(chain, walk(chain, 1, tokens, rng)[0].tolist()).replace("\n\n", " ").strip()


def write_statements(
    chosen: list[tuple[str, int]], chains: dict[str, Chain], rng: np.random.Generator
) -> list[tuple[str, list[int]]]:
    """The tokens of statements of these languages and lengths, in order."""
    written: list[tuple[str, list[int]]] = [("", [])] * len(chosen)
    for language, chain in chains.items():
        own = [number for number, (of, _) in enumerate(chosen) if of == language]
        for begin in range(0, len(own), BATCH):
            part = own[begin : begin + BATCH]
            walked = walk(chain, len(part), STATEMENT[language][1], rng).tolist()
            for number, tokens in zip(part, walked):
                written[number] = (language, tokens[: chosen[number][1]])
    return written


def learn_language(language: str) -> Chain:
    texts: list[str] = []
    share = CHARACTERS_LEARNT / len(CORPORA[language])
    for name in CORPORA[language]:
        own = 0
        for row in corpus(name):
            texts.append(row["text"])
            own += len(row["text"])
            if own > share:
                break
    return learn(texts, language)
