"""Compares what `render` finds with known renderings of set formulations.

usage: renderings.py RENDER MODEL TIFA_JSON SENTENCES_TSV

RENDER is the built example. TIFA_JSON holds `items` with `zh` and `attested_in_seeds` (`file`, `text`);
SENTENCES_TSV has a file's name and a sentence a line. For each formulation the sentences of each file
that has a rendering are searched; a rendering is found where the span shares a word F1 of at least
.5 with it, or holds it and is at most 2.5 times as long.
"""

import json
import re
import subprocess
import sys
import tempfile
from collections import defaultdict


def words(text):
    return re.findall(r"\w+", text.lower())


def matches(sentence, begin, end, rendering):
    at = sentence.find(rendering)
    if at < 0:
        return False
    known = len(sentence[:at].encode()), len(sentence[:at + len(rendering)].encode())
    if min(known[1], end) <= max(known[0], begin):
        return False
    found, wanted = words(sentence.encode()[begin:end].decode(errors="replace")), words(rendering)
    if begin <= known[0] + 3 and end >= known[1] - 3 and len(found) <= 2.5 * len(wanted):
        return True
    common = sum(min(found.count(word), wanted.count(word)) for word in set(wanted))
    return common > 0 and 2 * common / (len(found) + len(wanted)) >= 0.5


render, model, tifa, table = sys.argv[1:]
items = json.load(open(tifa))["items"]
lines = [line.rstrip("\n").split("\t", 1) for line in open(table)]
with tempfile.NamedTemporaryFile("w", suffix=".txt") as phrases, \
        tempfile.NamedTemporaryFile("w", suffix=".txt") as sentences:
    phrases.write("\n".join(item["zh"] for item in items) + "\n")
    sentences.write("\n".join(sentence for _, sentence in lines) + "\n")
    phrases.flush()
    sentences.flush()
    output = subprocess.run([render, model, phrases.name, sentences.name], check=True, capture_output=True, text=True)
found = defaultdict(list)
for line in output.stdout.splitlines():
    number, sentence, begin, end, score = line.split("\t")
    found[int(number)].append((int(sentence), int(begin), int(end), float(score)))
before, missed, scores = [], [], []
for number, item in enumerate(items):
    for file in sorted({known["file"] for known in item["attested_in_seeds"]}):
        known = [known["text"] for known in item["attested_in_seeds"] if known["file"] == file]
        spans = [span for span in found[number] if lines[span[0]][0] == file]
        hits = [[matches(lines[span[0]][1], span[1], span[2], text) for text in known] for span in spans]
        scores += [(span[3], any(hit)) for span, hit in zip(spans, hits)]
        for at, text in enumerate(known):
            first = next((rank for rank, hit in enumerate(hits) if hit[at]), None)
            if first is None:
                missed.append(f"{number}:{file[:3]}")
            else:
                before.append(sum(not any(hit) for hit in hits[:first]))
total = len(before) + len(missed)
print(f"{total} renderings, span found in their sentence {len(before) / total:.3f}")
for most in (0, 1, 2, 4, 9):
    print(f"  with at most {most} wrong spans before: {sum(wrong <= most for wrong in before) / total:.3f}")
print("not found (formulation:file)", " ".join(missed))
print("score  spans  share right")
for step in range(3, 10):
    within = [right for score, right in scores if step / 10 <= score < (step + 1) / 10]
    print(f"{step / 10}  {len(within)}  {sum(within) / max(len(within), 1):.3f}")
