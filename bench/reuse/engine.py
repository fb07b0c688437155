"""The engines that a part of this bench can run, where the evaluation data is, where figures go.

An engine reads a JSON Lines file of documents and leaves a file of matches, one JSON object a line
with `a, a_begin, a_end, b, b_begin, b_end` in characters. The product's engine is its whole job:
an archive is made, filled, traced and exported, and everything is stored. Any other command that
prints such lines can stand in its place (`--engine`).
"""
from __future__ import annotations

import datetime
import json
import os
import platform
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

from measure import Cost, run

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("SHARED", ROOT.parent / "shared"))
BINARY = Path(os.environ.get("BINARY", ROOT / "target/release/throughline"))
PYTHON = Path(sys.executable)

Row = dict[str, Any]


def skip(reason: str) -> NoReturn:
    print(f"skipped: {reason}")
    raise SystemExit(0)


def evaluation_data(*parts: str) -> Path:
    """A path in the evaluation data; ends the program quietly where it is absent."""
    path = SHARED.joinpath("data", *parts)
    if not path.exists():
        skip(f"{path} absent")
    return path


def product() -> Path:
    if not os.access(BINARY, os.X_OK):
        sys.exit(f"{BINARY} is absent; build it first: make release (or set BINARY)")
    return BINARY


def trace_archive(documents: list[Path], archive: Path) -> dict[str, Cost]:
    """Makes an archive of the documents and traces it; the cost of each verb."""
    binary = product()
    return {
        "init": run([binary, "-q", "init", archive]),
        "add": run([binary, "-q", "--json", "add", archive, *documents], output=archive.with_suffix(".add.json")),
        "trace": run([binary, "-q", "--json", "trace", archive], output=archive.with_suffix(".trace.json")),
    }


def export(archive: Path, table: str, output: Path, offsets: str = "chars") -> Cost:
    return run([product(), "-q", "export", archive, table, "--format", "jsonl", "--offsets", offsets, "-o", output])


def find_matches(documents: Path, matches: Path, engine: str | None = None) -> Cost:
    """Runs the product end to end, or `engine` with the documents' path appended."""
    if engine:
        return run([*shlex.split(engine), documents], output=matches)
    archive = matches.with_suffix(".archive")
    costs = trace_archive([documents], archive)
    return sum((costs[verb] for verb in ("add", "trace")), costs["init"]) + export(archive, "matches", matches)


def score(truth: Path, matches: Path) -> Row:
    """Scores matches with the evaluation data's own program."""
    program = evaluation_data("reuse", "score.py")
    return json.loads(subprocess.run([PYTHON, program, truth, matches, "--json"], check=True, capture_output=True).stdout)


def read_rows(path: Path) -> Iterator[Row]:
    with path.open(encoding="utf8") as lines:
        for line in lines:
            if line.strip():
                yield json.loads(line)


def write_rows(path: Path, rows: Iterator[Row] | list[Row]) -> None:
    with path.open("w", encoding="utf8") as file:
        for row in rows:
            file.write(json.dumps(row, ensure_ascii=False) + "\n")


def first_line(command: list[str | Path]) -> str:
    try:
        return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()[0]
    except (OSError, subprocess.CalledProcessError, IndexError):
        return "unknown"


def record(name: str) -> Path:
    """A folder for a run's raw figures, with what it was run on."""
    runs = Path(os.environ.get("RUNS", ROOT / "bench/runs"))
    folder = runs / f"{datetime.datetime.now(datetime.UTC):%Y-%m-%d}-reuse-{name}"
    folder.mkdir(parents=True, exist_ok=True)
    about = [
        f"commit {first_line(['git', 'describe', '--always', '--dirty', '--exclude', '*'])}",
        first_line([BINARY, "--version"]),
        f"{platform.system()} {platform.release()} {platform.machine()}",
        f"cores {os.cpu_count()}",
        f"python {platform.python_version()}",
        f"command {Path(sys.argv[0]).name} {' '.join(sys.argv[1:])}".rstrip(),
    ]
    (folder / "about.txt").write_text("\n".join(about) + "\n")
    return folder


def write_figures(path: Path, figures: Any) -> None:
    path.write_text(json.dumps(figures, indent=1, ensure_ascii=False) + "\n")
