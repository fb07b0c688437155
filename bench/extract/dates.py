#!/usr/bin/env python3
"""Scores publication dates on labelled pages, at the day and at the minute, beside a peer.

Runs the example `extract` of the crate `throughline-capture`, and `htmldate` (PyPI) where the
Python that runs this has it: `python -m venv V && V/bin/pip install htmldate==1.11.0`.

A day is right if it is the label's day as written, in UTC, or as the page's place has it. A minute is right if both sides name
a zone and the moments lie in one minute, or if one side has no zone and the clock is the same as
written or in UTC. "undecided": no date, or for the minute only a coarser one; on a page that does
not date its article, undecided is right.

usage: dates.py [--data FOLDER] [--extract BINARY] [--wrong]
       FOLDER holds `data/extract`; default `../shared` beside the checkout
"""
import gzip
import json
import subprocess
import sys
import time
from datetime import datetime, timezone
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def option(name, default):
    return sys.argv[sys.argv.index(name) + 1] if name in sys.argv else default


def moment(text):
    """A label or an answer as (datetime, has a zone, precision)."""
    if text is None:
        return None
    text = text.replace(" UTC", "Z")
    text = text if "T" in text else text.replace(" ", "T", 1)
    if len(text) == 10:
        return datetime.fromisoformat(text), False, "day"
    if len(text) < 10:
        return None
    time_of = datetime.fromisoformat(text.replace("Z", "+00:00"))
    clock = text.split("T")[1].split("+")[0].split("-")[0].rstrip("Z")
    return time_of, time_of.tzinfo is not None, "second" if clock.count(":") == 2 else "minute"


def days(time_of):
    as_written = time_of.date()
    return {as_written, time_of.astimezone(timezone.utc).date()} if time_of.tzinfo else {as_written}


def clocks(time_of):
    minute = time_of.replace(second=0, microsecond=0)
    forms = {minute.replace(tzinfo=None)}
    return forms | {minute.astimezone(timezone.utc).replace(tzinfo=None)} if time_of.tzinfo else forms


def judge(label, answer, local_day=None):
    """(verdict at the day, verdict at the minute or None if the label has no minute)"""
    if label is None:
        verdict = "right" if answer is None else "wrong"
        return verdict, None
    has_minute = label[2] != "day"
    if answer is None:
        return "undecided", "undecided" if has_minute else None
    right_days = days(label[0]) | ({datetime.fromisoformat(local_day).date()} if local_day else set())
    day = "right" if right_days & days(answer[0]) else "wrong"
    if not has_minute:
        return day, None
    if answer[2] == "day":
        return day, "undecided"
    if label[1] and answer[1]:
        is_same = abs((label[0] - answer[0]).total_seconds()) < 60
    else:
        is_same = bool(clocks(label[0]) & clocks(answer[0]))
    return day, "right" if is_same else "wrong"


def ours(paths):
    given = option("--extract", None)
    command = [given] if given else ["cargo", "run", "-q", "--manifest-path", str(ROOT / "Cargo.toml"), "-p", "throughline-capture", "--example", "extract", "--"]
    output = subprocess.run(command + [str(path) for path in paths], check=True, capture_output=True).stdout
    documents = [json.loads(line) for line in output.decode("utf8").splitlines()]
    return {document["file"].split(".")[0]: document["published"] for document in documents}


def peer(paths):
    import htmldate

    answers = {}
    for path in paths:
        answers[path.name.split(".")[0]] = htmldate.find_date(gzip.open(path).read(), original_date=True)
    return answers


def main():
    labels = json.loads((Path(__file__).parent / "date_labels.json").read_text(encoding="utf8"))["pages"]
    folder = Path(option("--data", ROOT.parent / "shared")) / "data/extract/scrapinghub/html"
    if not folder.is_dir():
        print(f"skipped: {folder} absent")
        return
    paths = [folder / f"{page}.html.gz" for page in labels]
    readers = [("throughline", ours)]
    try:
        import htmldate

        readers.append((f"htmldate {htmldate.__version__}", peer))
    except ImportError:
        print("skipped: htmldate is not installed")
    for name, reader in readers:
        begin = time.monotonic()
        answers = reader(paths)
        seconds = time.monotonic() - begin
        counts = {"day": {}, "minute": {}}
        for page, label in labels.items():
            verdicts = judge(moment(label["published"]), moment(answers.get(page)), label.get("local_day"))
            for level, verdict in zip(counts, verdicts):
                if verdict:
                    counts[level][verdict] = counts[level].get(verdict, 0) + 1
            if "--wrong" in sys.argv and any(verdict in ("wrong", "undecided") for verdict in verdicts):
                print(f"  {name}: {page[:12]} label {label['published']} answer {answers.get(page)} {verdicts}")
        for level, verdicts in counts.items():
            told = ", ".join(f"{verdicts.get(verdict, 0)} {verdict}" for verdict in ("right", "wrong", "undecided"))
            print(f"{name}, {level}: {told} of {sum(verdicts.values())}")
        print(f"{name}: {seconds:.1f} s")


if __name__ == "__main__":
    main()
