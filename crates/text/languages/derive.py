"""Makes `ngrams.bin` from the model of py3langid: see README.md beside this file.

pip install py3langid==0.4.0 numpy
python3 crates/text/languages/derive.py
"""

import os
import struct

import numpy as np
import py3langid
from py3langid.modelio import load_model

HERE = os.path.dirname(os.path.abspath(__file__))

# Languages of each script, with the classes of the model that count as the same language.
SCRIPTS = [
    ("Latin", "en fr es pt it de nl tr pl vi id ms no+nn da sv fi cs sk sl hr bs sr ro hu ca gl et lv lt sq az uz+uzs sw tl"),
    ("Cyrillic", "ru uk be bg sr mk kk ky mn tg"),
    ("Arabic", "ar+arz+ary fa ur ps ug"),
    ("Devanagari", "hi mr ne"),
    ("Bengali", "bn as"),
    ("Han", "zh+yue+wuu ja"),
]
# N-grams kept, where fewer than all: the two languages written in Han characters need few.
KEPT = {"Latin": int(os.environ.get("KEPT", 30_000)), "Han": 4_000}
STEPS = 16  # steps of a weight in a nat
LEAST = int(os.environ.get("LEAST", 8))  # steps above the floor from which a weight is kept


def script_of(c):
    code = ord(c)
    if not c.isalpha() and not 0x900 <= code < 0xA00:
        return None
    if code < 0x250 or 0x1E00 <= code < 0x1F00:
        return "Latin"
    if 0x400 <= code < 0x530:
        return "Cyrillic"
    if 0x600 <= code < 0x780:
        return "Arabic"
    if 0x900 <= code < 0x980:
        return "Devanagari"
    if 0x980 <= code < 0xA00:
        return "Bengali"
    if 0x3040 <= code < 0x3100 or 0x3400 <= code < 0xA000:
        return "Han"
    return None


def scripts_of_ngram(ngram):
    """Scripts that the n-gram can stand in: n-grams are bytes, and may cut characters."""
    if all(byte < 128 for byte in ngram):
        return {"Latin"}
    whole = ngram.decode("utf8", errors="ignore")
    found = {script_of(c) for c in whole} - {None}
    if found:
        return found
    leads = {0xC3: "Latin", 0xC4: "Latin", 0xC5: "Latin", 0xC6: "Latin", 0xC7: "Latin", 0xC8: "Latin",
             0xD0: "Cyrillic", 0xD1: "Cyrillic", 0xD2: "Cyrillic", 0xD3: "Cyrillic", 0xD8: "Arabic", 0xD9: "Arabic",
             0xDA: "Arabic", 0xDB: "Arabic", 0xE1: "Latin", 0xE3: "Han", 0xE4: "Han", 0xE5: "Han", 0xE6: "Han",
             0xE7: "Han", 0xE8: "Han", 0xE9: "Han"}
    found = {leads[byte] for byte in ngram if byte in leads}
    if b"\xe0\xa4" in ngram or b"\xe0\xa5" in ngram:
        found.add("Devanagari")
    if b"\xe0\xa6" in ngram or b"\xe0\xa7" in ngram:
        found.add("Bengali")
    return found or {"Han"}


def main():
    path = os.path.join(os.path.dirname(py3langid.__file__), "data/model.npz.xz")
    weights, _, classes, moves, rows, outputs = load_model(path)
    weights = weights.astype(np.float64)
    moves, rows = np.array(moves).reshape(-1, 256), np.array(rows)
    # The n-grams are the shortest ways to the states of the automaton.
    names, queue = {0: b""}, [0]
    for state in queue:
        for byte, to in enumerate(moves[rows[state]]):
            if to not in names:
                names[to] = names[state] + bytes([byte])
                queue.append(to)
    ngrams = {}
    for state, name in names.items():
        feature = outputs[state]
        if feature >= 0 and (feature not in ngrams or len(name) < len(ngrams[feature])):
            ngrams[feature] = name
    of_script = {script: [] for script, _ in SCRIPTS}
    for feature, name in sorted(ngrams.items(), key=lambda item: item[1]):
        for script in scripts_of_ngram(name):
            if script in of_script:
                of_script[script].append(feature)

    binary = bytearray()
    sizes = []
    for script, tags in SCRIPTS:
        columns = [[at for at, c in enumerate(classes) if c in tag.split("+")] for tag in tags.split()]
        features = of_script[script]
        table = np.stack([weights[features][:, own].max(axis=1) for own in columns], axis=1)
        floors = table.min(axis=0)
        above = table - floors
        # What an n-gram adds to telling the languages apart: its share of the divergence.
        chance = np.exp(table)
        divergence = (chance * (table - np.log(chance.mean(axis=1, keepdims=True)))).sum(axis=1)
        order = np.argsort(-divergence, kind="stable")[: KEPT.get(script, len(features))]
        kept = sorted(order, key=lambda at: ngrams[features[at]])
        steps = np.minimum(np.rint(above * STEPS), 255).astype(int)
        short = [tag.split("+")[0] for tag in tags.split()]
        binary += struct.pack("<BI", len(short), len(kept))
        for tag, floor in zip(short, floors):
            binary += tag.encode() + struct.pack("<H", round(-floor * STEPS))
        for at in kept:
            name = ngrams[features[at]]
            own = [(language, step) for language, step in enumerate(steps[at]) if step >= LEAST]
            binary += bytes([len(name), len(own)]) + name
            for language, step in own:
                binary += bytes([language, step])
        sizes.append((script, len(features), len(kept), len(binary)))
    with open(os.path.join(HERE, "ngrams.bin"), "wb") as file:
        file.write(binary)
    print(sizes)


main()
