"""Prints the sentences of corpora.

    python3 sentences.py DOCS all > sentences.tsv        language, tab, sentence; each once, in no order
    python3 sentences.py DOCS en > sentences.txt         the same of one language, sentences only
    python3 sentences.py DOCS documents > documents.tsv  id of the document, language, sentence

DOCS holds corpora as *.jsonl.gz. The same input gives the same output.
"""

import gzip
import json
import random
import sys
from pathlib import Path

from choose_fit import sentences


def main():
    docs, wanted = Path(sys.argv[1]), sys.argv[2]
    found = set()
    for path in sorted(docs.glob("*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                doc = json.loads(line)
                language = doc["lang"][:2]
                if wanted == "documents":
                    for sentence in sentences(doc["text"], language):
                        print(doc["id"], language, sentence, sep="\t")
                elif language and wanted in ("all", language):
                    found.update((language, sentence) for sentence in sentences(doc["text"], language))
    found = sorted(found)
    random.seed(3)
    random.shuffle(found)
    for language, sentence in found:
        print(f"{language}\t{sentence}" if wanted == "all" else sentence)


if __name__ == "__main__":
    main()
