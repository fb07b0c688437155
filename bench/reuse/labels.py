#!/usr/bin/env python3
"""The product at its defaults on sets that people labelled or whose pairs are known.

ident         20 pairs of identical documents, 20 that differ in their leads: pairs found, others found
short_answers 95 answers and 5 originals: area under the curve of `non` against cut, light, heavy
bills         398 section pairs labelled 0, 1, 2, and 61 bills in groups
mccormick     news articles with whole-document near-duplicates

The score of an answer was fixed before any label was looked at: the share of its characters (white
space aside) that are kept units in matches with its own task's original. Two others are reported
beside it: the share of characters inside the matches' spans, and the share that `carries` states.

usage: labels.py [ident] [short_answers] [bills] [mccormick]
"""
from __future__ import annotations

import argparse
import csv
import itertools
import json
import statistics
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path

from engine import Row, evaluation_data, export, product, read_rows, record, trace_archive, write_figures, write_rows
from spans import auc, characters, kept_ranges, letters

Pair = tuple[str, str]


def pair(a: str, b: str) -> Pair:
    return (a, b) if a < b else (b, a)


class Traced:
    """What the product found among some documents."""

    def __init__(self, documents: list[Row], work: Path) -> None:
        file, archive = work / "documents.jsonl", work / "traced.archive"
        write_rows(file, documents)
        trace_archive([file], archive)
        for table in ("matches", "documents", "carries"):
            export(archive, table, work / f"{table}.jsonl", offsets="bytes")
        self.matches = list(read_rows(work / "matches.jsonl"))
        self.carries = list(read_rows(work / "carries.jsonl"))
        rows = list(read_rows(work / "documents.jsonl"))
        self.external = {row["document_id"]: row["external_id"] for row in rows}
        self.texts = {row["external_id"]: row["text"].encode() for row in rows}
        self.by_pair: dict[Pair, list[Row]] = defaultdict(list)
        for row in self.matches:
            self.by_pair[pair(row["a"], row["b"])].append(row)


def trace(documents: list[Row]) -> Traced:
    with tempfile.TemporaryDirectory() as work:
        return Traced(documents, Path(work))


def found_against(traced: Traced, wanted: Iterable[Pair]) -> Row:
    wanted = set(wanted)
    found = set(traced.by_pair)
    return {"pairs": len(wanted), "found": len(wanted & found), "other_pairs_found": len(found - wanted)}


def ident() -> Row:
    documents = list(read_rows(evaluation_data("reuse", "ident.jsonl")))
    traced = trace(documents)
    pairs = [pair(a["id"], b["id"]) for a, b in zip(documents[::2], documents[1::2])]
    figures = found_against(traced, pairs)
    for prefix in ("same", "lead"):
        own = [p for p in pairs if p[0].startswith(prefix)]
        covered = [min(span_share(traced, a, b), span_share(traced, b, a)) for a, b in own]
        figures[prefix] = {
            "found": found_against(traced, own)["found"],
            "least_share_covered": round(min(covered), 4),
            "median_share_covered": round(statistics.median(covered), 4),
        }
    return figures


def span_share(traced: Traced, text: str, other: str) -> float:
    """Share of a text's characters inside spans that match the other."""
    ranges = []
    for row in traced.by_pair[pair(text, other)]:
        side = "a" if row["a"] == text else "b"
        ranges.append((row[f"{side}_begin"], row[f"{side}_end"]))
    return characters(traced.texts[text], ranges) / max(1, letters(traced.texts[text]))


def kept_share(traced: Traced, text: str, other: str) -> float:
    """Share of a text's characters that are kept units in matches with the other."""
    ranges = []
    for row in traced.by_pair[pair(text, other)]:
        side = "a" if row["a"] == text else "b"
        ranges += kept_ranges(row["operations"], row[f"{side}_begin"], side)
    return characters(traced.texts[text], ranges) / max(1, letters(traced.texts[text]))


def stated_shares(traced: Traced) -> dict[Pair, float]:
    """(text, other) to the share of the text's bytes that `carries` says it has in common."""
    shares: dict[Pair, float] = {}
    for row in traced.carries:
        origin, carrier = traced.external[row["origin"]], traced.external[row["carrier"]]
        for key, share in (((carrier, origin), row["carrier_share"]), ((origin, carrier), row["origin_coverage"])):
            shares[key] = max(share, shares.get(key, 0.0))
    return shares


def short_answers() -> Row:
    documents = list(read_rows(evaluation_data("reuse", "short_answers", "documents.jsonl")))
    fields = ("id", "lang", "text")
    # Category, task and series are labels: the product must not see them.
    traced = trace([{field: row[field] for field in fields} for row in documents])
    original = {row["task"]: row["id"] for row in documents if row["category"] == "orig"}
    answers = [row for row in documents if row["category"] != "orig"]
    stated = stated_shares(traced)
    scores = {
        "kept_share": [kept_share(traced, row["id"], original[row["task"]]) for row in answers],
        "span_share": [span_share(traced, row["id"], original[row["task"]]) for row in answers],
        "carries_share": [stated.get((row["id"], original[row["task"]]), 0.0) for row in answers],
    }
    figures: Row = {"a_priori_score": "kept_share", "answers": dict(Counter(row["category"] for row in answers))}
    for name, values in scores.items():
        by_class: dict[str, list[float]] = defaultdict(list)
        for row, value in zip(answers, values):
            by_class[row["category"]].append(value)
        negative = by_class["non"]
        positive = [value for category in ("cut", "light", "heavy") for value in by_class[category]]
        figures[name] = {
            "auc": round(auc(positive, negative), 4),
            "auc_of": {category: round(auc(by_class[category], negative), 4) for category in ("cut", "light", "heavy")},
            "mean_of": {category: round(statistics.mean(of), 4) for category, of in sorted(by_class.items())},
            "above_zero_of": {category: sum(value > 0 for value in of) for category, of in sorted(by_class.items())},
        }
    return figures


def precision_recall(found: list[bool], wanted: list[bool]) -> Row:
    hits = sum(f and w for f, w in zip(found, wanted))
    return {
        "wanted": sum(wanted),
        "found": sum(found),
        "precision": round(hits / sum(found), 4) if any(found) else None,
        "recall": round(hits / sum(wanted), 4) if any(wanted) else None,
    }


def without_gaps(aligned: str) -> str:
    """The section behind an aligned string: lone hyphens are the alignment's gaps."""
    return " ".join(word for word in aligned.split() if word != "-")


def bills() -> Row:
    folder = evaluation_data("reuse", "bills_lid")
    with (folder / "training_data_alignment_classifier.csv").open(encoding="utf8", newline="") as file:
        rows = list(csv.DictReader(file))
    sections: list[Row] = []
    for number, row in enumerate(rows):
        for side in ("left", "right"):
            text = without_gaps(row[side])
            sections.append({"id": f"{number}-{side}", "source": row[f"{side}_doc_id"], "lang": "en", "text": text})
    traced = trace(sections)
    found = [bool(traced.by_pair.get(pair(f"{n}-left", f"{n}-right"))) for n in range(len(rows))]
    labels = [int(row["label"]) for row in rows]
    words = [min(len(sections[2 * n]["text"].split()), len(sections[2 * n + 1]["text"].split())) for n in range(len(rows))]
    figures: Row = {
        "sections": {
            "pairs": len(rows),
            "label_at_least_1": precision_recall(found, [label >= 1 for label in labels]),
            "label_2": precision_recall(found, [label == 2 for label in labels]),
            "found_by_label": dict(sorted(Counter(l for l, f in zip(labels, found) if f).items())),
            "by_words_of_shorter_side": {
                f"{low}-{high}": precision_recall(
                    [f for f, w in zip(found, words) if low <= w < high],
                    [l >= 1 for l, w in zip(labels, words) if low <= w < high],
                )
                for low, high in ((0, 10), (10, 20), (20, 40), (40, 10_000))
            },
        }
    }
    bills_by_id = json.loads((folder / "labeled_bills.json").read_text(encoding="utf8"))
    # One bill has no text, address or group.
    texts = [{"id": key, "source": bill["url"], "lang": "en", "text": bill["text"]} for key, bill in bills_by_id.items() if "text" in bill]
    traced = trace(texts)
    known = [key for key, bill in bills_by_id.items() if bill.get("match") is not None and key in traced.texts]
    pairs = list(itertools.combinations(sorted(known), 2))
    same = [bills_by_id[a]["match"] == bills_by_id[b]["match"] for a, b in pairs]
    groups: Row = {"bills": len(known)}
    shares = [max(span_share(traced, a, b), span_share(traced, b, a)) for a, b in pairs]
    for least in (0.0, 0.05, 0.1, 0.2):
        groups[f"share_above_{least}"] = precision_recall([share > least for share in shares], same)
    return {**figures, "groups": groups}


def mccormick() -> Row:
    figures: Row = {}
    for count in (100, 1000, 2500):
        folder = evaluation_data("reuse", "mccormick")
        articles = [line.split(" ", 1) for line in (folder / f"articles_{count}.train").read_text(encoding="utf8").splitlines() if line]
        traced = trace([{"id": name, "source": name, "lang": "en", "text": text} for name, text in articles])
        truth = [pair(*line.split()) for line in (folder / f"articles_{count}.truth").read_text().splitlines() if line]
        shares = [min(span_share(traced, a, b), span_share(traced, b, a)) for a, b in truth]
        # Most other pairs found are real reuse outside the truth file; only whole documents are in it.
        others = [p for p in traced.by_pair if p not in set(truth)]
        whole = sum(min(span_share(traced, a, b), span_share(traced, b, a)) >= 0.5 for a, b in others)
        figures[str(count)] = {
            **found_against(traced, truth),
            "found_with_half_covered": sum(share >= 0.5 for share in shares),
            "other_pairs_with_half_covered": whole,
        }
    return figures


PARTS = {"ident": ident, "short_answers": short_answers, "bills": bills, "mccormick": mccormick}


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("parts", nargs="*", choices=[[], *PARTS], metavar="part")
    chosen = arguments.parse_args().parts or list(PARTS)
    evaluation_data("reuse")
    product()
    folder = record("labels")
    for name in chosen:
        figures = PARTS[name]()
        write_figures(folder / f"{name}.json", figures)
        print(f"{name}: {json.dumps(figures, ensure_ascii=False)}")


if __name__ == "__main__":
    main()
