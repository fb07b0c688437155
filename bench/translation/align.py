"""Scores alignments as score.py of Vecalign (thompsonb/vecalign) does, strictly.

usage: align.py ALIGN_EXAMPLE MODEL XLING_FOLDER [--sums] SET...

ALIGN_EXAMPLE is the built `crates/translation/examples/align.rs`. A SET is `dev` or `test` of
bleualign_defr, or `textberg`. For each document and for the set: precision, recall and F1 of groups
that are equal on both sides.

Counts are summed over the documents (micro average). Two precisions are printed. `score.py` counts
a sentence without counterpart as a pair as well when it counts precision, one a sentence, and not
when it counts recall; published figures are of this kind. `groups` counts only pairs with sentences
on both sides. Gold files that name a group twice count it once, as sets do.
"""

import ast
import os
import subprocess
import sys


def documents(folder, name):
    if name == "textberg":
        numbers = sorted(os.listdir(os.path.join(folder, "textberg", "gold")))
        return [
            tuple(os.path.join(folder, "textberg", part, number) for part in ("de", "fr", "gold"))
            for number in numbers
        ]
    names = ["dev"] if name == "dev" else [f"test{number}" for number in range(7)]
    base = os.path.join(folder, "bleualign_defr")
    return [tuple(os.path.join(base, f"{stem}.{end}") for end in ("de", "fr", "defr")) for stem in names]


def pair(line):
    first, second = line.split(":")[:2]
    return tuple(ast.literal_eval(first.strip())), tuple(ast.literal_eval(second.strip()))


def read_gold(path):
    with open(path, encoding="utf-8") as file:
        return {pair(line) for line in file if line.strip()} - {((), ())}


def count_lines(path):
    with open(path, encoding="utf-8") as file:
        return len(file.read().splitlines())


def with_skips(groups, first, second):
    """The groups and each sentence that is in none."""
    firsts = {sentence for group, _ in groups for sentence in group}
    seconds = {sentence for _, group in groups for sentence in group}
    skips = {((sentence,), ()) for sentence in range(first) if sentence not in firsts}
    return groups | skips | {((), (sentence,)) for sentence in range(second) if sentence not in seconds}


def scores(hits, found, gold_hits, gold):
    precision, recall = hits / max(found, 1), gold_hits / max(gold, 1)
    return precision, recall, 2 * precision * recall / max(precision + recall, 1e-9)


def report(label, counts):
    hits, found, pairs_hit, pairs, gold = counts
    published = "P {:.3f} R {:.3f} F1 {:.3f}".format(*scores(pairs_hit, pairs, hits, gold))
    groups = "P {:.3f} R {:.3f} F1 {:.3f}".format(*scores(hits, found, hits, gold))
    print(f"{label:14} score.py {published}   groups {groups}   ({hits} of {gold} found, {found} given)")


def main():
    example, model, folder, *rest = sys.argv[1:]
    options = [word for word in rest if word.startswith("--")]
    for name in (word for word in rest if not word.startswith("--")):
        pairs = documents(folder, name)
        texts = [path for first, second, _ in pairs for path in (first, second)]
        run = subprocess.run([example, model, *options, *texts], check=True, stdout=subprocess.PIPE, text=True)
        blocks = [block.splitlines()[1:] for block in run.stdout.split("# ")[1:]]
        total = [0] * 5
        for (first, second, gold_path), block in zip(pairs, blocks, strict=True):
            found = {pair(line) for line in block}
            every = with_skips(found, count_lines(first), count_lines(second))
            gold = read_gold(gold_path)
            gold_groups = {group for group in gold if group[0] and group[1]}
            hits = len(found & gold_groups)
            counts = [hits, len(found), len(every & gold), len(every), len(gold_groups)]
            report(f"{name} {os.path.basename(gold_path)}", counts)
            total = [sum(values) for values in zip(total, counts, strict=True)]
        report(f"{name} all", total)


if __name__ == "__main__":
    main()
