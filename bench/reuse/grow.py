#!/usr/bin/env python3
"""Makes corpora of any size, of about 3 kB a document, with planted carries and their truth.

The text of each document is generated (`chain.py`) from English, Chinese and Russian documents of
the evaluation data: it has their words and their pairs of words, and no long run of any document,
so natural reuse is not multiplied. Planted on top:

- statements of 30–250 words (Chinese: 60–400 characters), each carried by 1 to several thousand
  documents, a third of the carries word for word and the others with 10, 20 or 30 % of the words
  replaced, dropped or added; most statements have few carriers, a few have very many;
- outlets of about 500 documents, each with a header of its own in a third of them; a fifth of the
  outlets also has a footer in most documents, which changes a few times in the years.

Pairs grow with the square of what recurs: a footer in 350 documents makes 61,000 pairs, a statement
with 5,000 carriers 12.5 million. meta.json states how many pairs were planted; `--footer-outlets`
and `--footer-versions` set how much recurs.

OUT/documents-NNN.jsonl[.gz] hold id,url,source,title,author,published_at,lang,text. OUT/truth.jsonl
has one line a statement: {"statement","lang","units","members":[[id,begin,end,rate],…]}, in
characters, end exclusive; the first member, at rate 0, is the origin, dated before the others.
The same seed and size give the same bytes, whatever the number of processes.

usage: grow.py OUT --documents N [--seed N] [--processes N] [--gz] [--footer-outlets SHARE] [--footer-versions N]
"""
from __future__ import annotations

import argparse
import datetime
import gzip
import json
import multiprocessing
import resource
import sys
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from chain import Chain, spell, walk
from grow_plan import (
    BATCH,
    DAYS,
    FIRST_DAY,
    FOOTER_OUTLETS,
    FOOTER_SHARE,
    FOOTER_VERSIONS,
    HEADER_SHARE,
    TOKENS,
    Plan,
    Size,
    make_plan,
)

BATCHES_A_FILE = 25

PLAN: Plan | None = None


def edit(tokens: list[int], rate: float, chain: Chain, rng: np.random.Generator) -> list[int]:
    """Replaces (half), drops and adds (a quarter each) tokens; the first and the last stay."""
    if rate == 0:
        return tokens
    draws = rng.random(len(tokens)).tolist()
    others = chain.stream[rng.integers(0, len(chain.stream), len(tokens))].tolist()
    output = [tokens[0]]
    for token, other, draw in zip(tokens[1:-1], others, draws):
        if draw < rate / 2:
            output.append(other)
        elif draw < rate * 3 / 4:
            continue
        elif draw < rate:
            output += (token, other)
        else:
            output.append(token)
    return [*output, tokens[-1]]


@dataclass(frozen=True)
class Written:
    """What a batch planted: (statement, member, document, begin, end, rate), and whose footers it has."""

    batch: int
    placed: list[tuple[int, int, str, int, int, float]]
    footers: list[tuple[int, int]]


def write_batch(batch: int) -> Written:
    """Writes one batch's lines to a part file of its own."""
    plan = PLAN
    assert plan is not None, "set before the processes are forked"
    rng = np.random.default_rng([plan.size.seed, plan.size.documents, batch])
    begin, end = batch * BATCH, min(plan.size.documents, (batch + 1) * BATCH)
    walks: dict[str, list[list[int]]] = {}
    for language, chain in plan.chains.items():
        count = sum(plan.outlets[number % len(plan.outlets)].language == language for number in range(begin, end))
        walks[language] = walk(chain, count, TOKENS[language], rng).tolist() if count else []
    written = Written(batch, [], [])
    lines: list[str] = []
    lengths = rng.normal(1.0, 0.25, end - begin).clip(0.4, 1.0).tolist()
    chances = rng.random((end - begin, 2)).tolist()
    for number, length, (header_chance, footer_chance) in zip(range(begin, end), lengths, chances):
        outlet_number = number % len(plan.outlets)
        outlet = plan.outlets[outlet_number]
        tokens = walks[outlet.language].pop()
        tokens = tokens[: int(len(tokens) * length)]
        days = int(plan.earliest[number])
        header = outlet.header + "\n\n" if header_chance < HEADER_SHARE else ""
        footer = ""
        if outlet.footers and footer_chance < FOOTER_SHARE:
            version = days * len(outlet.footers) // DAYS
            footer = "\n\n" + outlet.footers[version]
            written.footers.append((outlet_number, version))
        body = body_with_carries(plan, number, tokens, len(header), rng, written)
        text = (header + body + footer).replace("\n", "\\n")
        title = spell(plan.chains[outlet.language], tokens[:8]).replace("\n\n", " ").strip()
        lines.append(
            f'{{"id":"{identifier(number)}","url":"https://outlet-{outlet_number:05d}.example/{number}",'
            f'"source":"Outlet {outlet_number:05d}","title":"{title}","author":"",'
            f'"published_at":"{(FIRST_DAY + datetime.timedelta(days)).isoformat()}",'
            f'"lang":"{outlet.language}","text":"{text}"}}\n'
        )
    data = "".join(lines).encode()
    part_file(plan.folder, batch).write_bytes(gzip.compress(data, 1) if plan.size.compressed else data)
    return written


def identifier(document: int) -> str:
    return f"g{document:08d}"


def part_file(folder: Path, batch: int) -> Path:
    return folder / f"batch-{batch:06d}.part"


def body_with_carries(
    plan: Plan, number: int, tokens: list[int], length: int, rng: np.random.Generator, written: Written
) -> str:
    """The document's own text with its carries in it; `length` characters stand before."""
    own = plan.carries.get(number, ())
    parts: list[str] = []
    at = 0
    for nth, carry in enumerate(own):
        language, statement = plan.statements[carry.statement]
        chain = plan.chains[language]
        cut = at + (len(tokens) - at) * (nth + 1) // (len(own) + 1)
        before = spell(chain, tokens[at:cut])
        copied = spell(chain, edit(statement, carry.rate, chain, rng)).rstrip()
        begin = length + len(before)
        end = begin + len(copied)
        written.placed.append((carry.statement, carry.member, identifier(number), begin, end, carry.rate))
        parts += (before, copied, "\n\n")
        length, at = end + 2, cut
    parts.append(spell(plan.chains[plan.outlets[number % len(plan.outlets)].language], tokens[at:]).rstrip())
    return "".join(parts)


def generate(plan: Plan, processes: int) -> dict[str, int]:
    """Writes all files; part files are joined in order. Returns how many pairs were planted."""
    global PLAN
    PLAN = plan
    members: list[list[tuple[int, str, int, int, float]]] = [[] for _ in plan.statements]
    footers: Counter[tuple[int, int]] = Counter()
    batches = range((plan.size.documents + BATCH - 1) // BATCH)
    suffix = ".jsonl.gz" if plan.size.compressed else ".jsonl"
    with multiprocessing.get_context("fork").Pool(processes) as pool:
        for written in pool.imap(write_batch, batches):
            # Concatenated gzip members are one gzip file.
            part = part_file(plan.folder, written.batch)
            whole = plan.folder / f"documents-{written.batch // BATCHES_A_FILE:03d}{suffix}"
            with whole.open("ab" if written.batch % BATCHES_A_FILE else "wb") as file:
                file.write(part.read_bytes())
            part.unlink()
            footers.update(written.footers)
            for statement, member, document, begin, end, rate in written.placed:
                members[statement].append((member, document, begin, end, rate))
    with (plan.folder / "truth.jsonl").open("w", encoding="utf8") as truth:
        for number, ((language, tokens), of) in enumerate(zip(plan.statements, members)):
            row = {"statement": number, "lang": language, "units": len(tokens), "members": [copy[1:] for copy in sorted(of)]}
            truth.write(json.dumps(row) + "\n")
    return {
        "carries": sum(map(len, members)),
        "most_carried": max(map(len, members), default=0),
        "pairs_of_carries": sum(len(of) * (len(of) - 1) // 2 for of in members),
        "pairs_of_footers": sum(count * (count - 1) // 2 for count in footers.values()),
    }


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--documents", type=int, required=True)
    arguments.add_argument("--seed", type=int, default=20_263)
    arguments.add_argument("--processes", type=int, default=2)
    arguments.add_argument("--gz", action="store_true")
    arguments.add_argument("--footer-outlets", type=float, default=FOOTER_OUTLETS)
    arguments.add_argument("--footer-versions", type=int, default=FOOTER_VERSIONS)
    given = arguments.parse_args()
    begin = time.monotonic()
    given.folder.mkdir(parents=True, exist_ok=True)
    asked = Size(given.documents, given.seed, given.gz, given.footer_outlets, given.footer_versions)
    plan = make_plan(given.folder, asked)
    planned = time.monotonic() - begin
    planted = generate(plan, given.processes)
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    meta = {
        "documents": given.documents,
        "seed": given.seed,
        "bytes": sum(path.stat().st_size for path in given.folder.glob("documents-*")),
        "outlets": len(plan.outlets),
        "statements": len(plan.statements),
        **planted,
        "cpu_seconds": round(sum(usage.ru_utime + usage.ru_stime for usage in used), 1),
        "wall_seconds": round(time.monotonic() - begin, 1),
        "of_which_planning": round(planned, 1),
    }
    (given.folder / "meta.json").write_text(json.dumps(meta, indent=1) + "\n")
    print(json.dumps(meta), file=sys.stderr)


if __name__ == "__main__":
    main()
