"""Fits the weights of crates/translation/src/probability/coefficients.rs.

usage: fit.py LANGUAGE=ROWS... same=ROWS > crates/translation/src/probability/coefficients.rs

ROWS are files of `mine rows` (crates/translation/examples/mine.rs), candidates of LANGUAGE beside
English with whether they are pairs. Of every third pair the first sentence is taken out and of
every third the second, so that many sentences have no counterpart. Rows whose sentences stand in no
other row (near misses: a translation with one digit changed) count in the first regression only. Needs `pip install numpy`.
"""

import sys

import numpy as np

COLUMNS = 16
NAMES = ["bias", "cosine", "late mean", "late least", "rare mean", "rare least", "worst mean", "worst least",
         "common numbers", "lone numbers", "common names", "lone names", "length", "shortness"]
MOST, NEIGHBOURS = 12.0, 4


def read(path):
    return np.fromfile(path, dtype="<f4").reshape(-1, COLUMNS).astype(float)


def inputs(rows):
    """As `inputs` in probability.rs."""
    (cosine, forward, backward, rare_forward, rare_backward, worst_forward, worst_backward,
     common_numbers, lone_numbers, common_names, lone_names, length, pieces) = rows[:, 3:].T
    mean, least = lambda a, b: (a + b) / 2, np.minimum
    return np.stack([
        np.ones(len(rows)),
        8 * (cosine - 0.85),
        8 * (mean(forward, backward) - 0.85),
        8 * (least(forward, backward) - 0.85),
        8 * (mean(rare_forward, rare_backward) - 0.85),
        8 * (least(rare_forward, rare_backward) - 0.85),
        4 * (mean(worst_forward, worst_backward) - 0.8),
        4 * (least(worst_forward, worst_backward) - 0.8),
        np.minimum(common_numbers, 3),
        np.minimum(lone_numbers, 3),
        np.minimum(common_names, 4) / 2,
        np.minimum(lone_names, 4) / 2,
        1 - length,
        8 / (4 + pieces),
    ], 1)


def around(side, odds):
    """For each candidate the mean of the best other log odds of its sentence, and the best."""
    order = np.lexsort((-odds, side))
    starts = np.append(np.unique(side[order], return_index=True)[1], len(order))
    means, bests = np.full(len(odds), np.nan), np.full(len(odds), np.nan)
    for begin, end in zip(starts[:-1], starts[1:]):
        if end - begin < 2:
            continue
        own, values = order[begin:end], odds[order[begin:end]]
        top = values[:NEIGHBOURS + 1]
        means[own], bests[own] = top[:NEIGHBOURS].mean(), top[0]
        for rank in range(min(NEIGHBOURS, len(values))):
            means[own[rank]] = np.delete(top, rank).mean()
        bests[own[0]] = values[1]
    return means, bests


def among(rows, odds):
    odds = np.clip(odds, -MOST, MOST)
    (mean_1, best_1), (mean_2, best_2) = around(rows[:, 0], odds), around(rows[:, 1], odds)
    mean_1, mean_2 = np.where(np.isnan(mean_1), mean_2, mean_1), np.where(np.isnan(mean_2), mean_1, mean_2)
    best_1, best_2 = np.where(np.isnan(best_1), best_2, best_1), np.where(np.isnan(best_2), best_1, best_2)
    over_mean, over_best = np.stack([odds - mean_1, odds - mean_2]), np.stack([odds - best_1, odds - best_2])
    known = ~np.isnan(mean_1)
    columns = [np.ones(len(rows)), odds, over_mean.min(0), over_mean.max(0), over_best.min(0), over_best.max(0)]
    return np.nan_to_num(np.stack(columns, 1)), known


def thinned(rows):
    """Weights of rows: of far candidates that are no pairs one of ten is kept and counts ten times."""
    late = rows[:, 4] + rows[:, 5]
    order = np.lexsort((-late, rows[:, 0]))
    starts = np.unique(rows[order, 0], return_index=True)[1]
    rank = np.empty(len(rows), int)
    rank[order] = np.arange(len(rows)) - np.repeat(starts, np.diff(np.append(starts, len(rows))))
    far = (rank >= 8) & (rows[:, 2] == 0)
    kept = np.random.default_rng(5).random(len(rows)) < 0.1
    return np.where(far, np.where(kept, 10.0, 0.0), 1.0)


def without_counterparts(rows):
    first, second = rows[:, 0].astype(int), rows[:, 1].astype(int)
    paired = rows[rows[:, 2] > 0]
    last = paired[:, 0].max()
    return rows[~(((first <= last) & (first % 3 == 2)) | ((second <= last) & (second % 3 == 1)))]


def regress(groups, prior=None, shared_penalty=1.0, offset_penalty=30.0):
    """Newton's method for shared weights and an offset for each group, both with squared penalties; with
    a prior the shared weights are given."""
    size = groups[0][0].shape[1]
    weights = np.zeros(size * (len(groups) + 1))
    shared_penalties, offset_penalties = np.full(size, shared_penalty), np.full(size, offset_penalty)
    shared_penalties[0], offset_penalties[0] = 1e-3, min(offset_penalty / 10, 3.0)
    if prior is not None:
        weights[:size], shared_penalties = prior, np.full(size, 1e12)
    penalties = np.concatenate([shared_penalties] + [offset_penalties] * len(groups))
    center = weights.copy()
    for _ in range(50):
        gradient, hessian = penalties * (weights - center), np.diag(penalties)
        for at, (x, y, counts) in enumerate(groups):
            shared, own = slice(0, size), slice(size * (at + 1), size * (at + 2))
            p = 1 / (1 + np.exp(-np.clip(x @ (weights[shared] + weights[own]), -40, 40)))
            slope, curve = x.T @ ((p - y) * counts), (x * (p * (1 - p) * counts)[:, None]).T @ x
            for rows_of in (shared, own):
                gradient[rows_of] += slope
                for columns_of in (shared, own):
                    hessian[rows_of, columns_of] += curve
        step = np.linalg.solve(hessian, gradient)
        weights -= step
        if abs(step).max() < 1e-7:
            break
    return weights[:size], weights[size:].reshape(len(groups), size)


def group(x, rows, counts):
    kept = counts > 0
    return x[kept], rows[kept, 2], counts[kept]


def constant(name, doc, values):
    numbers = ", ".join(f"{value:.4f}".rstrip("0") + ("0" if f"{value:.4f}".rstrip("0").endswith(".") else "")
                        for value in values)
    return f"/// {doc}\npub(super) const {name}: [f32; {len(values)}] = [{numbers}];\n"


def main():
    files = dict(argument.split("=", 1) for argument in sys.argv[1:])
    same = files.pop("same", None)
    languages = sorted(files)
    rows = [without_counterparts(read(files[language])) for language in languages]
    counts = [thinned(r) for r in rows]
    first = [inputs(r) for r in rows]
    shared, offsets = regress([group(x, r, c) for x, r, c in zip(first, rows, counts)])
    second = []
    for x, r, c, offset in zip(first, rows, counts, offsets):
        x, known = among(r, x @ (shared + offset))
        second.append(group(x[known], r[known], c[known]))
    merged = tuple(np.concatenate(parts) for parts in zip(*second))
    context, _ = regress([merged], offset_penalty=1e9)
    same_weights = shared
    if same:
        r = read(same)
        _, offset = regress([(inputs(r), r[:, 2], np.ones(len(r)))], prior=shared, offset_penalty=1000.0)
        same_weights = shared + offset[0]
    print("//! Weights made by `bench/translation/fit.py`; see there for how, and\n"
          "//! `bench/runs/2026-11-26-translation-probability` for on what and how well they do.\n")
    print(f"/// {', '.join(NAMES)}.\npub(super) const INPUTS: usize = {len(NAMES)};\n")
    print(constant("SHARED", "What all pairs of languages share.", shared))
    print(constant("SAME", "For two sentences of one language.", same_weights))
    print(constant("AMONG", "Bias, log odds, over the mean of the neighbours (least, most), over the best of them.",
                   context))
    print("/// What languages add beside English.\n"
          f"pub(super) const LANGUAGES: [(&str, [f32; INPUTS]); {len(languages)}] = [")
    for language, offset in zip(languages, offsets):
        print(f'    ("{language}", [{", ".join(f"{value:.4f}" for value in offset)}]),')
    print("];")


if __name__ == "__main__":
    main()
