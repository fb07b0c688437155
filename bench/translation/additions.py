"""How surely words that a translation adds are told from those that it renders.

    python additions.py RENDER MODEL NTREX FROM TO LANGUAGE...

RENDER is examples/render.rs, NTREX the folder with its texts, FROM and TO the lines, from 0. Of four
lines one stands beside its English line, one beside this and the next one, and two beside their
English line with a clause of another one put in after one of its commas. Prints, for each language,
the share of lines with nothing added that are marked; of the marked bytes those that were added; of
the added bytes those that are marked; of the marked stretches those of which more than half was added;
and of the added sentences and clauses those of which more than half is marked.
"""

import pathlib
import random
import re
import subprocess
import sys
import tempfile

FILES = {"zh": "ref.zho-CN", "ru": "ref.rus", "de": "ref.deu", "ar": "ref.arb", "ja": "ref.jpn", "fr": "ref.fra", "es": "ref.spa", "pt": "ref.por", "ko": "ref.kor"}


def main():
    render, model, folder, begin, end, *languages = sys.argv[1:]
    folder = pathlib.Path(folder)
    english = lines(folder, "src.eng")
    for language in languages:
        others = lines(folder, FILES[language])
        rng = random.Random(3)
        numbers = range(int(begin), int(end))
        pairs = [with_addition(english, number, rng) for number in numbers]
        found = marked(render, model, [others[number] for number in numbers], [text for text, _, _ in pairs])
        print(language, report(found, pairs), flush=True)


def lines(folder, name):
    return (folder / f"newstest2019-{name}.txt").read_text().splitlines()


def with_addition(english, number, rng):
    """The English line with what is added, where that stands (bytes), and what it is."""
    line = english[number]
    if number % 4 == 0:
        return line, None, "nothing"
    if number % 4 == 1:
        both = f"{line} {english[number + 1]}"
        return both, (len(line.encode()), len(both.encode())), "sentence"
    clauses = [clause.strip() for clause in re.split(r"[,;:—–]", english[number + 7])]
    clauses = [clause for clause in clauses if 3 <= len(clause.split()) <= 12]
    if not clauses:
        return line, None, "nothing"
    clause = rng.choice(clauses)
    parts = re.split(r"(?<=,) ", line)
    at = rng.randrange(1, len(parts) + 1)
    before, after = " ".join(parts[:at]).rstrip("."), " ".join(parts[at:])
    begin = len(before.encode()) + 1
    text = f"{before} {clause} {after}" if after else f"{before} {clause}."
    return text, (begin, begin + len(clause.encode())), "clause"


def marked(render, model, first, second):
    with tempfile.TemporaryDirectory() as folder:
        paths = [pathlib.Path(folder) / name for name in ("first", "second")]
        for path, texts in zip(paths, (first, second)):
            path.write_text("\n".join(texts) + "\n")
        output = subprocess.run([render, "--added", model, *paths], check=True, stdout=subprocess.PIPE, text=True).stdout
    found = [[] for _ in first]
    for row in output.splitlines():
        number, begin, end = map(int, row.split("\t"))
        found[number].append((begin, end))
    return found


def report(found, pairs):
    common = lambda one, other: max(0, min(one[1], other[1]) - max(one[0], other[0]))
    size = lambda span: span[1] - span[0]
    added = [(spans, truth, kind) for spans, (_, truth, kind) in zip(found, pairs)]
    plain = [bool(spans) for spans, truth, _ in added if not truth]
    stretches = [(span, truth) for spans, truth, _ in added for span in spans]
    right = [common(span, truth) if truth else 0 for span, truth in stretches]
    out = [
        f"nothing added and marked {sum(plain) / len(plain):.3f}",
        f"bytes: precision {sum(right) / sum(size(span) for span, _ in stretches):.3f}",
        f"recall {sum(right) / sum(size(truth) for _, truth, _ in added if truth):.3f}",
        f"stretches right {sum(2 * common > size(span) for (span, _), common in zip(stretches, right)) / len(stretches):.3f}",
    ]
    for wanted in ("sentence", "clause"):
        those = [any(2 * common(span, truth) > size(truth) for span in spans) for spans, truth, kind in added if kind == wanted]
        out.append(f"{wanted}s found {sum(those) / len(those):.3f}")
    return ", ".join(out)


if __name__ == "__main__":
    main()
