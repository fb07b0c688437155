"""Documents of other kinds than those of the planted test sets, freed of natural reuse.

The planted test sets stand on Senate press releases and CCTV items of one year. Whatever was chosen
on them has to hold on other text as well: debates, briefings, party news, broadcasts in Russian.
Documents are cut into pieces of about 3 kB and cleaned by the evaluation data's own `plant.py`.
"""
from __future__ import annotations

import gzip
import json
import random
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from engine import PYTHON, Row, evaluation_data, write_rows

PIECE_CHARACTERS = {"en": 3000, "ru": 2000, "zh": 1000}
PIECES_A_DOCUMENT = 3
# plant.py drops documents shorter than this many units.
SHORTEST_DOCUMENT_UNITS = {"en": 120, "ru": 60, "zh": 150}
PARAGRAPH_OR_SENTENCE = re.compile(r"\n\s*\n|(?<=[.!?])\s+(?=[A-ZА-Я“\"])|(?<=[。！？])")


@dataclass(frozen=True)
class Background:
    """Where a kind of text lies in the evaluation data."""

    language: str
    corpora: tuple[str, ...]


BACKGROUNDS = {
    "un": Background("en", ("dev/docs/un-general-debate",)),
    "whitehouse": Background("en", ("dev/docs/whitehouse-2009-15",)),
    "cpc": Background("zh", ("dev/docs/cpcnews-2020", "dev/docs/cn-political-reports")),
    "cctv": Background("zh", ("dev/docs/cctv-xwlb",)),
    "russian": Background("ru", ("dev/docs/russia-1tv-ru", "dev/docs/kremlin-ru-2025")),
}


def corpus(name: str) -> Iterator[Row]:
    """All documents of one corpus of the evaluation data."""
    with gzip.open(evaluation_data("corpora", f"{name}.jsonl.gz"), "rt", encoding="utf8") as lines:
        for line in lines:
            yield json.loads(line)


def pieces(text: str, characters: int) -> Iterator[str]:
    """Consecutive parts of about so many characters, cut between sentences."""
    begin = 0
    for boundary in PARAGRAPH_OR_SENTENCE.finditer(text):
        if boundary.end() - begin >= characters:
            yield text[begin : boundary.start()].strip()
            begin = boundary.end()
    yield text[begin:].strip()


def sample(name: str, count: int, seed: int) -> list[Row]:
    """Pieces of documents, a seeded choice; short documents are put together to one."""
    background = BACKGROUNDS[name]
    rows = [row for corpus_name in background.corpora for row in corpus(corpus_name)]
    random.Random(seed).shuffle(rows)
    characters = PIECE_CHARACTERS[background.language]
    blank = "" if background.language == "zh" else " "
    chosen: list[Row] = []
    short: list[str] = []
    for row in rows:
        texts = list(pieces(row["text"], characters))[:PIECES_A_DOCUMENT]
        if len(row["text"]) < characters / 2:
            short += texts
            texts = []
            if sum(map(len, short)) >= characters:
                texts, short = [blank.join(short)], []
        for number, text in enumerate(texts):
            # Line breaks inside sentences (the debates') would make every sentence a fragment.
            flowing = re.sub(r"[ \t]*\n[ \t]*", blank, text)
            chosen.append({"id": f"{row['id']}#{number}", "lang": background.language, "text": flowing})
    return chosen[:count]


def plant(documents: Path, folder: Path, language: str, *options: str) -> None:
    """Runs `plant.py` with the units of the language."""
    units = ("--cjk", "--min", "50", "--max", "350") if language == "zh" else ()
    shortest = ("--min-doc", str(SHORTEST_DOCUMENT_UNITS[language]))
    command = [PYTHON, evaluation_data("reuse", "plant.py"), documents, folder, *shortest, *units, *options]
    subprocess.run([str(part) for part in command], check=True, stdout=subprocess.DEVNULL)


def clean_background(name: str, folder: Path, count: int, seed: int) -> Path:
    """A file of up to `count` documents of which no two share a run of 6 words (12 characters)."""
    folder.mkdir(parents=True, exist_ok=True)
    raw, clean = folder / f"{name}.raw.jsonl", folder / f"{name}.clean.jsonl"
    write_rows(raw, sample(name, 4 * count, seed))
    options = ("--clean", "--save-clean", str(clean), "--cases", "0", "--docs", str(count), "--seed", str(seed))
    plant(raw, folder / f"{name}.cleaning", BACKGROUNDS[name].language, *options)
    lines = clean.read_text(encoding="utf8").splitlines(keepends=True)[:count]
    clean.write_text("".join(lines), encoding="utf8")
    return clean
