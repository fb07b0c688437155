#!/usr/bin/env python3
"""Other edit models on other backgrounds, so that nothing is tuned to one planted generator.

For each background (`backgrounds.py`: debates, briefings, party news, broadcasts, Russian) and each
edit model (`edits.py`, `plant.py`'s own words, and passages of two sources merged sentence by
sentence) a set is planted with a seed of its own, an engine is run on it, and its matches are
scored with the evaluation data's `score.py`.

usage: models.py [--engine CMD] [--backgrounds un,cpc,…] [--models reorder,ocr,…]
                 [--documents N] [--cases N] [--seed N]
       CMD prints matches as JSON Lines, given the path of the documents as its last argument;
       without it the product runs end to end
"""
from __future__ import annotations

import argparse
import importlib.util
import itertools
import math
import random
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from backgrounds import BACKGROUNDS, clean_background, plant
from edits import MODELS, SENTENCE_END, UNIT, Model, Words, glue_of
from engine import Row, evaluation_data, find_matches, product, read_rows, record, score, write_figures, write_rows

LENGTHS = {"en": (30, 200), "ru": (25, 120), "zh": (50, 350)}
COPIES, COPY_WEIGHTS = (1, 2, 4), (0.6, 0.25, 0.15)
MOST_PLANTED_IN_A_DOCUMENT = 2
TRIES = 50

# A source and a span of it.
Passage = tuple[int, int, int]
# What is copied, where the copy begins and ends in the text that is put in, its edit rate.
Copy = tuple[Passage, int, int, float]


class Planting:
    """Documents into which passages of each other are put, with their spans.

    A document is either a source or a host, so that no span has to be moved twice.
    """

    def __init__(self, documents: list[Row], language: str, rng: random.Random) -> None:
        half = len(documents) // 2
        self.language = language
        self.rng = rng
        self.sources = documents[:half]
        self.hosts = documents[half:]
        self.taken: dict[int, list[tuple[int, int]]] = {}
        self.inserts: dict[int, list[tuple[int, str, list[Copy]]]] = {}

    def passage(self, by_sentence: bool) -> Passage | None:
        """(source, begin, end) of a passage that no other overlaps."""
        low, high = LENGTHS[self.language]
        for _ in range(TRIES):
            source = self.rng.randrange(len(self.sources))
            text = self.sources[source]["text"]
            units = list(UNIT.finditer(text))
            length = round(math.exp(self.rng.uniform(math.log(low), math.log(high))))
            if len(units) < length + 2:
                continue
            first = self.rng.randrange(len(units) - length)
            begin, end = units[first].start(), units[first + length - 1].end()
            if by_sentence:
                bounds = [0, *(found.end() for found in SENTENCE_END.finditer(text)), len(text)]
                begin = max(bound for bound in bounds if bound <= begin)
                end = min(bound for bound in bounds if bound >= end)
                end = begin + len(text[begin:end].rstrip())
            if all(end <= b or begin >= e for b, e in self.taken.get(source, [])):
                self.taken.setdefault(source, []).append((begin, end))
                return source, begin, end
        return None

    def host(self, not_these: set[int]) -> int | None:
        for _ in range(TRIES):
            host = self.rng.randrange(len(self.hosts))
            if host not in not_these and len(self.inserts.get(host, [])) < MOST_PLANTED_IN_A_DOCUMENT:
                return host
        return None

    def put(self, host: int, text: str, copies: list[Copy]) -> None:
        """Plans `text` between two sentences of the host; spans of copies are relative to it."""
        within = self.hosts[host]["text"]
        cuts = [found.end() for found in SENTENCE_END.finditer(within)] or [len(within)]
        self.inserts.setdefault(host, []).append((self.rng.choice(cuts), text, copies))

    def write(self, folder: Path) -> tuple[Path, Path]:
        pad = "" if self.language == "zh" else " "
        documents = [{"id": row["id"], "lang": self.language, "text": row["text"]} for row in self.sources]
        placed: dict[Passage, list[tuple[str, int, int, float]]] = defaultdict(list)
        for number, row in enumerate(self.hosts):
            output, at, length = [], 0, 0
            for cut, text, copies in sorted(self.inserts.get(number, []), key=lambda insert: insert[0]):
                before = row["text"][at:cut] + pad
                length += len(before)
                for passage, begin, end, rate in copies:
                    placed[passage].append((row["id"], length + begin, length + end, rate))
                output += [before, text, pad]
                length += len(text) + len(pad)
                at = cut
            output.append(row["text"][at:])
            documents.append({"id": row["id"], "lang": self.language, "text": "".join(output)})
        write_rows(folder / "documents.jsonl", documents)
        write_rows(folder / "truth.jsonl", list(self.truth(placed)))
        return folder / "documents.jsonl", folder / "truth.jsonl"

    def truth(self, placed: dict[Passage, list[tuple[str, int, int, float]]]) -> Iterator[Row]:
        """Every pair of places where one passage stands: of the source and a host, of two hosts."""
        for cluster, ((source, begin, end), copies) in enumerate(sorted(placed.items())):
            original = self.sources[source]
            units = len(UNIT.findall(original["text"][begin:end]))
            places = [(original["id"], begin, end, 0.0), *copies]
            for (number, a), (_, b) in itertools.combinations(enumerate(places), 2):
                spans = {"a": a[0], "a_begin": a[1], "a_end": a[2], "b": b[0], "b_begin": b[1], "b_end": b[2]}
                rate = b[3] if number == 0 else round(1 - (1 - a[3]) * (1 - b[3]), 4)
                kind = "direct" if number == 0 else "sibling"
                yield {"cluster": cluster, **spans, "kind": kind, "edit": rate, "units": units}


def plant_model(planting: Planting, model: Model, words: Words, cases: int) -> None:
    rng = planting.rng
    for _ in range(cases):
        passage = planting.passage(model.by_sentence)
        if passage is None:
            continue
        source, begin, end = passage
        original = planting.sources[source]["text"][begin:end]
        used: set[int] = set()
        for _ in range(rng.choices(COPIES, COPY_WEIGHTS)[0]):
            host = planting.host(used)
            if host is None:
                break
            used.add(host)
            rate = rng.choice(model.rates)
            edited = model.edit(original, rate, rng, words)
            planting.put(host, edited, [(passage, 0, len(edited), rate)])


def plant_merged(planting: Planting, cases: int) -> None:
    """Sentences of two sources in turn; each source's case reaches from its first to its last."""
    for _ in range(cases):
        found = [planting.passage(by_sentence=True), planting.passage(by_sentence=True)]
        passages = [passage for passage in found if passage is not None]
        host = planting.host(set())
        if len(passages) < 2 or host is None or passages[0][0] == passages[1][0]:
            continue
        texts = [planting.sources[source]["text"][begin:end] for source, begin, end in passages]
        parts = [[part for part in SENTENCE_END.split(text) if part] for text in texts]
        merged = ""
        reach: tuple[list[int], list[int]] = ([], [])
        for turn in range(max(len(part) for part in parts)):
            for side in (0, 1):
                if turn < len(parts[side]):
                    merged += glue_of(texts[side]) if merged else ""
                    reach[side].extend((len(merged), len(merged) + len(parts[side][turn])))
                    merged += parts[side][turn]
        planting.put(host, merged, [(passage, min(at), max(at), 0.0) for passage, at in zip(passages, reach)])


def make_set(name: str, clean: Path, language: str, folder: Path, cases: int, seed: int) -> tuple[Path, Path] | None:
    """Plants one model's set; none where the model does not fit the language."""
    folder.mkdir(parents=True, exist_ok=True)
    if name == "plant.py":
        plant(clean, folder, language, "--docs", "1000000", "--cases", str(cases), "--seed", str(seed))
        return folder / "documents.jsonl", folder / "truth.jsonl"
    rng = random.Random(f"{name} {clean.name} {seed}")
    documents = list(read_rows(clean))
    rng.shuffle(documents)
    planting = Planting(documents, language, rng)
    if name == "merged":
        plant_merged(planting, cases)
    else:
        if language not in MODELS[name].languages:
            return None
        plant_model(planting, MODELS[name], Words.of((row["text"] for row in documents), rng), cases)
    return planting.write(folder)


HEADER = ("background", "model", "cases", "plagdet", "P", "R", "granularity", "edges off", "recall by rate", "CPU s")


def table_row(background: str, model: str, scored: Row, cpu: float) -> list[str]:
    by_rate = " ".join(f"{rate}: {of['recall']:.3f}" for rate, of in scored["by_edit"].items())
    names = ("truth_cases", "plagdet", "precision", "recall", "granularity", "edge_mae")
    return [background, model, *(str(scored[name]) for name in names), by_rate, f"{cpu:.2f}"]


def run_all(given: argparse.Namespace, work: Path, folder: Path) -> Iterator[list[str]]:
    names = given.models.split(",") if given.models else ["plant.py", *MODELS, "merged"]
    if importlib.util.find_spec("opencc") is None and "script" in names:
        print("skipped: script, opencc-python-reimplemented is not installed")
        names.remove("script")
    for background in given.backgrounds.split(",") if given.backgrounds else BACKGROUNDS:
        language = BACKGROUNDS[background].language
        clean = clean_background(background, work / "clean", given.documents, given.seed)
        # What the engine finds where nothing was planted: natural reuse that the cleaning left.
        unplanted = work / f"{background}-nothing.jsonl"
        cost = find_matches(clean, unplanted, given.engine)
        yield [background, "nothing planted", f"{sum(1 for _ in read_rows(unplanted))} matches", *[""] * 6, f"{cost.cpu:.2f}"]
        for name in names:
            planted = make_set(name, clean, language, work / f"{background}-{name}", given.cases, given.seed)
            if planted is None:
                continue
            matches = planted[0].with_name("matches.jsonl")
            cost = find_matches(planted[0], matches, given.engine)
            scored = score(planted[1], matches)
            write_figures(folder / f"{background}-{name}.json", {**scored, "cost": cost.figures()})
            yield table_row(background, name, scored, cost.cpu)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--engine")
    arguments.add_argument("--backgrounds")
    arguments.add_argument("--models")
    arguments.add_argument("--documents", type=int, default=400)
    arguments.add_argument("--cases", type=int, default=120)
    arguments.add_argument("--seed", type=int, default=20_262)
    arguments.add_argument("--keep", type=Path, help="keep the planted sets here instead of dropping them")
    given = arguments.parse_args()
    evaluation_data("corpora")
    if not given.engine:
        product()
    folder = record("models")
    with tempfile.TemporaryDirectory() as temporary, (folder / "table.md").open("w", encoding="utf8") as table:
        for line in [HEADER, ["---"] * len(HEADER)]:
            table.write(f"| {' | '.join(line)} |\n")
            print("\t".join(line))
        for line in run_all(given, given.keep or Path(temporary), folder):
            table.write(f"| {' | '.join(line)} |\n")
            print("\t".join(line), flush=True)


if __name__ == "__main__":
    main()
