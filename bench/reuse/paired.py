#!/usr/bin/env python3
"""The product against the peers on the same planted files, in interleaved runs.

Every round runs the product end to end (init, add, trace, export: everything is kept and stored)
and each peer once, in an order that is turned round each time (ABC, CBA, …), so that drift of the
machine falls on all alike. A ratio of CPU seconds is taken within a round; the report is its
median and range. The first round warms caches and is not counted.

usage: paired.py [--rounds N] [--sets plant_en_1k,plant_zh_500] [--documents N]
       --documents N cuts the sets to their first N documents: to try the script, not to measure
"""
from __future__ import annotations

import argparse
import json
import os
import statistics
import tempfile
from pathlib import Path

from engine import PYTHON, Row, evaluation_data, find_matches, product, read_rows, record, score, write_figures, write_rows
from measure import Cost, run
from windows import PEERS

HERE = Path(__file__).parent
QUALITY = ("plagdet", "precision", "recall", "granularity", "edge_mae", "detections")


def run_engine(engine: str, documents: Path, matches: Path, language: str) -> Cost:
    if engine == "throughline":
        return find_matches(documents, matches)
    return run([PYTHON, HERE / "peers.py", engine, documents, "--language", language], output=matches)


def cut_set(folder: Path, work: Path, count: int | None) -> tuple[Path, Path]:
    """The set's documents and truth, or those of its first `count` documents."""
    if count is None:
        return folder / "documents.jsonl", folder / "truth.jsonl"
    rows = [row for row, _ in zip(read_rows(folder / "documents.jsonl"), range(count))]
    kept = {row["id"] for row in rows}
    write_rows(work / "documents.jsonl", rows)
    truth = [row for row in read_rows(folder / "truth.jsonl") if row["a"] in kept and row["b"] in kept]
    write_rows(work / "truth.jsonl", truth)
    return work / "documents.jsonl", work / "truth.jsonl"


def run_rounds(documents: Path, truth: Path, language: str, rounds: int) -> tuple[list[Row], dict[str, Row]]:
    engines = ["throughline", *sorted(PEERS)]
    raw: list[Row] = []
    quality: dict[str, Row] = {}
    for number in range(rounds + 1):
        for engine in engines if number % 2 == 0 else reversed(engines):
            with tempfile.TemporaryDirectory() as work:
                matches = Path(work, "matches.jsonl")
                cost = run_engine(engine, documents, matches, language)
                scored = score(truth, matches)
                before = quality.setdefault(engine, scored)
                if before != scored:
                    print(f"warning: {engine} gave other matches in round {number}")
            raw.append({"round": number, "engine": engine, "load": os.getloadavg()[0], **cost.figures()})
    return raw, quality


def summarize(raw: list[Row], quality: dict[str, Row]) -> list[Row]:
    counted = [row for row in raw if row["round"] > 0]
    product_cpu = {row["round"]: row["cpu"] for row in counted if row["engine"] == "throughline"}
    summary: list[Row] = []
    for engine, scored in quality.items():
        own = [row for row in counted if row["engine"] == engine]
        ratios = sorted(row["cpu"] / product_cpu[row["round"]] for row in own)
        summary.append(
            {
                "engine": engine,
                **{name: scored[name] for name in QUALITY},
                "cpu_median": round(statistics.median(row["cpu"] for row in own), 3),
                "wall_median": round(statistics.median(row["wall"] for row in own), 3),
                "peak_mib": round(max(row["peak_kib"] for row in own) / 1024, 1),
                "cpu_ratio_to_product": {
                    "median": round(statistics.median(ratios), 2),
                    "lowest": round(ratios[0], 2),
                    "highest": round(ratios[-1], 2),
                    "rounds": len(ratios),
                },
            }
        )
    return summary


def report(name: str, summary: list[Row]) -> list[str]:
    lines = [
        f"### {name}",
        "",
        "| engine | plagdet | P | R | granularity | edges off, characters | CPU s | wall s | peak MiB | CPU against product, median (range) |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    for row in summary:
        ratio = row["cpu_ratio_to_product"]
        cells = [row["engine"], *(row[q] for q in QUALITY[:5]), row["cpu_median"], row["wall_median"], row["peak_mib"]]
        cells.append(f"{ratio['median']} ({ratio['lowest']}–{ratio['highest']}, n={ratio['rounds']})")
        lines.append("| " + " | ".join(str(cell) for cell in cells) + " |")
    return [*lines, ""]


def given_figures() -> list[str]:
    given = json.loads((HERE / "given.json").read_text(encoding="utf8"))
    lines = ["### Peers that no registry offers, and first figures", "", f"Origin: {given['origin']}.", ""]
    lines += ["| engine | set | figures |", "|---|---|---|"]
    return [*lines, *(f"| {row['engine']} | {row['set']} | {row['figures']} |" for row in given["rows"]), ""]


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--rounds", type=int, default=5)
    arguments.add_argument("--sets", default="plant_en_1k,plant_zh_500")
    arguments.add_argument("--documents", type=int)
    given = arguments.parse_args()
    folders = [evaluation_data("reuse", name) for name in given.sets.split(",")]
    product()
    output = record("paired")
    lines: list[str] = []
    for folder in folders:
        language = "zh" if "_zh" in folder.name else "en"
        with tempfile.TemporaryDirectory() as work:
            documents, truth = cut_set(folder, Path(work), given.documents)
            raw, quality = run_rounds(documents, truth, language, given.rounds)
        write_rows(output / f"{folder.name}.rounds.jsonl", raw)
        write_figures(output / f"{folder.name}.quality.json", quality)
        summary = summarize(raw, quality)
        write_figures(output / f"{folder.name}.summary.json", summary)
        lines += report(folder.name, summary)
    lines += given_figures()
    (output / "report.md").write_text("\n".join(lines), encoding="utf8")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
