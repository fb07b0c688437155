#!/usr/bin/env python3
"""Scores the extractor: article benchmark from HTML and from text dumps, and the five seed pages.

Python's standard library only. Runs the example `extract` of the crate `throughline-capture` and
the benchmark's own evaluator.

usage: score.py [--data FOLDER] [--extract BINARY] [html] [dumps] [seeds] [demo] [--worst] [--wrong]
       FOLDER holds `data/extract` and `seeds`; default `../shared` beside the checkout
"""
import importlib.util
import json
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def option(name, default):
    return sys.argv[sys.argv.index(name) + 1] if name in sys.argv else default


def extractor():
    given = option("--extract", None)
    if given:
        return [given]
    return ["cargo", "run", "-q", "--manifest-path", str(ROOT / "Cargo.toml"), "-p", "throughline-capture", "--example", "extract", "--"]


def extract(paths):
    begin = time.monotonic()
    output = subprocess.run(extractor() + [str(path) for path in paths], check=True, capture_output=True).stdout
    seconds = time.monotonic() - begin
    documents = {}
    for line in output.decode("utf8").splitlines():
        document = json.loads(line)
        documents[document["file"]] = document
    return documents, seconds


def load_evaluator(folder):
    spec = importlib.util.spec_from_file_location("evaluate", folder / "evaluate.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def benchmark(data, paths, suffix):
    folder = data / "data/extract/scrapinghub"
    if not folder.is_dir():
        print(f"skipped: {folder} absent")
        return
    evaluator = load_evaluator(folder)
    truth = evaluator.load_json(folder / "ground-truth.json")
    documents, seconds = extract(paths)
    prediction = {key: {"articleBody": documents.get(key + suffix, {}).get("text", "")} for key in truth}
    result = evaluator.evaluate(truth, prediction, 200)
    print(
        f"{suffix}: F1 {result['f1']:.4f} ± {result['f1_std']:.3f}, precision {result['precision']:.4f}, "
        f"recall {result['recall']:.4f}, {len(truth)} pages, {seconds:.1f} s"
    )
    if "--worst" in sys.argv:
        worst = sorted(zip((r[0] for r in result["tp_fp_fns"]), result["tp_fp_fns"], truth))[:30]
        for _, (tp, fp, fn), key in worst:
            print(f"  {key[:16]} right {tp:.2f} too much {fp:.2f} missed {fn:.2f}")


def in_ranges(number, ranges):
    return any(begin <= number <= end for begin, end in ranges)


def seeds(data):
    truth_file, folder = data / "data/extract/seeds_truth.json", data / "seeds"
    if not truth_file.is_file() or not folder.is_dir():
        print(f"skipped: {folder} or {truth_file} absent")
        return
    truth = json.loads(truth_file.read_text())
    documents, _ = extract(folder / name for name in truth)
    total = [0, 0, 0]
    for name, label in truth.items():
        document = documents[name]
        kept = [line for line in document["text"].split("\n") if line.strip()]
        lines = (folder / name).read_text(encoding="utf8").split("\n")
        numbered = {number: line.strip(" •\t") for number, line in enumerate(lines, 1) if line.strip()}
        wanted = {n for n in numbered if in_ranges(n, label["main_ranges"])}
        # A line counts where it stands; a caption equal to another line is looked up by its words.
        remaining = list(kept)
        found = set()
        for number in sorted(numbered, key=lambda n: (n not in wanted, n)):
            if numbered[number] in remaining:
                remaining.remove(numbered[number])
                found.add(number)
        right, extra, missed = len(found & wanted), len(found - wanted) + len(remaining), len(wanted - found)
        total = [total[0] + right, total[1] + extra, total[2] + missed]
        print(f"{name}: main lines right {right}, too many {extra} {sorted(found - wanted)}, missed {missed} {sorted(wanted - found)}")
        published = (document["published"] or "").replace(" ", "T")
        dateline_year_missing = "dateline" in label
        fields = {
            "title": (document["title"], label["title"] or ""),
            "byline": (document["byline"], (label["byline"] or "").split(" (")[0]),
            "outlet": (document["outlet"], label["source"] or ""),
            "published": (published, "" if dateline_year_missing else label["published"] or ""),
        }
        for field, (got, want) in fields.items():
            print(f"  {'right' if got == want else 'WRONG'} {field}: {got!r}" + ("" if got == want else f", label {want!r}"))
        print(f"  margin: {document['margin'].splitlines()}")
    right, extra, missed = total
    print(f"seeds: line precision {right / max(1, right + extra):.4f}, recall {right / max(1, right + missed):.4f} ({right} right)")


def demo():
    """The fictional pages that ship with the project, against their truth file."""
    truth_file = ROOT / "demo/truth.json"
    if not truth_file.is_file():
        print(f"skipped: {truth_file} absent")
        return
    pages = [page for page in json.loads(truth_file.read_text())["pages"] if page["file"].endswith(".html")]
    counts = {}
    for page in pages:
        documents, _ = extract([ROOT / "demo" / page["file"]])
        document = next(iter(documents.values()))
        published = (document["published"] or "").replace(" UTC", "Z").replace(" ", "T")
        fields = {
            "title": (document["title"], page["title"]),
            "byline": (document["byline"], page["byline"] or ""),
            "outlet": (document["outlet"], page["site_name"] or ""),
            "url": (document["url"], page["url"] or ""),
            "lang": (document["lang"].split("-")[0], page["language"].split("-")[0]),
            "published": (published[:10], (page["published"] or "")[:10]),
            "text": (document["text"].split("\n\n"), [paragraph["text"] for paragraph in page["main"]]),
        }
        for field, (got, want) in fields.items():
            counts.setdefault(field, [0, 0])[got == want] += 1
            if got != want and "--wrong" in sys.argv:
                if field == "text":
                    got = {"extra": [x[:90] for x in got if x not in want], "missing": [x[:90] for x in want if x not in got]}
                    want = ""
                print(f"{page['file']} {field}: {got!r} / {want!r}")
    for field, (wrong, right) in counts.items():
        print(f"demo {field}: {right} of {right + wrong}")


def main():
    data = Path(option("--data", ROOT.parent / "shared"))
    which = [word for word in ("html", "dumps", "seeds", "demo") if word in sys.argv] or ["html", "dumps", "seeds", "demo"]
    if "seeds" in which:
        seeds(data)
    if "demo" in which:
        demo()
    if "dumps" in which:
        benchmark(data, sorted((data / "data/extract/textdump/scrapinghub").glob("*.txt")), ".txt")
    if "html" in which:
        benchmark(data, sorted((data / "data/extract/scrapinghub/html").glob("*.html.gz")), ".html.gz")


if __name__ == "__main__":
    main()
