#!/usr/bin/env python3
"""What the choice of seeds costs and brings: size of the index against recall by edit rate.

Every setting is run with the engine's example programs (`match_jsonl`, `segment_size`), which take
settings as JSON; the product's own is the first. Seeds only choose which pairs are compared: what
a pair shares is found with all its short seeds. So recall here is what the choice of pairs loses.

usage: seeds.py EXAMPLES    the folder of the compiled examples
"""
from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from engine import evaluation_data, record, score, write_figures

SETTINGS: dict[str, dict[str, int]] = {
    "the product's": {},
    "half of the short seeds": {"seed_sample": 2},
    "a quarter of the short seeds": {"seed_sample": 4},
    "an eighth of the short seeds": {"seed_sample": 8},
    "longer short seeds": {"seed_weight": 24},
    "long seeds only": {"seed_sample": 1 << 20},
    "long seeds twice as dense": {"long_seed_window": 4},
}


def main() -> None:
    examples = Path(sys.argv[1])
    rows = []
    for name in ("plant_en_1k", "plant_zh_500"):
        documents = evaluation_data("reuse", name, "documents.jsonl")
        for label, settings in SETTINGS.items():
            given = json.dumps(settings)
            size = json.loads(
                subprocess.run([examples / "segment_size", documents, given], capture_output=True, check=True).stdout
            )
            with tempfile.TemporaryDirectory() as folder:
                matches = Path(folder) / "matches.jsonl"
                with matches.open("wb") as file:
                    command = [examples / "match_jsonl", documents, given]
                    subprocess.run(command, stdout=file, stderr=subprocess.DEVNULL, check=True)
                figures = score(evaluation_data("reuse", name, "truth.jsonl"), matches)
            by_edit = {rate: value["recall"] for rate, value in figures["by_edit"].items()}
            bytes_a_byte = round(size["segment"] / size["text"], 3)
            rows.append(
                {"set": name, "seeds": label, "bytes a byte of text": bytes_a_byte, "recall": figures["recall"],
                 "recall by edit rate": by_edit, "plagdet": figures["plagdet"]}
            )  # fmt: skip
            print(name, label.ljust(28), bytes_a_byte, figures["recall"], *by_edit.values(), flush=True)
    write_figures(record("seeds") / "seeds.json", rows)


if __name__ == "__main__":
    main()
