"""Writes traditional_simplified.txt from OpenCC's dictionary.

    pip install OpenCC==1.4.2
    python3 crates/text/script_form/derive.py

Each Han character of the Basic Multilingual Plane is converted alone (configuration t2s), which is
the first choice of OpenCC's TSCharacters. Where the result is itself a character that is converted
(薴 → 苧 → 苎), the last one is taken: both must give the same unit.
"""

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
