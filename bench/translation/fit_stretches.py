"""Weights of how likely a stretch is a rendering.

    python fit_stretches.py texts NTREX LANGUAGE FROM TO FIRST SECOND   writes texts of both languages
    stretches MODEL FIRST SECOND > ROWS.tsv                             examples/stretches.rs
    python fit_stretches.py fit PREFIX...                               prints the weights
    python fit_stretches.py measure PREFIX...                           how well those of the crate do

Texts are those of NTREX, four times over, each time with other cuts on either side: of the lines a
fifth is left out, a third is put together with the next one into one sentence, a quarter of the others
is cut to some of its clauses. PREFIX.tsv are the rows, PREFIX.first.txt and PREFIX.second.txt the texts;
PREFIX.first.json and PREFIX.second.json, written beside them, say which lines a sentence has. Two
sentences share something if they share a line; two that are both cut are left out, for they may
have different clauses of it. Only pairs one of which is among the other's four nearest by the cosine
of their vectors count, as in the search. Logistic regression by Newton's method, ridge 1.
"""

import json
import pathlib
import random
import re
import sys

import numpy as np

FILES = {"zh": "ref.zho-CN", "ru": "ref.rus", "de": "ref.deu", "ar": "ref.arb", "fr": "ref.fra", "es": "ref.spa", "pt": "ref.por", "ja": "ref.jpn", "ko": "ref.kor", "en": "src.eng"}
COMMAS = {"zh": "，", "ja": "、", "ar": "، "}
NEAREST, INPUTS = 4, 10


def main():
    what, *arguments = sys.argv[1:]
    {"texts": write_texts, "fit": fit, "measure": measure}[what](*arguments)


def write_texts(folder, language, begin, end, first, second):
    folder = pathlib.Path(folder)
    documents = (folder / "DOCUMENT_IDS.tsv").read_text().split()
    rng = random.Random(7)
    sides = [(language, first), ("en", second)]
    written = {path: [] for _, path in sides}
    lines = {name: (folder / f"newstest2019-{FILES[name]}.txt").read_text().splitlines() for name, _ in sides}
    for _ in range(4):
        for document in sorted(set(documents[int(begin):int(end)])):
            numbers = [at for at in range(int(begin), int(end)) if documents[at] == document]
            for name, path in sides:
                text = recut(lines[name], numbers, name, rng)
                written[path].append(text or [["cut", [numbers[0]], lines[name][numbers[0]]]])
    for _, path in sides:
        texts = ["\n".join(sentence[2] for sentence in text) for text in written[path]]
        pathlib.Path(path).write_text("\n\n".join(texts) + "\n")
        marks = [[[kind, numbers] for kind, numbers, _ in text] for text in written[path]]
        pathlib.Path(path).with_suffix(".json").write_text(json.dumps(marks))


def recut(lines, numbers, language, rng):
    text, at = [], 0
    while at < len(numbers):
        number, chance = numbers[at], rng.random()
        at += 1
        if chance < 0.2:
            continue
        if chance < 0.47 and at < len(numbers):
            joined = re.sub(r'[.。!！؟]["”’»」]?$', "", lines[number]) + COMMAS.get(language, ", ") + lines[numbers[at]]
            text.append(["joined", [number, numbers[at]], joined])
            at += 1
            continue
        part = some_clauses(lines[number], rng) if chance < 0.6 else None
        text.append(["cut", [number], part] if part else ["whole", [number], lines[number]])
    return text


def some_clauses(line, rng):
    clauses = [clause for clause in re.split(r"(?<=[,;:—–，；：、،؛])\s*", line) if clause]
    parts = []
    for begin in range(len(clauses)):
        for end in range(begin + 1, len(clauses) + 1):
            part = ("" if re.search("[\u3040-\u9fff]", line) else " ").join(clauses[begin:end])
            if 0.3 * len(line) <= len(part) <= 0.75 * len(line):
                parts.append(part.rstrip(",;:—–，；：、،؛ "))
    return rng.choice(parts) if parts else None


def read(prefix):
    """Inputs of pairs and whether they share something."""
    marks = [json.loads(pathlib.Path(f"{prefix}.{side}.json").read_text()) for side in ("first", "second")]
    texts = {}
    for line in pathlib.Path(f"{prefix}.tsv").read_text().splitlines():
        number, row, column, cosine, *inputs = line.split("\t")
        texts.setdefault(int(number), []).append((int(row), int(column), float(cosine), [float(value) for value in inputs[:INPUTS]]))
    inputs, shares = [], []
    for number, pairs in texts.items():
        best = [{}, {}]
        for pair in pairs:
            for side in (0, 1):
                best[side].setdefault(pair[side], []).append(pair[2])
        least = [{at: sorted(own)[-NEAREST:][0] for at, own in side.items()} for side in best]
        for row, column, cosine, own in pairs:
            (kind_a, lines_a), (kind_b, lines_b) = marks[0][number][row], marks[1][number][column]
            shared = bool(set(lines_a) & set(lines_b))
            if cosine < min(least[0][row], least[1][column]) or (shared and "cut" in (kind_a, kind_b) and kind_a == kind_b):
                continue
            # Two sentences without a stretch of a few words have the probability 0.
            inputs.append(own or [0.0] * INPUTS)
            shares.append(shared)
    return np.array(inputs), np.array(shares, float)


def fit(*prefixes):
    inputs, shares = (np.concatenate(all) for all in zip(*map(read, prefixes)))
    inputs, shares = inputs[inputs[:, 0] > 0], shares[inputs[:, 0] > 0]
    weights = np.zeros(inputs.shape[1])
    for _ in range(50):
        p = 1 / (1 + np.exp(-inputs @ weights))
        gradient = inputs.T @ (p - shares) + weights
        hessian = (inputs * (p * (1 - p))[:, None]).T @ inputs + np.eye(len(weights))
        weights -= np.linalg.solve(hessian, gradient)
    print(len(shares), "pairs with a stretch,", int(shares.sum()), "share something")
    print("const WEIGHTS: [f32; INPUTS] = [" + ", ".join(f"{weight:.4f}" for weight in weights) + "];")
    report(prefixes, weights)


def measure(*prefixes):
    source = (pathlib.Path(__file__).parents[2] / "crates/translation/src/stretches/probability.rs").read_text()
    weights = re.search(r"WEIGHTS[^=]*=\s*\[([^]]*)\]", source).group(1)
    report(prefixes, np.array([float(weight) for weight in weights.split(",") if weight.strip()]))


def report(prefixes, weights):
    for prefix in prefixes:
        inputs, shares = read(prefix)
        p = np.where(inputs[:, 0] > 0, 1 / (1 + np.exp(-inputs @ weights)), 0)
        order = np.argsort(p)
        ranks = np.empty(len(p))
        ranks[order] = np.arange(len(p))
        true = shares > 0
        area = (ranks[true].mean() - (true.sum() - 1) / 2) / (~true).sum()
        line = [f"{prefix}: {len(p)} pairs, {true.mean():.3f} share something, area {area:.4f}"]
        for least in (0.5, 0.9):
            line.append(f"from {least}: precision {true[p >= least].mean():.3f}, recall {(p[true] >= least).mean():.3f}")
        bands = [(low, low + 0.2) for low in (0, 0.2, 0.4, 0.6, 0.8)]
        line.append("predicted/seen " + " ".join(f"{p[(p >= a) & (p < b)].mean():.2f}/{true[(p >= a) & (p < b)].mean():.2f}" for a, b in bands))
        print("; ".join(line))


if __name__ == "__main__":
    main()
