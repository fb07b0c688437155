"""Translated carriers in real archives: what `trace` finds, against labels.

    python bench/translation/carriers.py BINARY MODELS DATA WORK ukrainian|kremlin|seeds

BINARY is the release binary, MODELS the folder that holds the model, DATA the folder with `corpora`
and `xling`, WORK a folder for archives. Prints recall and what was found beside the labels, so that
it can be read.
"""

import csv
import gzip
import io
import json
import pathlib
import shutil
import subprocess
import sys
import time
from datetime import date, timedelta

csv.field_size_limit(1 << 30)
BINARY, MODELS, DATA, WORK, WHAT = sys.argv[1:6]
MORE = sys.argv[6:]
DATA, WORK = pathlib.Path(DATA), pathlib.Path(WORK)


def documents(name):
    with gzip.open(DATA / f"corpora/dev/docs/{name}.jsonl.gz", "rt") as lines:
        return [json.loads(line) for line in lines]


def archive(name, records, *others):
    """Makes and traces an archive of records and other inputs; gives its place."""
    place, given = WORK / name, WORK / f"{name}.jsonl"
    shutil.rmtree(place, ignore_errors=True)
    WORK.mkdir(parents=True, exist_ok=True)
    given.write_text("".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records))
    run("init", place)
    run("add", place, given, *others)
    begin = time.time()
    print(run("trace", place, "--models", MODELS, *MORE), end="", flush=True)
    print(f"traced in {time.time() - begin:.0f} s")
    return place


def run(*words):
    return subprocess.run([BINARY, *map(str, words), "--quiet"], check=True, stdout=subprocess.PIPE, text=True).stdout


def rows(place, query):
    """The rows of a query, numbers as numbers."""
    found = list(csv.DictReader(io.StringIO(run("sql", place, query, "--csv", "--limit", 10**9))))
    numbers = {"origin_coverage", "carrier_share", "match_count", "score", "a_begin", "b_begin"}
    return [{key: float(value) if key in numbers else value for key, value in row.items()} for row in found]


CARRIES = """
SELECT o.external_id AS origin, c.external_id AS carrier, o.lang AS origin_lang, c.lang AS carrier_lang,
  o.source_name AS origin_source, c.source_name AS carrier_source, k.kind, k.class, k.origin_coverage,
  k.carrier_share, k.match_count, o.title AS origin_title, c.title AS carrier_title
FROM carries k JOIN documents o ON o.document_id = k.origin JOIN documents c ON c.document_id = k.carrier
"""

MATCHES = """
SELECT a, b, score, kind, a_begin, b_begin, operations FROM matches WHERE operations != ''
"""

# The share of the shorter sentence of two in one language that has to be kept in the other.
KEPT = 0.3


def ukrainian():
    records = documents("zelensky-uk-en")
    lengths = {record["id"]: len(record["text"]) for record in records}
    with open(DATA / "corpora/dev/labels/parallel_uk_en.csv") as lines:
        truth = {(row["uk_id"], row["en_id"]) for row in csv.DictReader(lines)}
    place = archive("ukrainian", records)
    found = [row for row in rows(place, CARRIES) if row["origin_lang"] != row["carrier_lang"]]
    pairs = {}
    for row in found:
        pair = (row["origin"], row["carrier"]) if row["origin_lang"] == "uk" else (row["carrier"], row["origin"])
        pairs[pair] = row["origin_coverage"] * row["carrier_share"]
    for least in (0, 200, 500, 1000, 2000):
        wanted = [pair for pair in truth if min(lengths[pair[0]], lengths[pair[1]]) >= max(1, least)]
        hits = sum(pair in pairs for pair in wanted)
        print(f"pairs of at least {least} characters: {hits} of {len(wanted)} linked ({hits / max(1, len(wanted)):.3f})")
    ranked = sorted(pairs, key=lambda pair: (-pairs[pair], pair))
    for most in (50, 100, 150, 200, len(ranked)):
        wrong = [pair for pair in ranked[:most] if pair not in truth]
        print(f"of the best {most} pairs {len(wrong)} are not in the labels")
    missed = [pair for pair in truth if pair not in pairs and min(lengths[pair[0]], lengths[pair[1]]) >= 1000]
    print("missed of at least 1,000 characters:", sorted(missed))
    print("best not in the labels:", [(pair, round(pairs[pair], 3)) for pair in ranked if pair not in truth][:12])


def kremlin():
    with open(DATA / "corpora/dev/labels/events_ru_en_zh_2025.jsonl") as lines:
        events = [json.loads(line) for line in lines]
    days = set()
    for event in events:
        day = date.fromisoformat(event["date"])
        days |= {(day + timedelta(days=step)).isoformat() for step in (-1, 0, 1, 2)}
    records = []
    for path in sorted((DATA / "corpora/dev/docs").glob("*.jsonl.gz")):
        if path.name != "seeds.jsonl.gz":
            for record in documents(path.name.removesuffix(".jsonl.gz")):
                if (record["published_at"] or "")[:10] in days:
                    records.append(record)
    print(len(records), "documents of", len(days), "days")
    place = archive("kremlin", records)
    carries = rows(place, CARRIES)
    linked = {}
    for row in carries:
        linked.setdefault(frozenset((row["origin"], row["carrier"])), row)
    hits = total = 0
    labelled = set()
    for event in events:
        for carrier in event["carriers"]:
            pair = frozenset((event["anchor"], carrier["id"]))
            labelled.add(pair)
            total += 1
            hits += pair in linked
            row = linked.get(pair)
            print("found" if row else "MISSED", event["event"], "|", carrier["source"], "|", row["kind"] if row else "", "|", carrier["title"])
    print(f"{hits} of {total} carriers found")
    anchors = {event["anchor"] for event in events}
    print("other carries of the events' texts:")
    for pair, row in sorted(linked.items(), key=lambda item: sorted(item[0])):
        if pair & anchors and pair not in labelled:
            print(" ", row["class"], row["kind"], row["match_count"], row["origin_source"], "->", row["carrier_source"], "|", row["origin_title"], "|", row["carrier_title"])
    print("translated carries:", sum(row["kind"] == "translated" for row in carries), "of", len(carries))


def seeds():
    """The five pages, and the Chinese readout as a sixth text."""
    sentences = json.loads((DATA / "xling/readout531/zh_sentences.json").read_text())
    chinese = [entry["zh"] for entry in sentences]
    records = [{"id": "readout", "url": "https://readout.example/", "source": "Readout", "title": chinese[0], "author": "", "published_at": "2021-06-01", "lang": "zh", "text": "\n".join(chinese), "original_file": ""}]
    place = archive("seeds", records, DATA.parent / "seeds")
    texts = {row["document_id"]: row["text"].encode() for row in rows(place, "SELECT document_id, text FROM documents")}
    with open(DATA / "xling/seeds_pairs.jsonl") as lines:
        truth = [json.loads(line) for line in lines]
    groups, kept = [], []
    for row in rows(place, MATCHES):
        at = {"a": int(row["a_begin"]), "b": int(row["b_begin"])}
        for sign, sizes in steps(row["operations"]):
            parts = {row[side]: texts[row[side]][at[side]:at[side] + size].decode() for side, size in zip("ab", sizes)}
            if sign == "*":
                groups.append((row["score"], row["kind"], parts))
            elif sign == "=":
                kept.append({row[side]: (at[side], at[side] + size) for side, size in zip("ab", sizes)})
            at = {side: at[side] + size for side, size in zip("ab", sizes)}
    plain = lambda text: "".join(text.split())
    true_groups = set()
    for grade in ("full", "partial", "loose"):
        for kind in ("zh-en", "en-en"):
            wanted = [pair for pair in truth if pair["grade"] == grade and pair["type"] == kind]
            hits = 0
            for pair in wanted:
                one = plain(pair["zh"] if kind == "zh-en" else pair.get("text_a", ""))
                other = plain(pair["text_b"])
                met = [
                    number
                    for number, (_, _, sides) in enumerate(groups)
                    if overlaps(one, map(plain, sides.values())) and overlaps(other, map(plain, sides.values()))
                ]
                true_groups |= set(met)
                by_words = kind == "en-en" and shares_words(pair, texts, kept)
                hits += bool(met or by_words)
                if not met and not by_words:
                    where = [side for side in texts if plain(pair["text_b"]) in plain(texts[side].decode())]
                    print("  missed:", grade, pair["unit"], pair["file_b"][:3], "in the archive" if where else "NOT in any text", "|", pair["text_b"][:160])
            print(f"{kind} {grade}: {hits} of {len(wanted)}")
    print(len(groups), "groups reported,", len(groups) - len(true_groups), "of them in no labelled pair:")
    for number, (score, kind, sides) in enumerate(groups):
        if number not in true_groups:
            print(f"  {score:.3f} {kind}", json.dumps(list(sides.values()), ensure_ascii=False))


def steps(operations):
    """The operations of a match: sign, and bytes of both sides."""
    for word in operations.split():
        sign, rest = word[0], word[1:].partition("#")[0]
        if sign in "+<":
            yield sign, (0, int(rest))
        elif sign in "->":
            yield sign, (int(rest), 0)
        else:
            first, second = rest.split(":")
            yield sign, (int(first), int(second))


def shares_words(pair, texts, kept):
    """Whether matches of words keep enough of one sentence in the other."""
    places = []
    for sentence in (pair["text_a"].encode(), pair["text_b"].encode()):
        found = ((key, text.find(sentence)) for key, text in texts.items())
        places.append({key: (begin, begin + len(sentence)) for key, begin in found if begin >= 0})
    common = lambda one, other: max(0, min(one[1], other[1]) - max(one[0], other[0]))
    for a, place_a in places[0].items():
        for b, place_b in places[1].items():
            both = (min(common(part[a], place_a), common(part[b], place_b)) for part in kept if a in part and b in part and a != b)
            if sum(both) >= KEPT * min(place_a[1] - place_a[0], place_b[1] - place_b[0]):
                return True
    return False


def overlaps(wanted, sides):
    return any(side and (wanted in side or side in wanted) for side in sides)


{"ukrainian": ukrainian, "kremlin": kremlin, "seeds": seeds}[WHAT]()
