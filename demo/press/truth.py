"""Builds the truth file: what a careful reader of the demo corpus would find, from the marks in our texts."""

import json
import re
from difflib import SequenceMatcher

from .feeds import feed_time
from .furniture import NOTICE
from .outlets import OUTLETS, source_name
from .story import ARTICLES
from .times import hours_between, interval, order, stamp
from .visible import visible_lines

ORIGINS = {
    "s": ("statement", "The ministry's statement in five languages", "mfa.velmara.example/statement-lirava-en"),
    "a": ("agency-story", "The agency's story about the statement", "velpress.example/lirava-talks-en"),
    "c": ("council-line", "The Council of Stewards sets the line", "council.velmara.example/council-studies-estuary"),
    "d": ("denial", "The Odrenian ministry's denial", "mofa.odrenia.example/rejects-account"),
    "q": ("spokesperson", "The spokesperson's reply to the denial", "mfa.velmara.example/remarks-odrenian-reply"),
    "m": ("explainer", "Meridian's report on two accounts", "meridianpress.example/two-banks-two-accounts"),
    "l": ("two-papers", "One edited version in two papers that give only the day", None),
    "b": ("bell", "Agency copy: the bell of the Constance", "velpress.example/constance-bell"),
    "f": ("ferry", "Agency copy: the Wexmoor to Valombre ferry", "meridianpress.example/ferry-returns"),
}
DATE_LIKE = re.compile(r"\d{4}|\d{1,2}[:.]\d{2}|\d{2}-\d{2}")


def load(name):
    return json.loads((ARTICLES / name).read_text(encoding="utf-8"))


def words(text, lang):
    return [c for c in text if c.isalnum()] if lang == "zh" else re.findall(r"\w+", text.lower())


def occurrences(page):
    """Every marked stretch of the page's main text: sentence id, language, paragraph number, offsets, text."""
    found = []
    for number, block in enumerate(page.main(), start=1):
        for s in block.segments:
            found.append({"ref": s.ref, "lang": s.lang, "paragraph": f"p{number}", "begin": s.begin, "end": s.end, "text": block.text[s.begin:s.end]})
    return found


def changed_between(page, before):
    """When a later version came to be: at its own update time, else between the two captures."""
    if "updated" in page.head:
        return interval(page.head["updated"], page.head["captured"])
    return [before.head["captured"], page.head["captured"]]


def page_truth(page, before, html, feed):
    head = page.head
    main = [block.text for block in page.main()]
    furniture, metadata = [], []
    article = set(main) | {head["title"], head.get("byline"), head.get("shows")}
    for kind in ("insert", "caption", "end", "credit", "note"):
        article |= set(page.texts(kind))
    for line in visible_lines(html):
        if line in article:
            continue
        holds_the_date = "shows" in head and head["shows"] in line
        (metadata if holds_the_date else furniture).append(line)
    allowed = None
    if "version_of" in head:
        allowed = changed_between(page, before)
    elif "published" in head:
        allowed = interval(stamp_or_day(page, feed), head["captured"])
    return {
        "id": page.id, "file": page.file, "item": page.item, "url": page.url, "title": None if head.get("layout") == "gone" else head["title"],
        "byline": head.get("byline"), "source": source_name(page.domain), "site_name": OUTLETS[page.domain]["name"][page.lang],
        "kind": OUTLETS[page.domain]["kind"], "language": page.lang, "charset": OUTLETS[page.domain].get("charset", "utf-8"),
        "published": head.get("published"), "updated": head.get("updated"), "date_line": head.get("shows"),
        "metadata": OUTLETS[page.domain]["meta"], "feed_time": stamp(feed_time(page)) if feed else None, "captured": head["captured"],
        "first_seen": allowed, "unrelated": head.get("unrelated") == "yes", "removed": head.get("layout") == "gone",
        "original_title": head.get("original_title"),
        "main": [{"id": f"p{n}", "text": text} for n, text in enumerate(main, start=1)],
        "segments": [{key: o[key] for key in ("ref", "lang", "paragraph", "begin", "end")} for o in occurrences(page)],
        "captions": page.texts("caption"), "inserts": page.texts("insert"), "end_marks": page.texts("end"),
        "credit_lines": page.texts("credit"), "notes": page.texts("note"), "metadata_lines": metadata, "furniture": furniture,
        "decoy_dates": [line for line in furniture if DATE_LIKE.search(line)],
    }


def stamp_or_day(page, feed):
    """The narrowest publication time on offer: the feed's second where there is one, else the page's own."""
    return stamp(feed_time(page)) if feed else page.head["published"]


def compare(a, b):
    """How one occurrence of a sentence renders another."""
    if a["lang"] != b["lang"]:
        return "translated", None
    if a["text"] == b["text"]:
        return "same", 1.0
    left, right = words(a["text"], a["lang"]), words(b["text"], b["lang"])
    matcher = SequenceMatcher(None, left, right, autojunk=False)
    kept = sum(block.size for block in matcher.get_matching_blocks()) / min(len(left), len(right))
    return "edited" if kept >= 0.5 else "reworded", round(matcher.ratio(), 3)


def shared_sentences(origin, carrier):
    pairs = []
    for theirs in occurrences(carrier):
        for ours in occurrences(origin):
            if ours["ref"] == theirs["ref"]:
                how, similarity = compare(ours, theirs)
                pairs.append({"ref": ours["ref"], "how": how, "similarity": similarity,
                              "origin": [ours["paragraph"], ours["begin"], ours["end"]], "carrier": [theirs["paragraph"], theirs["begin"], theirs["end"]]})
    return pairs


def covered(page, spans):
    """The part of a page's main text, in characters, that lies in `spans`."""
    marked = {(paragraph, place) for paragraph, begin, end in spans for place in range(begin, end)}
    return round(len(marked) / sum(len(block.text) for block in page.main()), 3)


def carry_truths(pages, by_id):
    carries = []
    for page in pages:
        for origin_id, kind, status, named, string in page.head["carries"]:
            origin = by_id[origin_id]
            pairs = shared_sentences(origin, page)
            carries.append({
                "origin": origin_id, "carrier": page.id, "kind": kind,
                "languages": [origin.lang, page.lang], "credit": {"status": status, "named": named or None, "string": string or None},
                "coverage": covered(origin, [p["origin"] for p in pairs]), "share": covered(page, [p["carrier"] for p in pairs]), "sentences": pairs,
            })
    return carries


def all_shared(pages):
    """Every pair of pages that share a marked sentence, directly or through a third page."""
    shared = []
    for i, a in enumerate(pages):
        for b in pages[i + 1:]:
            kinds = {"same": set(), "edited": set(), "reworded": set(), "translated": set()}
            for pair in shared_sentences(a, b):
                kinds[pair["how"]].add(pair["ref"])
            if any(kinds.values()):
                shared.append({"a": a.id, "b": b.id, **{how: sorted(refs) for how, refs in kinds.items()}})
    return shared


def lineage_truths(pages, truths):
    lineages, undecided = [], []
    for letter, (name, title, origin) in ORIGINS.items():
        witnesses = [p for p in pages if any(s.ref.startswith(letter) for block in p.main() for s in block.segments)]
        firsts = [p for p in witnesses if "version_of" not in p.head]
        firsts.sort(key=lambda p: (p.id != origin, truths[p.id]["first_seen"][::-1], p.id))
        rows = [{"page": p.id, "language": p.lang, "first_seen": truths[p.id]["first_seen"],
                 "sentences": len({s.ref for block in p.main() for s in block.segments if s.ref.startswith(letter)})} for p in firsts]
        lineages.append({"id": name, "title": title, "origin": origin, "agency_copy": letter in "abf", "witnesses": rows,
                         "later_versions": [p.id for p in witnesses if "version_of" in p.head]})
        for i, p in enumerate(firsts):
            for other in firsts[i + 1:]:
                if order(truths[p.id]["first_seen"], truths[other.id]["first_seen"]) == "undecided":
                    undecided.append({"lineage": name, "a": p.id, "b": other.id})
    return lineages, undecided


def find_in(paragraphs, needle, cue=""):
    for paragraph in paragraphs:
        begin = paragraph["text"].lower().find(needle.lower())
        if begin >= 0 and cue in paragraph["text"]:
            return paragraph["id"], begin, begin + len(needle)
    return None


def quotation_truths(truths):
    found = []
    for utterance in load("quotations.json"):
        for page in truths:
            for rendering in utterance["renderings"]:
                place = find_in(page["main"], rendering["content"], rendering["cue"]) if rendering["lang"] == page["language"] else None
                if place:
                    found.append({"utterance": utterance["id"], "page": page["id"], "speaker": utterance["speaker"], "affiliation": utterance["affiliation"],
                                  "kind": rendering["kind"], "language": rendering["lang"], "cue": rendering["cue"] or None, "content": rendering["content"],
                                  "paragraph": place[0], "begin": place[1], "end": place[2]})
                    break
    return found


def phrase_truths(truths, posts):
    phrases = load("phrases.json")
    for phrase in phrases:
        uses = []
        for lang, forms in phrase["renderings"].items():
            for form in forms:
                for page in truths:
                    for paragraph in [{"id": "title", "text": page["title"] or ""}] + page["main"]:
                        for hit in re.finditer(re.escape(form), paragraph["text"], re.IGNORECASE):
                            uses.append({"page": page["id"], "paragraph": paragraph["id"], "language": lang, "begin": hit.start(), "end": hit.end()})
                for post, _ in posts:
                    for hit in re.finditer(re.escape(form), post["text"], re.IGNORECASE):
                        uses.append({"post": post["id"], "language": lang, "begin": hit.start(), "end": hit.end()})
        phrase["uses"] = uses
    return phrases


def campaign_truths(posts):
    series = [post for post, marks in posts if "series" in marks]
    burst = [post for post, marks in posts if "burst" in marks]
    tag = "SharedWaterSharedCalm"
    return [
        {"id": "lirava-in-nine", "kind": "numbered series", "hashtag": "LiravaInNine", "group": "velmara-mfa", "accounts": ["VelmaraMFA"],
         "begin": series[0]["published_at"], "end": series[-1]["published_at"], "posts": [post["id"] for post in series]},
        {"id": "shared-water-burst", "kind": "burst", "hashtag": tag, "group": "velmara-missions with velmara-mfa and velmara-media",
         "accounts": [post["account"] for post in burst], "begin": burst[0]["published_at"], "end": burst[-1]["published_at"],
         "posts": [post["id"] for post in burst],
         "same_hashtag_outside": [post["id"] for post, marks in posts if tag in post["hashtags"] and "burst" not in marks]},
    ]


def answer_truths(pages, truths):
    return [{"answer": page.id, "to": target, "by": source_name(page.domain), "kind": kind,
             "lag_hours": hours_between(truths[target]["first_seen"], truths[page.id]["first_seen"])}
            for page in pages for target, kind in page.head["answers"]]


def boilerplate(truths):
    """Furniture lines by site and language, with the number of pages each stands on."""
    sites = {}
    for page in truths:
        site = sites.setdefault(f"{page['id'].split('/')[0]} {page['language']}", {})
        for line in set(page["furniture"] + page["end_marks"]):
            site[line] = site.get(line, 0) + 1
    return {key: dict(sorted(lines.items())) for key, lines in sites.items()}


def build_truth(texts, pages, posts, rendered, in_feed):
    by_id = {page.id: page for page in pages}
    truths = {page.id: page_truth(page, by_id[page.item], rendered[page.id], in_feed.get(page.id)) for page in pages}
    lineages, undecided = lineage_truths(pages, truths)
    return {
        "format": "throughline-demo-truth/1", "notice": NOTICE,
        "sentences": {ref: {lang: texts.expand(markup, lang)[0] for lang, markup in by_lang.items()} for ref, by_lang in texts.sentences.items()},
        "pages": list(truths.values()),
        "carries": carry_truths(pages, by_id),
        "shared": all_shared(pages),
        "lineages": lineages,
        "order": {
            "truly_first": {name: origin for name, _, origin in ORIGINS.values() if origin},
            "deliberately_undecidable": [[page.id, page.head["undecided_with"]] for page in pages if "undecided_with" in page.head]
            + [["mfa.velmara.example/statement-lirava-en", "mfa.velmara.example/statement-lirava-fr"]],
            "undecided_by_time": undecided,
        },
        "versions": [{"item": page.item, "url": page.url, "before": page.item, "after": page.id,
                      "changes": [{"where": where, "kind": kind, "what": what} for where, kind, what in page.head["change"]]} for page in pages if "version_of" in page.head],
        "quotations": quotation_truths(list(truths.values())),
        "phrases": phrase_truths(list(truths.values()), posts),
        "campaigns": campaign_truths(posts),
        "posts": [{"id": post["id"], "carries": marks.get("carries")} for post, marks in posts if "carries" in marks],
        "answers": answer_truths(pages, truths),
        "boilerplate": boilerplate(list(truths.values())),
    }
