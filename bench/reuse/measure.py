"""Runs a command and says what it cost: CPU seconds of its whole process tree, wall, peak memory.

CPU seconds are user and system time of the process and of all descendants it waited for, as
`wait4` reports them. Peak resident memory is the largest single process of that tree. Peak
anonymous memory is sampled from /proc where there is one, and so is a lower bound: resident memory
also counts pages of mapped files, which the system may drop at will.
"""
from __future__ import annotations

import os
import subprocess
import threading
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

SAMPLE_SECONDS = 0.05


class CommandFailed(RuntimeError):
    """The command ended with another exit code than 0."""


@dataclass(frozen=True)
class Cost:
    """What one or several commands, run one after another, cost."""

    user: float
    system: float
    wall: float
    peak_kib: int
    anonymous_kib: int | None

    @property
    def cpu(self) -> float:
        return self.user + self.system

    def __add__(self, other: Cost) -> Cost:
        anonymous = [kib for kib in (self.anonymous_kib, other.anonymous_kib) if kib is not None]
        return Cost(
            self.user + other.user,
            self.system + other.system,
            self.wall + other.wall,
            max(self.peak_kib, other.peak_kib),
            max(anonymous, default=None),
        )

    def figures(self) -> dict[str, float | int | None]:
        return {"cpu": round(self.cpu, 3), **{
            name: round(value, 3) if isinstance(value, float) else value for name, value in asdict(self).items()
        }}  # fmt: skip


NOTHING = Cost(0.0, 0.0, 0.0, 0, None)


def anonymous_kib(process: int) -> int | None:
    """Anonymous resident memory of a process now, where the system tells."""
    try:
        status = Path(f"/proc/{process}/status").read_text()
    except OSError:
        return None
    for line in status.splitlines():
        if line.startswith("RssAnon:"):
            return int(line.split()[1])
    return None


def run(
    command: Sequence[str | Path],
    *,
    output: Path | None = None,
    input_text: str | None = None,
    environment: dict[str, str] | None = None,
) -> Cost:
    """Runs `command`, its stdout to `output` (else dropped), and waits for it."""
    peak_anonymous: list[int] = []
    ended = threading.Event()

    def sample(process: int) -> None:
        while True:
            kib = anonymous_kib(process)
            if kib is not None:
                peak_anonymous.append(max(kib, *peak_anonymous[-1:]) if peak_anonymous else kib)
                del peak_anonymous[:-1]
            if ended.wait(SAMPLE_SECONDS):
                return

    sink = output.open("wb") if output else subprocess.DEVNULL
    begin = time.monotonic()
    try:
        child = subprocess.Popen(
            [str(part) for part in command],
            stdout=sink,
            stdin=subprocess.PIPE if input_text is not None else subprocess.DEVNULL,
            env={**os.environ, **(environment or {})},
        )
        sampler = threading.Thread(target=sample, args=(child.pid,), daemon=True)
        sampler.start()
        if child.stdin and input_text is not None:
            child.stdin.write(input_text.encode())
            child.stdin.close()
        _, status, usage = os.wait4(child.pid, 0)
        wall = time.monotonic() - begin
        child.returncode = os.waitstatus_to_exitcode(status)  # Popen must not wait for it again.
        ended.set()
        sampler.join()
    finally:
        if output:
            sink.close()  # type: ignore[union-attr]
    if child.returncode != 0:
        raise CommandFailed(f"exit code {child.returncode}: {' '.join(str(part) for part in command)}")
    return Cost(
        usage.ru_utime, usage.ru_stime, wall, usage.ru_maxrss, peak_anonymous[-1] if peak_anonymous else None
    )
