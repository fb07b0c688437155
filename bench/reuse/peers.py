#!/usr/bin/env python3
"""One peer over one file of documents: prints its matches as JSON Lines.

usage: peers.py rensa|datasketch DOCUMENTS.jsonl --language en|zh [--settings FILE]

The settings are those that `tune.py` chose on other documents (`peer_settings.json`).
"""
from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from engine import read_rows
from windows import PEERS, Setting, cut, spans

SETTINGS = Path(__file__).with_name("peer_settings.json")


def chosen_setting(settings: Path, language: str, peer: str) -> Setting:
    return Setting(**json.loads(settings.read_text())[language][peer]["setting"])


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("peer", choices=sorted(PEERS))
    arguments.add_argument("documents", type=Path)
    arguments.add_argument("--language", choices=("en", "zh"), required=True)
    arguments.add_argument("--settings", type=Path, default=SETTINGS)
    given = arguments.parse_args()
    setting = chosen_setting(given.settings, given.language, given.peer)
    chinese = given.language == "zh"
    documents = [(row["id"], row["text"]) for row in read_rows(given.documents)]
    windows = cut(documents, setting, chinese)
    for row in spans(windows, PEERS[given.peer](windows, setting.threshold), setting):
        sys.stdout.write(json.dumps(row) + "\n")


if __name__ == "__main__":
    main()
