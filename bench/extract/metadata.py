#!/usr/bin/env python3
"""Scores title and author against `metadata_labels.json`, for this project and for named peers.

usage: metadata.py [--data FOLDER] [--extract BINARY] [--half rules|held] [--wrong] [ours] [PEER]…
       FOLDER holds `data/extract`; default `../shared` beside the checkout
       PEER: trafilatura, mcmetadata, newspaper4k (each needs its package in this Python)

Exact title: equal after normalization. Exact author: the set of names is equal, an empty set where
the label is none. Invented: share of the pages without an author for which one is given. An answer
that is tolerated (see the labels' head) counts as exact and as not invented.
Without `--extract`, the example `extract` of the crate `throughline-capture` is run.
"""
import gzip
import hashlib
import json
import re
import subprocess
import sys
import unicodedata
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def option(name, default):
    return sys.argv[sys.argv.index(name) + 1] if name in sys.argv else default


def normalized(text):
    text = unicodedata.normalize("NFKC", text or "").casefold()
    text = re.sub("[‘’‚‛`´′]", "'", re.sub("[“”„«»″]", '"', re.sub("[‐‑‒–—―−]", "-", text)))
    return " ".join(text.replace("\u00ad", "").replace("\u200b", "").replace("\ufeff", "").split())


def name_key(name):
    name = re.sub(r"^(by|the) ", "", normalized(name))
    # Degrees behind a name are no part of it.
    return re.sub(r"(,? (m\.?[sd]\.?|ph\.?d\.?|rdn?|mba|mph|dr\.?))+$", "", name).strip(" ,;|")


def names(answer):
    """The names of an answer in one line or a list."""
    parts = answer if isinstance(answer, list) else re.split(r"\s*[;、]\s*|,\s+| and | & | und | et | y ", answer or "")
    keys = [name_key(part) for part in parts if part]
    return {key for key in keys if key and not re.fullmatch(r"m\.?[sd]\.?|ph\.?d\.?|rdn?|mba|mph", key)}


def is_rule_half(key):
    return int(key[0], 16) % 2 == 0


def digest(text):
    return hashlib.sha256(text.encode()).hexdigest()


def ours(folder, keys):
    binary = option("--extract", None)
    command = [binary] if binary else [
        "cargo", "run", "-q", "--manifest-path", str(ROOT / "Cargo.toml"), "-p", "throughline-capture", "--example", "extract", "--"]
    output = subprocess.run(command + [str(folder / f"{key}.html.gz") for key in keys], check=True, capture_output=True).stdout
    documents = {}
    for line in output.decode("utf8").splitlines():
        document = json.loads(line)
        documents[document["file"].split(".")[0]] = (document.get("title", ""), document.get("byline", ""))
    return documents


def trafilatura(html, url):
    from trafilatura.metadata import extract_metadata
    found = extract_metadata(html, default_url=url)
    return (found.title, found.author) if found else ("", "")


def newspaper4k(html, url):
    import newspaper
    article = newspaper.Article(url)
    article.download(input_html=html)
    article.parse()
    return article.title, article.authors


def mcmetadata(html, url):
    import mcmetadata
    found = mcmetadata.extract(url, html_text=html)
    return found.get("article_title"), found.get("authors") or found.get("author")


def peer(name, folder, keys, urls):
    answers = {}
    for key in keys:
        html = gzip.open(folder / f"{key}.html.gz").read().decode("utf8", "replace")
        try:
            answers[key] = globals()[name](html, urls[key])
        except Exception as error:  # A page that breaks a peer is one it has no answer for.
            print(f"{name} {key[:8]}: {error}", file=sys.stderr)
            answers[key] = ("", "")
    return answers


def score(name, answers, labels, half):
    keys = [key for key in labels if half in ("all", labels[key]["half"])]
    right_title = right_author = without = invented = named = missed = 0
    for key in keys:
        label = labels[key]
        title, author = answers.get(key, ("", ""))
        is_title = digest(normalized(title)) == label["title"]["sha256"]
        wanted = {entry["sha256"] for entry in label["authors"]}
        tolerated = {entry["sha256"] for entry in label.get("tolerated", [])}
        given = {digest(part) for part in names(author)} - (tolerated - wanted)
        # A body's name may hold a joining word.
        whole = digest(name_key(author if isinstance(author, str) else ""))
        given = {whole} if whole in wanted else given - {whole} if whole in tolerated else given
        if whole in tolerated:
            given = set()
        is_author = given == wanted
        right_title += is_title
        right_author += is_author
        if wanted:
            named += 1
            missed += not given
        else:
            without += 1
            invented += bool(given)
        if "--wrong" in sys.argv and not (is_title and is_author) and name == "ours":
            print(f"  {key[:8]} {'' if is_title else 'TITLE ' + repr(title)} {'' if is_author else 'AUTHOR ' + repr(author)} {'(none named)' if not wanted else ''}")
    total = len(keys)
    print(
        f"{name} {half}: exact title {right_title / total:.3f}, exact author {right_author / total:.3f}, "
        f"author of the {named} pages with one missing {missed / max(1, named):.3f}, "
        f"invented {invented / max(1, without):.3f} ({invented} of {without}), {total} pages")


def main():
    folder = Path(option("--data", ROOT.parent / "shared")) / "data/extract/scrapinghub"
    if not folder.is_dir():
        print(f"skipped: {folder} absent")
        return
    labels = json.loads((ROOT / "bench/extract/metadata_labels.json").read_text())["pages"]
    urls = {key: page["url"] for key, page in json.loads((folder / "ground-truth.json").read_text()).items()}
    for key, label in labels.items():
        assert key in urls, key
    keys = sorted(labels)
    which = [word for word in ("ours", "trafilatura", "mcmetadata", "newspaper4k") if word in sys.argv] or ["ours"]
    for name in which:
        answers = ours(folder / "html", keys) if name == "ours" else peer(name, folder / "html", keys, urls)
        for half in [option("--half", None)] if "--half" in sys.argv else ["all", "rules", "held"]:
            score(name, answers, labels, half)


if __name__ == "__main__":
    main()
