#!/usr/bin/env python3
"""What an archive costs as it grows: add, trace and look-up at several sizes, and the exponent.

For every size a corpus is made (`grow.py`), added, traced and asked, and the planted carries are
looked for among the stored matches. A copy counts as linked if a match joins at least half of it
with any other copy of the same statement, and as direct if that other copy is the origin. Matches
between documents that have neither a statement nor their outlet in common are counted apart.

The exponent is the least-squares slope of log CPU against log documents; the extrapolation carries
that line on and is no measurement.

usage: grow_measure.py [--sizes 10000,100000,1000000] [--work FOLDER] [--keep] [--lookup ARGUMENTS]
       --lookup: the verb that is given a text on stdin; {archive} stands for the archive
"""
from __future__ import annotations

import argparse
import json
import math
import random
import shlex
import shutil
import statistics
import tempfile
from collections import defaultdict
from itertools import islice
from pathlib import Path

from engine import PYTHON, Row, evaluation_data, export, product, read_rows, record, write_figures
from measure import Cost, run

LOOKUP = "report {archive} --text -"
LOOKUPS = 20
EXTRAPOLATED_TO = 10_000_000


def grow(folder: Path, documents: int) -> Row:
    if not (folder / "meta.json").exists():
        run([PYTHON, Path(__file__).with_name("grow.py"), folder, "--documents", str(documents)])
    return json.loads((folder / "meta.json").read_text())


def bytes_on_disk(folder: Path) -> dict[str, int]:
    """Bytes of every table and of what lies beside them."""
    sizes: dict[str, int] = defaultdict(int)
    for path in folder.rglob("*"):
        if path.is_file():
            parts = path.relative_to(folder).parts
            sizes["/".join(parts[:2]) if parts[0] == "tables" else parts[0]] += path.stat().st_size
    return dict(sorted(sizes.items())) | {"all": sum(sizes.values())}


Place = tuple[int, int, int, int]
"""(statement, member, begin, end) in one document."""


def planted(truth: Path) -> tuple[dict[str, list[Place]], dict[tuple[int, str], float]]:
    """The places by document, and the edit rate of every copy that is not an origin."""
    places: dict[str, list[Place]] = defaultdict(list)
    rates: dict[tuple[int, str], float] = {}
    for row in read_rows(truth):
        for member, (document, begin, end, rate) in enumerate(row["members"]):
            places[document].append((row["statement"], member, begin, end))
            if member:
                rates[row["statement"], document] = rate
    return places, rates


def half_covered(place: Place, begin: int, end: int) -> bool:
    return 2 * (min(end, place[3]) - max(begin, place[2])) >= place[3] - place[2]


def planted_recall(matches: Path, truth: Path, outlets: int) -> Row:
    places, rates = planted(truth)
    linked: set[tuple[int, str]] = set()
    direct: set[tuple[int, str]] = set()
    counts = {"matches": 0, "of_one_statement": 0, "of_one_outlet": 0, "neither": 0}
    for row in read_rows(matches):
        a, b = row["a"], row["b"]
        counts["matches"] += 1
        shared = [(x, y) for x in places.get(a, ()) for y in places.get(b, ()) if x[0] == y[0]]
        hit = False
        for x, y in shared:
            if half_covered(x, row["a_begin"], row["a_end"]) and half_covered(y, row["b_begin"], row["b_end"]):
                hit = True
                copies = {(x[0], a), (y[0], b)}
                linked |= copies
                if 0 in (x[1], y[1]):
                    direct |= copies
        if hit or shared:
            counts["of_one_statement"] += 1
        elif int(a[1:]) % outlets == int(b[1:]) % outlets:
            counts["of_one_outlet"] += 1
        else:
            counts["neither"] += 1
    by_rate: dict[float, list[bool]] = defaultdict(list)
    for copy, rate in rates.items():
        by_rate[rate].append(copy in linked)
    return {
        **counts,
        "copies": len(rates),
        "linked": round(sum(copy in linked for copy in rates) / max(1, len(rates)), 4),
        "direct": round(sum(copy in direct for copy in rates) / max(1, len(rates)), 4),
        "linked_by_rate": {str(rate): round(sum(found) / len(found), 4) for rate, found in sorted(by_rate.items())},
    }


def lookup_texts(folder: Path) -> list[tuple[str, str]]:
    """(kind, text): carried passages as they stand in documents, and texts no document has."""
    places, _ = planted(folder / "truth.jsonl")
    texts: list[tuple[str, str]] = []
    rng = random.Random(1)
    for row in islice(read_rows(next(iter(sorted(folder.glob("documents-*.jsonl"))))), 50_000):
        for _, _, begin, end in places.get(row["id"], ())[:1]:
            passage = row["text"][begin:end]
            texts.append(("carried", passage))
            shuffled = passage.split() if row["lang"] != "zh" else list(passage)
            rng.shuffle(shuffled)
            texts.append(("unknown", (" " if row["lang"] != "zh" else "").join(shuffled)))
        if len(texts) >= LOOKUPS:
            break
    return texts


def measure_lookup(archive: Path, folder: Path, lookup: str) -> Row:
    arguments = [part.replace("{archive}", str(archive)) for part in shlex.split(lookup)]
    costs: dict[str, list[Cost]] = defaultdict(list)
    for kind, text in lookup_texts(folder):
        costs[kind].append(run([product(), "-q", *arguments], input_text=text))
    return {"verb": lookup} | {
        kind: {
            "texts": len(of),
            "wall_median": round(statistics.median(cost.wall for cost in of), 3),
            "wall_most": round(max(cost.wall for cost in of), 3),
            "cpu_median": round(statistics.median(cost.cpu for cost in of), 3),
            "peak_kib": max(cost.peak_kib for cost in of),
        }
        for kind, of in costs.items()
    }


def measure_size(documents: int, work: Path, lookup: str) -> Row:
    folder, archive = work / f"grown-{documents}", work / f"archive-{documents}"
    meta = grow(folder, documents)
    shutil.rmtree(archive, ignore_errors=True)
    binary = product()
    run([binary, "-q", "init", archive])
    figures: Row = {"documents": documents, "corpus": meta}
    figures["add"] = run([binary, "-q", "--json", "add", archive, *sorted(folder.glob("documents-*"))]).figures()
    summary = work / "trace.json"
    figures["trace"] = run([binary, "-q", "--json", "trace", archive], output=summary).figures()
    figures["traced"] = json.loads(summary.read_text())
    figures["bytes"] = bytes_on_disk(archive)
    figures["lookup"] = measure_lookup(archive, folder, lookup)
    matches = work / "matches.jsonl"
    figures["export"] = export(archive, "matches", matches).figures()
    figures["planted"] = planted_recall(matches, folder / "truth.jsonl", meta["outlets"])
    matches.unlink()
    return figures


def fit(points: list[tuple[int, float]]) -> Row:
    """The line through (log documents, log CPU)."""
    if len(points) < 2 or min(cpu for _, cpu in points) <= 0:
        return {"points": points}
    xs, ys = [math.log(documents) for documents, _ in points], [math.log(cpu) for _, cpu in points]
    mean_x, mean_y = statistics.mean(xs), statistics.mean(ys)
    slope = sum((x - mean_x) * (y - mean_y) for x, y in zip(xs, ys)) / sum((x - mean_x) ** 2 for x in xs)
    steps = [(y1 - y0) / (x1 - x0) for x0, x1, y0, y1 in zip(xs, xs[1:], ys, ys[1:])]
    return {
        "points": points,
        "exponent": round(slope, 3),
        "exponent_between_neighbors": [round(step, 3) for step in steps],
        f"extrapolated_cpu_at_{EXTRAPOLATED_TO}": round(math.exp(mean_y + slope * (math.log(EXTRAPOLATED_TO) - mean_x))),
    }


def report(sizes: list[Row], fits: Row) -> str:
    lines = [
        "| documents | add CPU s | wall | peak MiB | trace CPU s | wall | peak MiB (anonymous) | look-up s, carried / unknown | archive MiB | matches | copies linked | direct | neither |",
        "|---|---|---|---|---|---|---|---|---|---|---|---|---|",
    ]
    for row in sizes:
        add, trace, lookup, found = row["add"], row["trace"], row["lookup"], row["planted"]
        anonymous = round((trace["anonymous_kib"] or 0) / 1024)
        walls = " / ".join(str(lookup[kind]["wall_median"]) for kind in ("carried", "unknown") if kind in lookup)
        cells = [
            f"{row['documents']:,}", add["cpu"], add["wall"], add["peak_kib"] // 1024, trace["cpu"], trace["wall"],
            f"{trace['peak_kib'] // 1024} ({anonymous})", walls, row["bytes"]["all"] // 2**20,
            found["matches"], found["linked"], found["direct"], found["neither"],
        ]  # fmt: skip
        lines.append("| " + " | ".join(str(cell) for cell in cells) + " |")
    lines.append("")
    for verb, of in fits.items():
        if "exponent" in of:
            far = of[f"extrapolated_cpu_at_{EXTRAPOLATED_TO}"]
            lines.append(
                f"{verb}: CPU grows as documents^{of['exponent']} (between neighbors: {of['exponent_between_neighbors']}); "
                f"extrapolated, not measured: {far:,} CPU s at {EXTRAPOLATED_TO:,} documents."
            )
    return "\n".join(lines) + "\n"


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--sizes", default="10000,100000,1000000")
    arguments.add_argument("--work", type=Path)
    arguments.add_argument("--keep", action="store_true", help="leave corpora and archives in the work folder")
    arguments.add_argument("--lookup", default=LOOKUP)
    given = arguments.parse_args()
    evaluation_data("corpora")
    product()
    folder = record("grow")
    sizes: list[Row] = []
    with tempfile.TemporaryDirectory() as temporary:
        work = given.work or Path(temporary)
        work.mkdir(parents=True, exist_ok=True)
        for documents in map(int, given.sizes.split(",")):
            sizes.append(measure_size(documents, work, given.lookup))
            write_figures(folder / f"{documents}.json", sizes[-1])
            print(json.dumps(sizes[-1]), flush=True)
            if not given.keep:
                for name in (f"grown-{documents}", f"archive-{documents}"):
                    shutil.rmtree(work / name, ignore_errors=True)
    fits = {
        verb: fit([(row["documents"], row[verb]["cpu"]) for row in sizes]) for verb in ("add", "trace")
    }
    write_figures(folder / "fit.json", fits)
    (folder / "report.md").write_text(report(sizes, fits), encoding="utf8")
    print(report(sizes, fits))


if __name__ == "__main__":
    main()
