"""Chooses the sentences that the cells of the fit are made from.

    python3 choose_cells.py DOCS FIT > cells.tsv      language, tab, sentence; in no order

DOCS holds the development corpora as *.jsonl.gz, FIT is what choose_fit.py printed, of which the
phrases are used. The same input gives the same output.
"""

import gzip
import json
import random
import sys
from collections import Counter
from pathlib import Path

from choose_fit import sentences

MOST = {"en": 25_000, "zh": 25_000, "ru": 25_000, "uk": 25_000}


def main():
    docs, fit = map(Path, sys.argv[1:])
    found = set()
    for path in sorted(docs.glob("*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                doc = json.loads(line)
                language = doc["lang"][:2]
                if language in MOST:
                    found.update((language, sentence) for sentence in sentences(doc["text"], language))
    found = sorted(found)
    random.seed(3)
    random.shuffle(found)
    counts, chosen = Counter(), []
    for language, sentence in found:
        counts[language] += 1
        if counts[language] <= MOST[language]:
            chosen.append((language, sentence))
    for line in fit.read_text(encoding="utf-8").splitlines():
        language, kind, sentence = line.split("\t")
        if kind == "phrase":
            chosen.append((language, sentence))
    random.shuffle(chosen)
    sys.stdout.writelines(f"{language}\t{sentence}\n" for language, sentence in chosen)


if __name__ == "__main__":
    main()
