#!/usr/bin/env python3
"""Replays a WACZ package that Throughline wrote with pywb, and compares what comes back.

    python3 -m venv venv && venv/bin/pip install -r bench/capture/requirements-web-archives.txt
    THROUGHLINE_WACZ_OUT=/tmp/x.wacz cargo test -p throughline-capture --test web_archives what_is_written
    venv/bin/python bench/capture/wacz_replay.py /tmp/x.wacz

The package is added to a new collection (`wb-manager add --unpack-wacz`), `wayback` serves it, and every
record of the package's archive is asked for at its time, as it is (`id_`) and as replayed to readers.
Checks: status and bytes of the first are those of the record; the second, which pywb rewrites, is served
and has the page's title.
"""

import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import zipfile
from io import BytesIO
from pathlib import Path

from warcio.archiveiterator import ArchiveIterator

TOOLS = Path(sys.executable).parent


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


OPENER = urllib.request.build_opener(NoRedirect)


def get(url: str) -> tuple[int, bytes]:
    try:
        with OPENER.open(url, timeout=30) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


def records(package: str):
    archive = zipfile.ZipFile(package).read("archive/data.warc.gz")
    for record in ArchiveIterator(BytesIO(archive)):
        if record.rec_type in ("response", "resource"):
            status = int(record.http_headers.get_statuscode()) if record.http_headers else 200
            moment = re.sub(r"\D", "", record.rec_headers["WARC-Date"])[:14]
            yield record.rec_headers["WARC-Target-URI"], moment, status, record.content_stream().read()


def wait_for(port: int, server: subprocess.Popen) -> None:
    for _ in range(300):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        if server.poll() is not None:
            break
        time.sleep(0.1)
    raise SystemExit("wayback did not start")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def main(package: str) -> int:
    package, failed = str(Path(package).resolve()), 0

    def check(what: str, holds: bool, seen: object = "") -> None:
        nonlocal failed
        failed += not holds
        print(f"{'ok    ' if holds else 'FAILED'} {what} {'' if holds else seen}")

    with tempfile.TemporaryDirectory() as folder:
        manage = [TOOLS / "wb-manager"]
        subprocess.run([*manage, "init", "ours"], cwd=folder, check=True, capture_output=True)
        added = subprocess.run(
            [*manage, "add", "--unpack-wacz", "ours", package], cwd=folder, capture_output=True, text=True
        )
        check("wb-manager add --unpack-wacz", added.returncode == 0, added.stdout + added.stderr)
        port = free_port()
        with open(Path(folder, "log"), "w") as log:
            server = subprocess.Popen([TOOLS / "wayback", "-p", str(port)], cwd=folder, stdout=log, stderr=log)
        try:
            wait_for(port, server)
            for url, moment, status, body in records(package):
                base = f"http://127.0.0.1:{port}/ours/{moment}"
                found = get(f"{base}id_/{url}")
                check(f"{url}: {status}, {len(body)} bytes", found == (status, body), found)
                title = re.search(rb"<title>.*?</title>", body)
                shown, page = get(f"{base}mp_/{url}")
                has_title = title is None or title.group() in page
                check(f"{url}: shown to readers", shown == status and has_title, (shown, page[:300]))
        finally:
            server.terminate()
            server.wait()
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
