"""Chooses the sentences that the fit of static vectors is made from.

    python3 choose_fit.py DOCS TATOEBA > sentences.tsv

DOCS holds the development corpora as *.jsonl.gz, TATOEBA the test sets of LASER's Tatoeba v1. A line
of output is a language, `prose` or `phrase`, and a sentence. Prose comes from the corpora, phrases
from Tatoeba. Of the documents that are Ukrainian and English only every second Ukrainian one is used,
so that the others can measure. The same input gives the same output.
"""

import gzip
import json
import random
import re
import sys
from collections import Counter
from pathlib import Path

PROSE = {
    "zh": [("cctv-xwlb", 700), ("cpcnews-2020", 700), ("cn-political-reports", 300), ("xi-speeches-2020", 300)],
    "en": [
        ("chinadaily-nyt-2013-15", 500),
        ("un-general-debate", 500),
        ("us-senate-press-2005-07", 500),
        ("allsides-articles-2012-20", 500),
    ],
    "ru": [("kremlin-ru-2025", 1000), ("russia-1tv-ru", 1000)],
    "uk": [("zelensky-uk-en", 1500)],
}
TATOEBA = {
    "cmn": "zh", "rus": "ru", "ara": "ar", "fra": "fr", "spa": "es",
    "deu": "de", "jpn": "ja", "kor": "ko", "por": "pt",
}


def sentences(text, language):
    ends = r"(?<=[。！？])|\n" if language == "zh" else r"(?<=[.!?…])\s+|\n"
    shortest, longest = (8, 150) if language == "zh" else (30, 400)
    parts = (" ".join(part.split()) for part in re.split(ends, text))
    return [part for part in parts if shortest <= len(part) <= longest]


def main():
    docs, tatoeba = map(Path, sys.argv[1:])
    random.seed(7)
    chosen = []
    for language, sources in PROSE.items():
        for source, count in sources:
            with gzip.open(docs / f"{source}.jsonl.gz", "rt", encoding="utf-8") as lines:
                texts = [json.loads(line) for line in lines]
            texts = sorted((doc["id"], doc["text"]) for doc in texts if doc["lang"][:2] == language)
            if source == "zelensky-uk-en":
                texts = texts[::2]
            random.shuffle(texts)
            found = set()
            for _, text in texts:
                own = sentences(text, language)
                random.shuffle(own)
                found.update(own[: max(3, 2 * count // len(texts))])
            found = sorted(found)
            random.shuffle(found)
            chosen += [(language, "prose", sentence) for sentence in found[:count]]
    for code, language in TATOEBA.items():
        lines = (tatoeba / f"tatoeba.{code}-eng.{code}").read_text(encoding="utf-8").splitlines()
        chosen += [(language, "phrase", " ".join(line.split())) for line in lines[:1000]]
    lines = (tatoeba / "tatoeba.fra-eng.eng").read_text(encoding="utf-8").splitlines()
    chosen += [("en", "phrase", " ".join(line.split())) for line in lines[:500]]
    sys.stdout.writelines("\t".join(row) + "\n" for row in chosen)
    print(sorted(Counter(row[:2] for row in chosen).items()), file=sys.stderr)


if __name__ == "__main__":
    main()
