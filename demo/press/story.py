"""Reads the texts we wrote: aligned texts (articles/texts) and the outlets' pages (articles/pages).

A page's body is plain paragraphs. `{s07}` stands for sentence s07 of text "s" in the page's language,
`{s07/zh}` for its Chinese wording, and `{s07: other words}` for words derived from s07. These marks may
be nested. They vanish from the text and stay behind as segments: who carries which sentence, and where.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path

ARTICLES = Path(__file__).parent.parent / "articles"
MARK = re.compile(r"\{([a-z]\d\d)(?:/([a-z]{2}))?(: ?)?")
REPEATED_KEYS = {"carries", "answers", "change"}
BLOCK_KINDS = {"insert", "caption", "end", "credit", "note", "sub"}


@dataclass
class Segment:
    """A stretch of a paragraph that is, or derives from, one sentence of an aligned text."""

    ref: str
    lang: str
    begin: int
    end: int


@dataclass
class Block:
    """One block of a page: a main paragraph, or something that stands in its way."""

    kind: str
    text: str
    segments: list = field(default_factory=list)


@dataclass
class Page:
    """One captured page of one outlet."""

    id: str
    domain: str
    slug: str
    head: dict
    blocks: list

    @property
    def lang(self):
        return self.head["lang"]

    @property
    def item(self):
        """The id of the page's first version; several captures of one address share it."""
        base = self.head.get("version_of")
        return f"{self.domain}/{base}" if base else self.id

    @property
    def url(self):
        return f"https://{self.domain}/{self.lang}/{self.item.split('/')[1]}"

    @property
    def file(self):
        return f"corpus/{self.domain}/{self.slug}.html"

    def main(self):
        """The paragraphs and subheadings that an extractor should return."""
        return [block for block in self.blocks if block.kind in ("main", "sub")]

    def texts(self, kind):
        return [block.text for block in self.blocks if block.kind == kind]


class Texts:
    """The aligned texts by sentence id and language."""

    def __init__(self):
        self.sentences, self.paragraphs, self.titles = {}, {}, {}
        for path in sorted((ARTICLES / "texts").glob("*.txt")):
            self._read(path)

    def _read(self, path):
        letter = path.stem
        self.titles[letter] = {}
        for chunk in re.split(r"\n\s*\n", path.read_text(encoding="utf-8")):
            lines = [line for line in chunk.strip().splitlines() if not line.startswith("#")]
            if not lines:
                continue
            renderings = dict(line.split(": ", 1) for line in lines[1:])
            if lines[0] == "title":
                self.titles[letter] = renderings
                continue
            sentence, paragraph = lines[0].split()
            self.sentences[sentence] = renderings
            self.paragraphs.setdefault(letter, {}).setdefault(paragraph, []).append(sentence)

    def expand(self, markup, lang):
        """Returns the text of `markup` and its segments."""
        text, segments, position = self._expand(markup, lang, 0, nested=False)
        assert position == len(markup), f"stray brace in {markup[:60]!r}"
        return text, segments

    def _expand(self, markup, lang, position, nested):
        out, segments = "", []
        while position < len(markup):
            if markup[position] == "}" and nested:
                return out, segments, position + 1
            mark = MARK.match(markup, position)
            if not mark:
                assert markup[position] not in "{}", f"bad mark at {markup[position:position + 40]!r}"
                out += markup[position]
                position += 1
                continue
            ref, ref_lang = mark.group(1), mark.group(2) or lang
            if mark.group(3):
                inner, found, position = self._expand(markup, ref_lang, mark.end(), nested=True)
            else:
                inner, found = self.expand(self.sentences[ref][ref_lang], ref_lang)
                assert markup[mark.end()] == "}", f"bad mark {mark.group()!r}"
                position = mark.end() + 1
            segments.append(Segment(ref, ref_lang, len(out), len(out) + len(inner)))
            segments += [Segment(s.ref, s.lang, s.begin + len(out), s.end + len(out)) for s in found]
            out += inner
        assert not nested, f"unclosed mark in {markup[:60]!r}"
        return out, segments, position

    def paragraph_markup(self, letter, paragraph, lang):
        joint = "" if lang == "zh" else " "
        return joint.join("{%s}" % ref for ref in self.paragraphs[letter][paragraph])


def read_head(lines):
    head = {key: [] for key in REPEATED_KEYS}
    for line in lines:
        key, _, value = line.partition(": ")
        key, value = key.rstrip(":"), value.strip()
        if key in REPEATED_KEYS:
            head[key].append([part.strip() for part in value.split("|")])
        else:
            head[key] = value
    return head


def read_blocks(body, lang, texts):
    blocks = []
    for chunk in filter(None, (part.strip() for part in re.split(r"\n\s*\n", body))):
        if chunk.startswith("@"):
            letter, *wanted = chunk[1:].split()
            if wanted == ["all"]:
                wanted = list(texts.paragraphs[letter])
            markups = [("main", texts.paragraph_markup(letter, p, lang)) for p in wanted]
        elif chunk.startswith("!"):
            kind, _, markup = chunk[1:].partition(" ")
            assert kind in BLOCK_KINDS, kind
            markups = [(kind, markup)]
        else:
            markups = [("main", join_marks(chunk, lang))]
        blocks += [Block(kind, *texts.expand(markup, lang)) for kind, markup in markups]
    return blocks


def join_marks(markup, lang):
    """Chinese sentences follow each other without a space."""
    return re.sub(r"\} (?=\{[a-z]\d\d)", "}", markup) if lang == "zh" else markup


def read_pages(texts):
    """All pages in the order of their files."""
    pages = []
    for path in sorted((ARTICLES / "pages").glob("*.txt")):
        for part in path.read_text(encoding="utf-8").split("=====\n"):
            top, _, body = part.strip("\n").partition("\n\n")
            head = read_head(top.splitlines())
            domain = head.get("domain", path.stem)
            if "text" in head:
                head.setdefault("title", texts.titles[head["text"]][head["lang"]])
            page_id = f"{domain}/{head['slug']}"
            pages.append(Page(page_id, domain, head["slug"], head, read_blocks(body, head["lang"], texts)))
    for number, page in enumerate(pages):
        page.head.setdefault("captured", f"2025-03-08T{6 + number // 20:02d}:{number % 20 * 3 + 1:02d}:{(number * 7) % 60:02d}Z")
    return pages
