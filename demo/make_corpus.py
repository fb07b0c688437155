"""Renders the demo corpus and its truth file from the texts in articles/.

Run `python3 demo/make_corpus.py`. Reads no clock and no network; the same texts give the same bytes.
"""

import json
import shutil
from pathlib import Path

from press import feeds
from press.layouts import render
from press.outlets import OUTLETS
from press.story import Texts, read_pages
from press.truth import build_truth

HERE = Path(__file__).parent
CORPUS = HERE / "corpus"


def write(path, data):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data if isinstance(data, bytes) else data.encode("utf-8"))


def one_record_a_line(truth):
    """JSON that shows a changed record as one changed line."""
    def dump(value):
        return json.dumps(value, ensure_ascii=False)

    parts = []
    for key, value in truth.items():
        if isinstance(value, list):
            body = "[\n" + ",\n".join(f"  {dump(item)}" for item in value) + "\n ]"
        elif isinstance(value, dict):
            body = "{\n" + ",\n".join(f"  {dump(name)}: {dump(item)}" for name, item in value.items()) + "\n }"
        else:
            body = dump(value)
        parts.append(f" {dump(key)}: {body}")
    return "{\n" + ",\n".join(parts) + "\n}\n"


def main():
    texts = Texts()
    pages = read_pages(texts)
    posts = feeds.read_posts()
    shutil.rmtree(CORPUS, ignore_errors=True)
    rendered = {}
    for page in pages:
        outlet = OUTLETS[page.domain]
        data = render(page, outlet)
        rendered[page.id] = data.decode(outlet.get("charset", "utf-8"))
        write(HERE / page.file, data)
    agency = [page for page in pages if page.domain == "velpress.example"]
    later = {page.item for page in pages if "version_of" in page.head}
    channel = [page for page in pages if "feed" in page.head and (page.item not in later or "version_of" in page.head)]
    write(CORPUS / "feeds" / "velpress.example.rss.xml", feeds.rss(agency))
    write(CORPUS / "feeds" / "channelwexmoor.example.atom.xml", feeds.atom(channel))
    write(CORPUS / "posts.jsonl", feeds.posts_jsonl(posts))
    write(CORPUS / "sources.csv", feeds.sources_csv())
    write(CORPUS / "captures.csv", feeds.captures_csv(pages))
    in_feed = {page.id: page for page in agency + channel}
    truth = build_truth(texts, pages, posts, rendered, in_feed)
    write(HERE / "truth.json", one_record_a_line(truth))
    print(f"{len(pages)} pages, {len(posts)} posts, {len(truth['carries'])} carries, {len(truth['lineages'])} lineages")


if __name__ == "__main__":
    main()
