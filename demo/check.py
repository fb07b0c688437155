"""Checks truth.json against the rendered demo corpus; exits with 1 on any defect.

Run `python3 demo/check.py`. It reads only files that are committed here and needs nothing but Python.
"""

import csv
import json
import re
import sys
import xml.etree.ElementTree as ElementTree
from difflib import SequenceMatcher
from email.utils import parsedate_to_datetime
from pathlib import Path

from press.times import order, parse, stamp
from press.visible import visible_lines

HERE = Path(__file__).parent
SOURCE_COLUMNS = "name,other_names,domains,kind,country,languages,state_relation,owner,citation,as_of".split(",")
KINDS = {"ministry", "embassy", "agency", "broadcaster", "newspaper", "monitor", "critic", "leadership", "fact-checker"}
POST_KEYS = set("id url source author published_at lang text account group views likes reposts followers reply_to hashtags links extra".split())
CARRY_KINDS = {"verbatim", "edited", "translated", "quoted", "partly translated"}
ATOM = "{http://www.w3.org/2005/Atom}"


class Tally:
    """Counts checks and prints the failed ones."""

    def __init__(self):
        self.passed, self.failed = 0, 0

    def __call__(self, holds, what):
        if holds:
            self.passed += 1
        else:
            self.failed += 1
            print(f"failed: {what}")


def words(text, lang):
    return [c for c in text if c.isalnum()] if lang == "zh" else re.findall(r"\w+", text.lower())


def span(page, place):
    paragraph, begin, end = place
    return next(p["text"] for p in page["main"] if p["id"] == paragraph)[begin:end]


def check_page(check, page, notice):
    data = (HERE / page["file"]).read_bytes()
    html = data.decode(page["charset"])
    lines, name = visible_lines(html), page["id"]
    text = "\n".join(lines)
    check(page["charset"] in html[:400], f"{name}: declares its charset")
    check(f'<html lang="{page["language"]}"' in html, f"{name}: declares its language")
    check(f'<link rel="canonical" href="{page["url"]}">' in html, f"{name}: canonical address")
    check(any(line == notice[page["language"]] for line in lines), f"{name}: fiction notice")
    check(not any(notice[page["language"]] in p["text"] for p in page["main"]), f"{name}: notice outside the main text")
    if page["removed"]:
        check(not page["main"] and "404" in text, f"{name}: says that it is gone")
        return html
    check(bool(page["main"]), f"{name}: has main text")
    for value in (page["title"], page["byline"], page["date_line"]):
        check(not value or value in text, f"{name}: shows {value!r}")
    for paragraph in page["main"]:
        check(lines.count(paragraph["text"]) == 1, f"{name}: paragraph {paragraph['id']} stands on one line, once")
    for kind in ("captions", "inserts", "end_marks", "credit_lines", "notes"):
        for value in page[kind]:
            check(value in lines, f"{name}: {kind} {value!r}")
    for line in page["furniture"]:
        check(line in lines and line not in [p["text"] for p in page["main"]], f"{name}: furniture {line!r}")
    if "jsonld" in page["metadata"]:
        check(f'"datePublished": "{page["published"]}"' in html, f"{name}: date in JSON-LD")
    if "og" in page["metadata"]:
        check(f'<meta property="article:published_time" content="{page["published"]}">' in html, f"{name}: date in OpenGraph")
    if "time" in page["metadata"]:
        check(f'<time datetime="{page["published"]}">' in html, f"{name}: date in <time>")
    if page["updated"]:
        check(page["updated"] in html, f"{name}: date of the update")
    check(page["published"][8:10].lstrip("0") in page["date_line"], f"{name}: date line names the day")
    check(page["first_seen"][0] <= page["first_seen"][1] <= page["captured"], f"{name}: published before it was captured")
    return html


def check_carry(check, carry, pages, html):
    origin, carrier, name = pages[carry["origin"]], pages[carry["carrier"]], f"{carry['origin']} -> {carry['carrier']}"
    check(carry["kind"] in CARRY_KINDS, f"{name}: kind {carry['kind']!r}")
    check(bool(carry["sentences"]), f"{name}: has carried sentences")
    credit, text = carry["credit"], "\n".join(visible_lines(html[carry["carrier"]]))
    if credit["status"] == "uncredited":
        check(credit["string"] is None, f"{name}: uncredited without a credit string")
    else:
        check(credit["string"] in text, f"{name}: credit string {credit['string']!r}")
    check(order(origin["first_seen"], carrier["first_seen"]) != "after", f"{name}: the origin is not later than the carrier")
    for pair in carry["sentences"]:
        left, right = span(origin, pair["origin"]), span(carrier, pair["carrier"])
        if pair["how"] == "same":
            check(left == right, f"{name}: {pair['ref']} is the same in both")
        elif pair["how"] in ("edited", "reworded"):
            lang = carrier["language"]
            a, b = words(left, lang), words(right, lang)
            matcher = SequenceMatcher(None, a, b, autojunk=False)
            kept = sum(block.size for block in matcher.get_matching_blocks()) / min(len(a), len(b))
            check(left != right and matcher.ratio() >= pair["similarity"] - 0.001, f"{name}: {pair['ref']} overlaps by {matcher.ratio():.3f}")
            check((kept >= 0.5) == (pair["how"] == "edited"), f"{name}: {pair['ref']} is {pair['how']} with {kept:.3f} of its words kept")
        else:
            check(left != right, f"{name}: {pair['ref']} differs between languages")
    hows = {pair["how"] for pair in carry["sentences"]}
    wanted = {"verbatim": hows == {"same"} and carry["coverage"] >= 0.3, "edited": "edited" in hows, "translated": hows == {"translated"}}
    check(wanted.get(carry["kind"], True), f"{name}: {carry['kind']} with {sorted(hows)}, coverage {carry['coverage']}")


def runs(page):
    """The page's word runs that are long enough to be a copy: 10 words, or 16 Chinese characters."""
    length = 16 if page["language"] == "zh" else 10
    found = set()
    for paragraph in page["main"]:
        tokens = words(paragraph["text"], page["language"])
        found |= {tuple(tokens[i:i + length]) for i in range(len(tokens) - length + 1)}
    return found


def check_nothing_unmarked(check, truth):
    """No two pages share a long run of words that the truth file does not know of."""
    known = {frozenset((pair["a"], pair["b"])) for pair in truth["shared"]}
    pages = [(page, runs(page)) for page in truth["pages"]]
    for i, (a, left) in enumerate(pages):
        for b, right in pages[i + 1:]:
            if frozenset((a["id"], b["id"])) not in known:
                common = left & right
                check(not common, f"{a['id']} and {b['id']} share unmarked text: {' '.join(min(common, default=()))!r}")
    for page in truth["pages"]:
        if page["unrelated"]:
            check(not page["segments"], f"{page['id']}: unrelated pages carry nothing")


def check_feeds(check, pages):
    by_url = {page["url"]: page for page in pages.values()}
    channel = ElementTree.parse(HERE / "corpus/feeds/velpress.example.rss.xml").getroot().find("channel")
    for item in channel.findall("item"):
        page = by_url.get(item.findtext("link"))
        check(page and stamp(parsedate_to_datetime(item.findtext("pubDate"))) == page["feed_time"], f"RSS item {item.findtext('link')}")
    feed = ElementTree.parse(HERE / "corpus/feeds/channelwexmoor.example.atom.xml").getroot()
    for entry in feed.findall(f"{ATOM}entry"):
        page = by_url.get(entry.findtext(f"{ATOM}id"))
        check(page and stamp(parse(entry.findtext(f"{ATOM}published"))) == page["feed_time"], f"Atom entry {entry.findtext(f'{ATOM}id')}")
    check("Fictional" in channel.findtext("description") and "Fictional" in feed.findtext(f"{ATOM}subtitle"), "feeds say that they are fictional")


def check_tables(check, pages):
    posts = [json.loads(line) for line in (HERE / "corpus/posts.jsonl").read_text(encoding="utf-8").splitlines()]
    ids = [post["id"] for post in posts]
    check(len(set(ids)) == len(ids), "post ids are unique")
    check([post["published_at"] for post in posts] == sorted(post["published_at"] for post in posts), "posts are in order of time")
    with (HERE / "corpus/sources.csv").open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        sources = list(reader)
    check(reader.fieldnames == SOURCE_COLUMNS, "columns of sources.csv")
    names = {source["name"] for source in sources}
    domains = {domain for source in sources for domain in source["domains"].split()}
    for source in sources:
        check(source["kind"] in KINDS and all(value for column, value in source.items() if column != "other_names"), f"source {source['name']}")
    for page in pages.values():
        check(page["id"].split("/")[0] in domains and page["source"] in names, f"{page['id']}: its source is listed")
    urls = {page["url"] for page in pages.values()}
    for post in posts:
        check(set(post) == POST_KEYS and post["extra"]["notice"], f"{post['id']}: keys and notice")
        check(post["source"] in names or post["group"] == "private", f"{post['id']}: source {post['source']!r} is listed")
        check(post["reply_to"] is None or ids.index(post["reply_to"]) < ids.index(post["id"]), f"{post['id']}: replies to an earlier post")
        check(all(link in urls for link in post["links"]), f"{post['id']}: links lead to pages of the corpus")
    with (HERE / "corpus/captures.csv").open(encoding="utf-8", newline="") as file:
        captures = {row["file"]: row for row in csv.DictReader(file)}
    for page in pages.values():
        row = captures.get(page["file"].removeprefix("corpus/"), {})
        check((row.get("captured_at"), row.get("url")) == (page["captured"], page["url"]), f"{page['id']}: row in captures.csv")
    return {post["id"]: post for post in posts}


def check_story(check, truth, pages, posts):
    for lineage in truth["lineages"]:
        origin = lineage["origin"]
        for witness in lineage["witnesses"]:
            check(witness["page"] in pages, f"{lineage['id']}: witness {witness['page']}")
            if origin:
                check(order(pages[origin]["first_seen"], witness["first_seen"]) != "after", f"{lineage['id']}: {witness['page']} is not before the origin")
    for a, b in truth["order"]["deliberately_undecidable"]:
        check(order(pages[a]["first_seen"], pages[b]["first_seen"]) == "undecided", f"{a} and {b} cannot be ordered")
    for version in truth["versions"]:
        before, after = pages[version["before"]], pages[version["after"]]
        check(before["url"] == after["url"] and before["captured"] < after["captured"] and before["main"] != after["main"], f"{version['item']}: versions differ")
    for quote in truth["quotations"]:
        place = (quote["paragraph"], quote["begin"], quote["end"])
        check(span(pages[quote["page"]], place).lower() == quote["content"].lower(), f"{quote['utterance']} on {quote['page']}")
    for utterance in json.loads((HERE / "articles/quotations.json").read_text(encoding="utf-8")):
        check(any(quote["utterance"] == utterance["id"] for quote in truth["quotations"]), f"{utterance['id']} is found somewhere")
    for phrase in truth["phrases"]:
        for lang in phrase["renderings"]:
            check(any(use["language"] == lang for use in phrase["uses"]), f"{phrase['id']}: used in {lang}")
        first = pages[phrase["coined_by"]]["first_seen"]
        check(all(order(first, pages[use["page"]]["first_seen"]) != "after" for use in phrase["uses"] if "page" in use), f"{phrase['id']}: coined first")
    for campaign in truth["campaigns"]:
        members = [posts[name] for name in campaign["posts"]]
        check(all(campaign["hashtag"] in post["hashtags"] for post in members), f"{campaign['id']}: hashtag on every post")
        check({post["account"] for post in members} == set(campaign["accounts"]), f"{campaign['id']}: accounts")
    series, burst = truth["campaigns"]
    check(all(f"{n}/9:" in posts[name]["text"] for n, name in enumerate(series["posts"], start=1)), "the series is numbered")
    check((parse(burst["end"]) - parse(burst["begin"])).total_seconds() < 360, "the burst lasts under six minutes")
    fact_check = next(answer for answer in truth["answers"] if answer["kind"] == "fact-check")
    check(fact_check["lag_hours"][0] <= 26 + 40 / 60 <= fact_check["lag_hours"][1] + 0.001, f"the fact-check came after 26 h 40 min: {fact_check['lag_hours']}")


def main():
    check = Tally()
    truth = json.loads((HERE / "truth.json").read_text(encoding="utf-8"))
    pages = {page["id"]: page for page in truth["pages"]}
    html = {page["id"]: check_page(check, page, truth["notice"]) for page in truth["pages"]}
    on_disk = {f"corpus/{path.relative_to(HERE / 'corpus').as_posix()}" for path in (HERE / "corpus").rglob("*.html")}
    check(on_disk == {page["file"] for page in truth["pages"]}, "every page on disk is in the truth file")
    for carry in truth["carries"]:
        check_carry(check, carry, pages, html)
    check_nothing_unmarked(check, truth)
    check_feeds(check, pages)
    posts = check_tables(check, pages)
    check_story(check, truth, pages, posts)
    print(f"{check.passed} passed, {check.failed} failed")
    return 1 if check.failed else 0


if __name__ == "__main__":
    sys.exit(main())
