#!/usr/bin/env python3
"""Growth of `throughline add` over HTML pages: pages per second and memory at 1,000, 10,000 and 100,000.

Python's standard library only. The pages are made up from a fixed list of words by a fixed seed, with
the furniture, markup and dates of a news site, none like another; they stand in one WARC file each
size, gzip by record. A second `add` of all but the largest shows what is paid where all is known already.
An absolute figure says little on another machine; the three beside each other say how it grows.

usage: growth.py --throughline BINARY [--sizes 1000,10000,100000] [--folder FOLDER]
"""
import gzip
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

CONSONANTS, VOWELS = "b d f g h k l m n p r s t v w z br st tr pl".split(), "a e i o u ai ou".split()


def option(name, default):
    return sys.argv[sys.argv.index(name) + 1] if name in sys.argv else default


def vocabulary(rng, count):
    return ["".join(rng.choice(CONSONANTS) + rng.choice(VOWELS) for _ in range(rng.randint(1, 4))) for _ in range(count)]


def sentence(rng, words):
    chosen = [rng.choice(words) for _ in range(rng.randint(8, 26))]
    small = ["the", "of", "and", "to", "in", "that", "was", "for", "on", "with"]
    for at in range(1, len(chosen), 3):
        chosen[at] = rng.choice(small)
    return (" ".join(chosen)).capitalize() + "."


def page(rng, words, number):
    title = sentence(rng, words)[:-1]
    day = f"20{rng.randint(10, 24):02}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}"
    menu = "".join(f'<li><a href="/{word}">{word.capitalize()}</a></li>' for word in words[:40])
    body = "".join(f"<p>{' '.join(sentence(rng, words) for _ in range(rng.randint(2, 5)))}</p>" for _ in range(rng.randint(5, 14)))
    more = "".join(f'<li><a href="/story/{rng.randint(1, 10**7)}">{sentence(rng, words)[:-1]}</a></li>' for _ in range(15))
    url = f"https://site{number % 97}.example/story/{number}"
    html = (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title} | Site {number % 97}</title>'
        f'<link rel="canonical" href="{url}"><meta property="article:published_time" content="{day}T09:30:00Z"></head>'
        f'<body><nav class="menu"><ul>{menu}</ul></nav><main><article><h1>{title}</h1><p class="byline">By Ada Quill</p>'
        f'<time datetime="{day}">{day}</time>{body}</article><aside class="related"><h3>Related stories</h3><ul>{more}</ul></aside></main>'
        f"<footer>© Site {number % 97}</footer></body></html>"
    )
    return url, html.encode()


def write(path, count, seed):
    rng = random.Random(seed)
    words = vocabulary(rng, 6000)
    length = 0
    with open(path, "wb") as file:
        for number in range(count):
            url, html = page(rng, words, number)
            length += len(html)
            http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + html
            head = (
                f"WARC/1.1\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{number:032x}>\r\nWARC-Target-URI: {url}\r\n"
                f"WARC-Date: 2025-01-01T00:00:00Z\r\nContent-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
            )
            file.write(gzip.compress(head.encode() + http + b"\r\n\r\n", 1))
    return length


def add(binary, archive, path):
    begin = time.monotonic()
    child = subprocess.Popen([binary, "add", str(archive), str(path)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    output = child.stdout.read().decode("utf8", "replace")
    _, status, usage = os.wait4(child.pid, 0)
    if status != 0:
        sys.exit(output[-2000:])
    return time.monotonic() - begin, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, output.strip().splitlines()[-1:]


def main():
    binary = option("--throughline", "throughline")
    folder = Path(option("--folder", tempfile.mkdtemp(prefix="growth-")))
    sizes = [int(size) for size in option("--sizes", "1000,10000,100000").split(",")]
    print("pages, megabytes of HTML, seconds, CPU seconds, pages a second, pages a CPU second, peak MiB", flush=True)
    for size in sizes:
        path = folder / f"pages-{size}.warc.gz"
        length = write(path, size, size)
        archive = folder / f"archive-{size}"
        subprocess.run([binary, "init", str(archive)], check=True, capture_output=True)
        for turn in ("new", "known") if size < max(sizes) else ("new",):
            seconds, cpu, peak, last = add(binary, archive, path)
            print(f"{size} {turn}: {length / 1e6:.0f} MB, {seconds:.1f} s, {cpu:.1f} CPU s, {size / seconds:.0f} /s, {size / cpu:.0f} /CPU s, {peak:.0f} MiB; {' '.join(last)}", flush=True)


if __name__ == "__main__":
    main()
