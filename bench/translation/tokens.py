"""Ids of pieces by Hugging Face's tokenizers, as digests that crates/translation/tests compare with.

usage: tokens.py FOLDER_WITH_TOKENIZER_JSON NTREX_FOLDER > crates/translation/tests/token_ids.json

For each language the FNV-1a hash (64 bits) of all ids as little-endian u32, over the composed (NFC)
lines. Needs `pip install tokenizers`.
"""

import glob
import json
import os
import sys
import unicodedata

from tokenizers import Tokenizer

folder, ntrex = sys.argv[1:]
tokenizer = Tokenizer.from_file(os.path.join(folder, "tokenizer.json"))
digests = {}
for path in sorted(glob.glob(os.path.join(ntrex, "newstest2019-*.txt"))):
    digest = 0xCBF29CE484222325
    with open(path, encoding="utf-8") as file:
        lines = [unicodedata.normalize("NFC", line) for line in file.read().split("\n")[:1000]]
    for encoding in tokenizer.encode_batch(lines, add_special_tokens=False):
        for byte in b"".join(token.to_bytes(4, "little") for token in encoding.ids):
            digest = (digest ^ byte) * 0x100000001B3 & 0xFFFFFFFFFFFFFFFF
    digests[os.path.basename(path)] = f"{digest:016x}"
json.dump(digests, sys.stdout, indent=1)
print()
