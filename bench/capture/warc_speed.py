#!/usr/bin/env python3
"""Records a CPU second: our reader beside warcio, on one file made here.

    cargo build --release -p throughline-capture --example warc_records
    venv/bin/python bench/capture/warc_speed.py target/release/examples/warc_records [RECORDS]

Both read every record of one gzip-per-record WARC to its end and take the SHA-1 of its block, without
extracting text. Pairs are run in turn; the figure is user and system time of the process, the middle of
the pairs. warcio's start (about 0.1 s) is taken off.
"""

import hashlib
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile

READ = """
import hashlib, sys
from warcio.archiveiterator import ArchiveIterator
count = 0
if len(sys.argv) > 1:
    with open(sys.argv[1], "rb") as file:
        for record in ArchiveIterator(file, no_record_parse=True):
            digest = hashlib.sha1()
            while part := record.raw_stream.read(65536):
                digest.update(part)
            count += 1
else:
    pass
print(count)
"""


def make(path: str, count: int) -> None:
    from io import BytesIO

    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    chance = random.Random(1)
    words = [hashlib.md5(str(n).encode()).hexdigest()[: chance.randint(2, 11)] for n in range(20000)]
    with open(path, "wb") as file:
        writer = WARCWriter(file, gzip=True)
        for number in range(count):
            text = " ".join(chance.choice(words) for _ in range(chance.randint(200, 8000)))
            head = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
            page = BytesIO(f"<html><body><p>{text}</p></body></html>".encode())
            url = f"http://example.org/{number}"
            writer.write_record(writer.create_warc_record(url, "response", payload=page, http_headers=head))


def seconds(command: list[str]) -> tuple[float, str]:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    output = subprocess.run(command, capture_output=True, check=True, text=True).stdout
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, output.strip()


def main() -> None:
    binary, count = sys.argv[1], int((sys.argv[2:] or ["3000"])[0])
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "made.warc.gz")
        make(path, count)
        start, _ = seconds([sys.executable, "-c", READ])
        ours, theirs = [], []
        for _ in range(7):
            time, said = seconds([binary, path])
            assert said.split()[0] == str(count), said
            ours.append(time)
            time, said = seconds([sys.executable, "-c", READ, path])
            assert said == str(count), said
            theirs.append(time - start)
        megabytes = os.path.getsize(path) / 1e6
        a, b = statistics.median(ours), statistics.median(theirs)
        print(f"{count} records, {megabytes:.1f} MB compressed")
        print(f"ours   {a:.3f} s  {count / a:,.0f} records a CPU second")
        print(f"warcio {b:.3f} s  {count / b:,.0f} records a CPU second")
        print(f"ratio  {b / a:.2f}")


if __name__ == "__main__":
    main()
