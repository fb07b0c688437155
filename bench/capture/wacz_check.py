#!/usr/bin/env python3
"""Opens a WACZ package that Throughline wrote with the programs others use.

    python3 -m venv venv && venv/bin/pip install -r bench/capture/requirements-web-archives.txt
    THROUGHLINE_WACZ_OUT=/tmp/x.wacz cargo test -p throughline-capture --test web_archives what_is_written
    venv/bin/python bench/capture/wacz_check.py /tmp/x.wacz

Checks: `wacz validate` (py-wacz) accepts it; warcio reads every record of its archive, with digests
checked; every line of its index leads to the record it names; a new index made by cdxj-indexer has the
same keys, times, addresses, offsets and lengths.
"""

import gzip
import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

from warcio.archiveiterator import ArchiveIterator


def lines(data: bytes):
    for line in data.decode().splitlines():
        key, time, fields = line.split(" ", 2)
        yield key, time, json.loads(fields)


def main(path: str) -> int:
    failed = 0

    def check(what: str, holds: bool, seen: object = "") -> None:
        nonlocal failed
        failed += not holds
        print(f"{'ok    ' if holds else 'FAILED'} {what} {'' if holds else seen}")

    tool = Path(sys.executable).parent / "wacz"
    validated = subprocess.run([tool, "validate", "-f", path], capture_output=True, text=True)
    print((validated.stdout + validated.stderr).strip())
    check("wacz validate", validated.returncode == 0)

    package = zipfile.ZipFile(path)
    check("zip CRCs", package.testzip() is None)
    archive = package.read("archive/data.warc.gz")
    records = list(read_records(archive))
    check("warcio reads records with right digests", all(right for _, _, right in records), records)

    index = list(lines(gzip.decompress(package.read("indexes/index.cdx.gz"))))
    for key, time, fields in index:
        begin, length = int(fields["offset"]), int(fields["length"])
        found = list(read_records(archive[begin : begin + length]))
        check(f"index line {key} leads to {fields['url']}", [r[0] for r in found] == [fields["url"]], found)

    warc = Path(path).with_suffix(".warc.gz")
    warc.write_bytes(archive)
    made = subprocess.run(
        [Path(sys.executable).parent / "cdxj-indexer", str(warc)], capture_output=True, check=True
    ).stdout
    facts = lambda found: sorted((k, t, f["url"], f["offset"], f["length"], f.get("status", "200")) for k, t, f in found)
    check("cdxj-indexer gives the same index", facts(lines(made)) == facts(index), (facts(lines(made)), facts(index)))
    return failed


def read_records(data: bytes):
    for record in ArchiveIterator(io.BytesIO(data), check_digests=True):
        record.content_stream().read()
        if record.rec_type in ("response", "resource"):
            checker = record.digest_checker
            yield record.rec_headers["WARC-Target-URI"], record.rec_type, checker.passed is not False


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
