"""Writes the lists of this folder from the word frequencies of wordfreq.

    pip install wordfreq==3.1.1
    python3 crates/text/background/derive.py

The words go through `cargo run --example background`, so that they are cut into units and
normalised by the product's own rule.
"""

import subprocess
from pathlib import Path

import wordfreq

HERE = Path(__file__).parent
LANGUAGES = "ar de el en es fa fr he hi id it ja ko nl pl pt ru tr uk ur vi zh".split()


def words(language):
    """Words and their frequencies, in the order of the words; the larger list where there are two.

    wordfreq stands for numbers by their shape (`0000` is any number of four digits): they are left
    out, and numbers get their rarity by their form.
    """
    for word, frequency in sorted(wordfreq.get_frequency_dict(language, "best").items()):
        if not any(character.isdigit() for character in word):
            yield word, frequency


lines = []
for language in LANGUAGES:
    for word, frequency in words(language):
        lines.append(f"{language}\t{word}\t{frequency:.6e}\n")

command = ["cargo", "run", "--release", "-p", "throughline-text", "--example", "background", "--", str(HERE)]
subprocess.run(command, input="".join(lines).encode(), check=True, cwd=HERE)
