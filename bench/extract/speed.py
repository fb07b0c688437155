#!/usr/bin/env python3
"""Documents per CPU second, beside Media Cloud's library, on the same pages in turn.

Both read the pages from disk, one process and one thread each, and give text, date, language and
title. CPU time is that of the child process, user and system, by resource usage; its start (loading
the library, an empty list of pages) is measured in the same way and taken off. Rounds alternate; the
median is reported and every round is printed.

Needs the packages of requirements.txt for the Python beside which it is run, and a release build of
the example `extract` of the crate `throughline-capture`.

usage: speed.py --extract BINARY [--rounds 5] [--every 1] [--largest N] PAGE.html[.gz]…
       --every N takes each Nth page; --largest N only the N largest
"""
import gzip
import os
import resource
import statistics
import subprocess
import sys
from pathlib import Path

# One thread each: numeric libraries would start more.
ENVIRONMENT = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}

PEER = """
import gzip, logging, sys
logging.disable(logging.CRITICAL)
import mcmetadata
read = 0
for path in sys.stdin.read().splitlines():
    data = open(path, "rb").read()
    data = gzip.decompress(data) if path.endswith(".gz") else data
    try:
        mcmetadata.extract("https://example.org/news/page.html", html_text=data.decode("utf8", "replace"))
        read += 1
    except Exception:
        pass
print(read)
"""


def cpu_seconds(command, pages, as_arguments):
    """CPU seconds of a child that reads the pages, and its last line of output."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    arguments = [str(page) for page in pages] if as_arguments else []
    standard_input = "" if as_arguments else "\n".join(str(page) for page in pages)
    done = subprocess.run(command + arguments, input=standard_input.encode(), capture_output=True, check=True, env=ENVIRONMENT)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, done.stdout.decode("utf8")


def option(name, default):
    return sys.argv[sys.argv.index(name) + 1] if name in sys.argv else default


def size(page):
    return len(gzip.decompress(page.read_bytes())) if page.suffix == ".gz" else page.stat().st_size


def main():
    binary, rounds = option("--extract", ""), int(option("--rounds", "5"))
    pages = sorted(Path(word).resolve() for word in sys.argv[1:] if word.endswith((".html", ".html.gz")))
    if "--largest" in sys.argv:
        pages = sorted(pages, key=size, reverse=True)[: int(option("--largest", "20"))]
    pages = pages[:: int(option("--every", "1"))]
    print(f"{len(pages)} pages, {sum(map(size, pages)) / max(1, len(pages)) / 1000:.0f} kB on average, {rounds} rounds")
    ours, theirs = [], []
    for turn in range(rounds):
        base, _ = cpu_seconds([binary], [], True)
        own, output = cpu_seconds([binary], pages, True)
        ours.append(len(pages) / (own - base))
        start, _ = cpu_seconds([sys.executable, "-c", PEER], [], False)
        peer, read = cpu_seconds([sys.executable, "-c", PEER], pages, False)
        theirs.append(len(pages) / (peer - start))
        print(
            f"round {turn + 1}: ours {own - base:.2f} s, {len(output.splitlines())} documents; mcmetadata {peer - start:.2f} s "
            f"(start {start:.2f} s taken off), {read.strip()} pages read; {ours[-1]:.1f} and {theirs[-1]:.1f} a CPU second, {ours[-1] / theirs[-1]:.1f} times",
            flush=True,
        )
    print(f"median: ours {statistics.median(ours):.1f}, mcmetadata {statistics.median(theirs):.1f} pages a CPU second; "
          f"median ratio {statistics.median(a / b for a, b in zip(ours, theirs)):.1f}")


if __name__ == "__main__":
    main()
