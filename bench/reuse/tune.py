#!/usr/bin/env python3
"""Chooses each peer's setting from a small grid, on planted documents that are not the test sets'.

The sets are made by the evaluation data's `plant.py` with another seed on another background
(English: White House texts; Chinese: party news). The setting with the best plagdet is kept in
`peer_settings.json`, the whole grid in the run's folder.

usage: tune.py [--documents N] [--cases N] [--output FILE]
"""
from __future__ import annotations

import argparse
import dataclasses
import itertools
import json
import tempfile
import time
from pathlib import Path

from backgrounds import clean_background, plant
from engine import Row, read_rows, record, score, write_figures, write_rows
from peers import SETTINGS
from windows import PEERS, Setting, cut, spans

SEED = 20_261
BACKGROUND_OF = {"en": "whitehouse", "zh": "cpc"}
WINDOW = 50
STRIDES = (25, 10)
SHINGLES = (2, 3, 4)
THRESHOLDS = (0.1, 0.15, 0.2, 0.3)


def grid() -> list[Setting]:
    choices = itertools.product(STRIDES, SHINGLES, THRESHOLDS, (False, True))
    return [Setting(WINDOW, stride, shingle, threshold, trim) for stride, shingle, threshold, trim in choices]


def try_all(language: str, folder: Path) -> list[Row]:
    documents = [(row["id"], row["text"]) for row in read_rows(folder / "documents.jsonl")]
    results: list[Row] = []
    for setting, peer in itertools.product(grid(), sorted(PEERS)):
        if setting.trim:
            continue
        begin = time.process_time()
        windows = cut(documents, setting, language == "zh")
        hits = list(PEERS[peer](windows, setting.threshold))
        cpu = time.process_time() - begin
        for tried in (setting, dataclasses.replace(setting, trim=True)):
            matches = folder / "matches.jsonl"
            write_rows(matches, spans(windows, iter(hits), tried))
            scored = score(folder / "truth.jsonl", matches)
            quality = {name: scored[name] for name in ("plagdet", "precision", "recall", "granularity", "edge_mae")}
            results.append({"peer": peer, "setting": dataclasses.asdict(tried), "cpu": round(cpu, 2), **quality})
    return results


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--documents", type=int, default=300)
    arguments.add_argument("--cases", type=int, default=80)
    arguments.add_argument("--output", type=Path, default=SETTINGS)
    given = arguments.parse_args()
    folder = record("tune-peers")
    chosen: dict[str, dict[str, Row]] = {}
    with tempfile.TemporaryDirectory() as work:
        for language, background in BACKGROUND_OF.items():
            planted = Path(work, language)
            clean = clean_background(background, Path(work, "clean"), given.documents, SEED)
            plant(clean, planted, language, "--docs", str(given.documents), "--cases", str(given.cases), "--seed", str(SEED))
            results = try_all(language, planted)
            write_figures(folder / f"grid-{language}.json", results)
            best = {peer: max((r for r in results if r["peer"] == peer), key=lambda r: r["plagdet"]) for peer in sorted(PEERS)}
            chosen[language] = best
            for peer, result in best.items():
                print(language, peer, json.dumps(result))
    given.output.write_text(json.dumps(chosen, indent=1) + "\n")


if __name__ == "__main__":
    main()
