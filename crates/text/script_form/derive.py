"""Writes traditional_simplified.txt and simplified_only.txt from OpenCC's dictionary.

    pip install OpenCC==1.4.2
    python3 crates/text/script_form/derive.py

Each Han character of the Basic Multilingual Plane is converted alone (configuration t2s), which is
the first choice of OpenCC's TSCharacters. Where the result is itself a character that is converted
(薴 → 苧 → 苎), the last one is taken: both must give the same unit.

A character that the way back (s2t) changes is Simplified only, unless Traditional texts have it as well: then
the dictionary STCharacters names it among the choices.
"""

import subprocess
import tempfile
from pathlib import Path

import opencc

HEADER = """\
# Traditional Chinese characters and their Simplified forms, sorted by code point.
# From the dictionary TSCharacters of OpenCC 1.4.2, https://github.com/BYVoid/OpenCC
# By Carbo Kuo and contributors, licensed under the Apache License 2.0.
# Changed: single characters of U+3400..U+9FFF only, first choice only. Made by derive.py.
"""

converter = opencc.OpenCC("t2s")
forms = {}
for code in range(0x3400, 0xA000):
    character = chr(code)
    converted = converter.convert(character)
    if converted != character and len(converted) == 1:
        forms[character] = converted

lines = []
for character, form in sorted(forms.items()):
    while form in forms:
        form = forms[form]
    lines.append(f"{character} {form}\n")

path = Path(__file__).with_name("traditional_simplified.txt")
path.write_text(HEADER + "".join(lines), encoding="utf-8")

library = Path(opencc.__file__).parent / "clib"
with tempfile.NamedTemporaryFile(suffix=".txt") as dictionary:
    command = [library / "bin/opencc_dict", "-i", library / "share/opencc/STCharacters.ocd2", "-o", dictionary.name]
    subprocess.run([*command, "-f", "ocd2", "-t", "text"], check=True)
    dictionary_lines = Path(dictionary.name).read_text(encoding="utf-8").splitlines()
only = []
for line in dictionary_lines:
    character, _, choices = line.partition("\t")
    if len(character) == 1 and 0x3400 <= ord(character) < 0xA000 and character not in choices.split():
        only.append(character)
only = "".join(sorted(only))
header = """\
# Characters that only Simplified Chinese has, sorted by code point.
# From the dictionary STCharacters of OpenCC 1.4.2, https://github.com/BYVoid/OpenCC
# By Carbo Kuo and contributors, licensed under the Apache License 2.0.
# Changed: single characters of U+3400..U+9FFF that are none of their own choices. Made by derive.py.
"""
lines = [only[at : at + 50] + "\n" for at in range(0, len(only), 50)]
Path(__file__).with_name("simplified_only.txt").write_text(header + "".join(lines), encoding="utf-8")
