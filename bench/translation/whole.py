"""The whole path: adding, words, translations, over every document of the development corpus.

    python bench/translation/whole.py BINARY MODELS DATA WORK [SHARE]

BINARY is the release binary, MODELS the folder that holds the model, DATA the folder with `corpora`,
WORK a folder for the archive. With SHARE every SHAREth document is taken. Prints the seconds and
processor seconds of each step, the memory it had (Linux), and the passages a second over all of them:
sentences, and the passages of about a hundred words that figures for graphics processors count.
"""

import gzip
import json
import pathlib
import re
import resource
import shutil
import subprocess
import sys
import time

BINARY, MODELS, DATA, WORK = sys.argv[1:5]
SHARE = int(sys.argv[5]) if len(sys.argv) > 5 else 1
DATA, WORK = pathlib.Path(DATA), pathlib.Path(WORK)
DIMENSIONS = 256


def main():
    place, given = WORK / "whole", WORK / "whole.jsonl"
    shutil.rmtree(place, ignore_errors=True)
    WORK.mkdir(parents=True, exist_ok=True)
    documents, hundreds, number = 0, 0.0, 0
    with open(given, "w") as output:
        for path in sorted((DATA / "corpora/dev/docs").glob("*.jsonl.gz")):
            with gzip.open(path, "rt") as lines:
                for line in lines:
                    number += 1
                    if number % SHARE == 0:
                        output.write(line)
                        documents += 1
                        hundreds += words(json.loads(line)["text"]) / 100
    subprocess.run([BINARY, "init", place, "--quiet"], check=True)
    total = 0.0
    steps = [("add", [given]), ("trace", ["--no-translations"]), ("trace", ["--models", MODELS])]
    for command, more in steps:
        begin, before = time.time(), processor()
        own, mapped = run(command, place, *more)
        seconds = time.time() - begin
        total += seconds
        print(f"{command} {more[0] if command == 'trace' else ''}: {seconds:.0f} s, {processor() - before:.0f} processor s, most memory {own:.0f} MiB of its own and {mapped:.0f} MiB of files", flush=True)
    stored = sum(path.stat().st_size for path in (place / "derived/translation").glob("vectors-*"))
    sentences = stored // DIMENSIONS
    print(f"{documents} documents, {sentences} sentences, {hundreds:.0f} passages of 100 words; {total:.0f} s")
    print(f"{sentences / total:.0f} sentences, {hundreds / total:.0f} passages of 100 words a second")


def run(*words):
    """Runs the binary; gives the most memory it had, in MiB: its own, and of files that are mapped."""
    process = subprocess.Popen([BINARY, *map(str, words), "--quiet"], stdout=subprocess.DEVNULL)
    most = {"RssAnon": 0, "RssFile": 0}
    while process.poll() is None:
        try:
            status = dict(line.split(":", 1) for line in pathlib.Path(f"/proc/{process.pid}/status").read_text().splitlines())
            most = {name: max(kib, int(status.get(name, "0 kB").split()[0])) for name, kib in most.items()}
        except OSError:
            pass
        time.sleep(0.2)
    if process.returncode:
        sys.exit(f"{words[0]} failed")
    return most["RssAnon"] / 1024, most["RssFile"] / 1024


def processor():
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def words(text):
    """Words; 1.6 characters of Chinese or Japanese are taken for one."""
    ideographs = len(re.findall(r"[\u3040-\u30ff\u3400-\u9fff]", text))
    return len(re.findall(r"[^\W\d_\u3040-\u30ff\u3400-\u9fff]+", text)) + ideographs / 1.6


main()
