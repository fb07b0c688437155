#!/usr/bin/env python3
"""Fits the block weights of `crates/capture/src/html/weights.rs`.

Needs numpy. Reads what the example `block_features` prints for the benchmark's pages and, if given, for
pages made by `pages.py`; reports scores cross-validated by page, with the benchmark's own evaluator.

usage: fit_blocks.py FEATURES.jsonl BENCHMARK_FOLDER [--made FEATURES.jsonl TRUTH.json] [--write WEIGHTS.rs]
"""
import json
import sys
from pathlib import Path

import numpy as np

from fit import fit, labels, load_evaluator, mass, segments

TEXT = 60  # features of the line by itself and beside others; those of the page's tree follow


def load(file, truth, evaluator, suffix=".html.gz"):
    pages = []
    for row in open(file):
        page = json.loads(row)
        key = Path(page["file"]).name.removesuffix(suffix)
        if key not in truth:
            continue
        blocks = page["blocks"]
        texts = [block[0] for block in blocks]
        if not texts:
            continue
        x = np.array([block[4] for block in blocks])
        marks = labels(texts, truth[key]["articleBody"], evaluator)
        units = np.exp(x[:, 1]) - 1
        y = np.array([mark[0] for mark in marks])
        w = np.array([mark[1] for mark in marks]) * np.minimum(units, 40)
        pages.append(dict(key=key, texts=texts, drop=np.array([block[1] for block in blocks]), votes=np.array([block[2:4] for block in blocks]).astype(float),
                          x=x, y=y, w=w / max(w.sum(), 1) * 40, units=units))
    return pages


def chosen(page, log_odds, switch, dropped=-0.2):
    scores = log_odds * np.array([mass(u) for u in page["units"]])
    scores = np.where(page["drop"], dropped, scores)
    keep = np.array(segments(list(scores), switch))
    return keep & ~page["drop"]


def report(name, pages, keeps, truth, evaluator):
    prediction = {p["key"]: {"articleBody": "\n".join(t for t, k in zip(p["texts"], keep) if k)} for p, keep in zip(pages, keeps)}
    result = evaluator.evaluate({k: truth[k] for k in prediction}, prediction, 1)
    print(f"{name}: F1 {result['f1']:.4f} precision {result['precision']:.4f} recall {result['recall']:.4f}", flush=True)
    return result


def train(pages):
    everything = np.vstack([page["x"] for page in pages])
    mean, spread = everything.mean(0), everything.std(0)
    mean[0], spread[0] = 0, 1
    spread[spread < 1e-9] = 1
    beta = fit((everything - mean) / spread, np.concatenate([p["y"] for p in pages]), np.concatenate([p["w"] for p in pages]))
    raw = beta / spread
    raw[0] = beta[0] - (beta[1:] * mean[1:] / spread[1:]).sum()
    return raw


def folds(pages, made=(), count=5):
    """Log odds of each page by weights fitted without it."""
    order = sorted(range(len(pages)), key=lambda i: pages[i]["key"])
    held = [None] * len(pages)
    for fold in range(count):
        weights = train([pages[i] for n, i in enumerate(order) if n % count != fold] + list(made))
        for n, i in enumerate(order):
            if n % count == fold:
                held[i] = pages[i]["x"] @ weights
    return held


def main():
    folder = Path(sys.argv[2])
    evaluator = load_evaluator(folder)
    truth = evaluator.load_json(folder / "ground-truth.json")
    pages = load(sys.argv[1], truth, evaluator)
    made = []
    if "--made" in sys.argv:
        at = sys.argv.index("--made")
        made = load(sys.argv[at + 1], json.loads(Path(sys.argv[at + 2]).read_text()), evaluator, ".html")
        for page in made:
            page["w"] = page["w"] * 0.5
    held = folds(pages, made)
    report("oracle", pages, [p["y"] > 0 for p in pages], truth, evaluator)
    report("trafilatura", pages, [(p["votes"][:, 0] > 0) & ~p["drop"] for p in pages], truth, evaluator)
    report("readability", pages, [(p["votes"][:, 1] > 0) & ~p["drop"] for p in pages], truth, evaluator)
    for switch in (1.0, 2.0, 4.0, 6.0):
        report(f"own, switch {switch}", pages, [chosen(p, h, switch) for p, h in zip(pages, held)], truth, evaluator)
    if "--write" in sys.argv:
        weights = train(pages + made)
        path = Path(sys.argv[sys.argv.index("--write") + 1])
        head = path.read_text().split("= &[")[0] + "= "
        path.write_text(head + "&[\n" + "".join(f"    {weight:.4f},\n" for weight in weights) + "];\n")


if __name__ == "__main__":
    main()
