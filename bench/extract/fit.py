#!/usr/bin/env python3
"""Fits the line weights of `crates/capture/src/text_dump/weights.rs`.

Needs numpy. Reads the lines and features printed by the example `line_features` and the main
texts of the same pages, and reports a five-fold cross-validated score with the benchmark's own
evaluator, so that the printed figure is about pages the weights have not seen.

Every page is also learnt from a copy cut down to its article (`--crop` writes these copies), since
dumps differ in how much of the page they hold and a text may begin on the first line.

usage: fit.py --crop DUMP_FOLDER BENCHMARK_FOLDER OUT_FOLDER
       fit.py FEATURES.jsonl CROPPED_FEATURES.jsonl BENCHMARK_FOLDER [--write WEIGHTS.rs]
"""
import importlib.util
import json
import sys
from pathlib import Path

import numpy as np

RIDGE = 3.0  # on standardised features; chosen by the cross-validated score


def load_evaluator(folder):
    spec = importlib.util.spec_from_file_location("evaluate", folder / "evaluate.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def shingles(tokens, size):
    return {tuple(tokens[i : i + size]) for i in range(len(tokens) - size + 1)}


def labels(texts, truth, evaluator):
    """1 main, 0 not, and a confidence for each line."""
    truth_tokens = evaluator._tokenize(truth)
    by_size = {size: shingles(truth_tokens, size) for size in (1, 2, 3, 4)}
    rows = []
    for text in texts:
        tokens = evaluator._tokenize(text)
        size = min(4, len(tokens))
        if size == 0:
            rows.append((0.0, 0.0))
            continue
        own = [tuple(tokens[i : i + size]) for i in range(len(tokens) - size + 1)]
        share = sum(s in by_size[size] for s in own) / len(own)
        rows.append((float(share >= 0.6), 1.0 if size == 4 else 0.3 if size > 1 else 0.1))
    return rows


def fit(x, y, w):
    """Weighted ridge logistic regression by Newton steps."""
    beta = np.zeros(x.shape[1])
    penalty = np.full(x.shape[1], RIDGE)
    penalty[0] = 0
    for _ in range(25):
        p = 1 / (1 + np.exp(-np.clip(x @ beta, -30, 30)))
        gradient = x.T @ (w * (y - p)) - penalty * beta
        hessian = (x * (w * p * (1 - p))[:, None]).T @ x + np.diag(penalty + 1e-6)
        step = np.linalg.solve(hessian, gradient)
        beta += step
        if np.abs(step).max() < 1e-6:
            break
    return beta


def segments(scores, switch):
    """The assignment with the greatest sum of scores less the cost of switching."""
    best_out, best_in = 0.0, -switch
    back = []
    for score in scores:
        stay_out, leave = best_out, best_in - switch
        stay_in, enter = best_in, best_out - switch
        back.append((leave > stay_out, enter > stay_in))
        best_out, best_in = max(stay_out, leave), max(stay_in, enter) + score
    chosen = [False] * len(scores)
    inside = best_in > best_out
    for at in range(len(scores) - 1, -1, -1):
        chosen[at] = inside
        inside = not back[at][1] if inside else back[at][0]
    return chosen


def mass(units):
    return 0.4 + min(units, 40.0) / 20.0


def crop(dumps, folder, out):
    """Writes each dump from two lines above its first line of main text to two below its last."""
    evaluator = load_evaluator(folder)
    truth = evaluator.load_json(folder / "ground-truth.json")
    out.mkdir(parents=True, exist_ok=True)
    for path in sorted(dumps.glob("*.txt")):
        lines = path.read_text(encoding="utf8", errors="replace").split("\n")
        marks = labels(lines, truth[path.stem].get("articleBody", ""), evaluator)
        main = [i for i, (label, sure) in enumerate(marks) if label and sure == 1.0]
        if main:
            (out / path.name).write_text("\n".join(lines[max(0, main[0] - 2) : main[-1] + 3]), encoding="utf8")


def load_pages(file, truth, evaluator):
    pages = []
    for row in file.open():
        page = json.loads(row)
        key = Path(page["file"]).stem
        texts = [line[0] for line in page["lines"]]
        x = np.array([line[2] for line in page["lines"]])
        marks = labels(texts, truth[key].get("articleBody", ""), evaluator)
        units = np.exp(x[:, 1]) - 1
        y = np.array([mark[0] for mark in marks])
        w = np.array([mark[1] for mark in marks]) * np.minimum(units, 40)
        w = w / max(w.sum(), 1) * 40
        pages.append(dict(key=key, texts=texts, drop=[line[1] for line in page["lines"]], x=x, y=y, w=w, units=units))
    return pages


def main():
    if sys.argv[1] == "--crop":
        crop(*map(Path, sys.argv[2:5]))
        return
    folder = Path(sys.argv[3])
    evaluator = load_evaluator(folder)
    truth = evaluator.load_json(folder / "ground-truth.json")
    pages = load_pages(Path(sys.argv[1]), truth, evaluator)
    cropped = {page["key"]: page for page in load_pages(Path(sys.argv[2]), truth, evaluator)}
    everything = np.vstack([page["x"] for page in pages])
    mean, spread = everything.mean(0), everything.std(0)
    mean[0], spread[0] = 0, 1
    spread[spread < 1e-9] = 1

    def train(some):
        some = some + [cropped[page["key"]] for page in some if page["key"] in cropped]
        x = (np.vstack([page["x"] for page in some]) - mean) / spread
        beta = fit(x, np.concatenate([p["y"] for p in some]), np.concatenate([p["w"] for p in some]))
        raw = beta / spread
        raw[0] = beta[0] - (beta[1:] * mean[1:] / spread[1:]).sum()
        return raw

    order = sorted(range(len(pages)), key=lambda i: pages[i]["key"])
    held = {}
    for fold in range(5):
        weights = train([pages[i] for n, i in enumerate(order) if n % 5 != fold])
        for n, i in enumerate(order):
            if n % 5 == fold:
                held[pages[i]["key"]] = pages[i]["x"] @ weights
    for switch in (0.5, 1.0, 1.5, 2.0, 4.0):
        prediction, oracle = {}, {}
        for page in pages:
            scores = held[page["key"]] * np.array([mass(u) for u in page["units"]])
            scores = np.where(page["drop"], -0.2, scores)
            keep = segments(list(scores), switch)
            kept = [t for t, k, d in zip(page["texts"], keep, page["drop"]) if k and not d]
            prediction[page["key"]] = {"articleBody": "\n".join(kept)}
            kept = [t for t, k in zip(page["texts"], page["y"]) if k]
            oracle[page["key"]] = {"articleBody": "\n".join(kept)}
        result = evaluator.evaluate({k: truth[k] for k in prediction}, prediction, 1)
        print(f"switch {switch}: F1 {result['f1']:.4f} precision {result['precision']:.4f} recall {result['recall']:.4f}")
    result = evaluator.evaluate({k: truth[k] for k in oracle}, oracle, 1)
    print(f"oracle labels: F1 {result['f1']:.4f}")
    if "--write" in sys.argv:
        weights = train(pages)
        path = Path(sys.argv[sys.argv.index("--write") + 1])
        head = path.read_text().split("= &[")[0] + "= "
        body = "".join(f"    {weight:.4f},\n" for weight in weights)
        path.write_text(f"{head}&[\n{body}];\n")


if __name__ == "__main__":
    main()
