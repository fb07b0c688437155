"""The corpus files beside the pages: two feeds, the posts, the sources table and the list of captures."""

import csv
import io
import json
import re
from datetime import timedelta
from email.utils import format_datetime
from xml.sax.saxutils import escape

from .furniture import NOTICE
from .outlets import OUTLETS, POSTING_MISSIONS, source_name
from .story import ARTICLES
from .times import parse

HASHTAG = re.compile(r"#(\w+)")
LINK = re.compile(r"https://\S+")
POST_NOTICE = {lang: text.replace("Fictional page", "Fictional account").replace("Page fictive rédigée", "Compte fictif rédigé")
               .replace("Вымышленная страница, написанная", "Вымышленный аккаунт, созданный").replace("本页为", "本账号为")
               .replace("而写的", "而设的").replace("صفحة خيالية كتبت", "حساب خيالي أنشئ").replace("ولا يقصد بها", "ولا يقصد به")
               for lang, text in NOTICE.items()}


# What clients write when they credit an agency.
SIGNATURES = {
    "velpress.example": ["Velpress", "韦通社", "ВЕЛПРЕСС", "و ف ن"],
    "meridianpress.example": ["MPA", "Meridian Press", "وكالة ميريديان"],
}


def feed_time(page):
    """The exact second that the agency's feed gives for a page which itself shows only the minute."""
    published = page.head["published"]
    moment = parse(published)
    return moment if published[16:17] == ":" else moment + timedelta(seconds=len(page.slug) * 7 % 60)


def rss(pages):
    items = []
    for page in sorted(pages, key=feed_time, reverse=True):
        items.append(f"<item><title>{escape(page.head['title'])}</title><link>{page.url}</link><guid isPermaLink=\"true\">{page.url}</guid>"
                     f"<pubDate>{format_datetime(feed_time(page))}</pubDate>\n<description>{escape(page.main()[0].text)}</description></item>")
    return ('<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"><channel><title>Velmara News Agency</title><link>https://velpress.example/</link>\n'
            f"<description>All languages. {NOTICE['en']}</description>\n" + "\n".join(items) + "\n</channel></rss>\n")


def atom(pages):
    def updated(page):
        return page.head.get("updated", page.head["published"])
    latest = max(updated(page) for page in pages)
    entries = [f"<entry><id>{page.url}</id><title>{escape(page.head['title'])}</title><link href=\"{page.url}\"/>"
               f"<published>{page.head['published']}</published><updated>{updated(page)}</updated>\n<summary>{escape(page.main()[0].text)}</summary></entry>"
               for page in sorted(pages, key=lambda page: page.head["published"], reverse=True)]
    return ('<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><id>https://channelwexmoor.example/</id>\n'
            f"<title>Channel Wexmoor</title><subtitle>{NOTICE['en']}</subtitle><updated>{latest}</updated><author><name>Digital desk</name></author>\n"
            + "\n".join(entries) + "\n</feed>\n")


def rows(name):
    """Lines of a `|`-separated file of ours, without comments."""
    for line in (ARTICLES / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield [part.strip() for part in line.split(" | ")]


def read_posts():
    """Posts as they go into posts.jsonl, each with the flags that only the truth file shows."""
    accounts = {row[0]: row[1:] for row in rows("accounts.txt")}
    posts = []
    for number, (time, account, lang, counts, flags, text) in enumerate(rows("posts.txt"), start=1):
        source, group, followers, profile = accounts[account]
        views, likes, reposts = map(int, counts.split())
        marks = dict((flag.split("=") + [True])[:2] for flag in flags.split() if flag != "-")
        post = {
            "id": f"post-{number:02d}", "url": f"https://pebble.example/{account}/{number:02d}", "source": source, "author": account,
            "published_at": time, "lang": lang, "text": text, "account": account, "group": group, "views": views, "likes": likes,
            "reposts": reposts, "followers": int(followers) + number // 6, "reply_to": f"post-{int(marks['re']):02d}" if "re" in marks else None,
            "hashtags": HASHTAG.findall(text), "links": LINK.findall(text), "extra": {"profile": profile, "notice": POST_NOTICE[lang]},
        }
        posts.append((post, marks))
    return posts


def posts_jsonl(posts):
    return "".join(json.dumps(post, ensure_ascii=False) + "\n" for post, _ in posts)


def table(header, lines):
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(lines)
    return out.getvalue()


def other_names(domain):
    """Names in other languages, and the signatures credits use."""
    outlet = OUTLETS[domain]
    names = [name for name in outlet["name"].values() if name != source_name(domain)]
    return "|".join(names + SIGNATURES.get(domain, []))


def sources_csv():
    header = "name,other_names,domains,kind,country,languages,state_relation,owner,citation,as_of".split(",")
    lines = []
    for domain, outlet in OUTLETS.items():
        lines.append([source_name(domain), other_names(domain), domain, outlet["kind"], outlet["country"], " ".join(outlet["name"]), outlet["relation"],
                      outlet["owner"], f"https://registry.example/entry/{domain.removesuffix('.example')}", "2025-03-01"])
    for name, domain in POSTING_MISSIONS:
        lines.append([name, "", domain, "embassy", "Velmara", "en", "state body", "Republic of Velmara",
                      f"https://registry.example/entry/{domain.removesuffix('.example')}", "2025-03-01"])
    return table(header, lines)


def captures_csv(pages):
    lines = [[page.file.removeprefix("corpus/"), page.url, page.head["captured"], 404 if page.head.get("layout") == "gone" else 200] for page in pages]
    return table(["file", "url", "captured_at", "http_status"], lines)
