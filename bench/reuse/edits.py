"""Ways in which people and machines change a passage, each a function of the passage and a rate.

None of them is the planted generator's (`plant.py` replaces, deletes and adds single units drawn
from the corpus). Rates are shares of units changed, about; the first and the last unit of a passage
stay, so that its edges are exact.
"""
from __future__ import annotations

import random
import re
import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

SENTENCE_END = re.compile(r"(?<=[.!?])\s+|(?<=[。！？；])")
IDEOGRAPH = r"\u3400-\u9fff\uf900-\ufaff"
UNIT = re.compile(rf"[{IDEOGRAPH}]|[^\W{IDEOGRAPH}]+(?:['’\-][^\W{IDEOGRAPH}]+)*")


@dataclass
class Words:
    """Words of a corpus by frequency, and runs of them, to put in the place of others."""

    by_frequency: list[str] = field(default_factory=list)
    rank: dict[str, int] = field(default_factory=dict)
    bands: list[int] = field(default_factory=list)
    runs: list[str] = field(default_factory=list)

    @staticmethod
    def of(texts: Iterable[str], rng: random.Random) -> Words:
        counts: Counter[str] = Counter()
        result = Words()
        for text in texts:
            units = [found.group() for found in UNIT.finditer(text)]
            counts.update(units)
            for clause in re.split(r"[,;:，；、]", text):
                if 3 <= len(UNIT.findall(clause)) <= 12 and not SENTENCE_END.search(clause):
                    result.runs.append(clause.strip())
        rng.shuffle(result.runs)
        result.by_frequency = [word for word, _ in sorted(counts.items(), key=lambda item: (-item[1], item[0]))]
        result.rank = {word: at for at, word in enumerate(result.by_frequency)}
        # Bands double in width: a frequent word is replaced by a frequent one, a rare one by a rare one.
        result.bands = [2**power for power in range(4, 2 + len(result.by_frequency).bit_length())]
        return result

    def like(self, word: str, rng: random.Random) -> str:
        """Another word of the same frequency band, with the same case and of the same kind."""
        rank = self.rank.get(word, len(self.by_frequency) - 1)
        band = bisect_left(self.bands, rank + 1)
        low = self.bands[band - 1] if band else 0
        high = min(self.bands[band] if band < len(self.bands) else len(self.by_frequency), len(self.by_frequency))
        for _ in range(8):
            other = self.by_frequency[rng.randrange(low, max(low + 1, high))]
            if other != word and other.isdigit() == word.isdigit():
                break
        return other.capitalize() if word[:1].isupper() else other

    def run(self, rng: random.Random) -> str:
        return rng.choice(self.runs)


Edit = Callable[[str, float, random.Random, Words], str]


def pieces(passage: str) -> list[tuple[str, str]]:
    """(unit, what stands between it and the next), of the whole passage."""
    found = list(UNIT.finditer(passage))
    ends = [*(unit.start() for unit in found[1:]), len(passage)]
    return [(unit.group(), passage[unit.end() : end]) for unit, end in zip(found, ends)]


def substitute(passage: str, rate: float, rng: random.Random, words: Words) -> str:
    """Single words give way to words of the same frequency."""
    units = pieces(passage)
    last = len(units) - 1
    return "".join(
        (words.like(unit, rng) if 0 < at < last and rng.random() < rate else unit) + between
        for at, (unit, between) in enumerate(units)
    )


def paraphrase(passage: str, rate: float, rng: random.Random, words: Words) -> str:
    """Half of the changed units are substituted; whole phrases are cut, clauses are put in."""
    units = pieces(substitute(passage, rate / 2, rng, words))
    output: list[str] = []
    at, phrase = 0, 6
    while at < len(units):
        unit, between = units[at]
        inside = 0 < at < len(units) - 1
        draw = rng.random()
        if inside and draw < rate / 4 / phrase:
            at = min(len(units) - 1, at + rng.randint(3, 2 * phrase - 3))
            continue
        output.append(unit + between)
        if inside and draw > 1 - rate / 4 / phrase:
            blank = between if between.isspace() or not between else " "
            output.append((", " if blank else "，") + words.run(rng) + (", " if blank else "，"))
        at += 1
    return "".join(output)


def sentences(passage: str) -> list[str]:
    return [sentence for sentence in SENTENCE_END.split(passage) if sentence]


def glue_of(passage: str) -> str:
    return "" if re.search(rf"[{IDEOGRAPH}]", passage) else " "


def reorder(passage: str, rate: float, rng: random.Random, words: Words) -> str:
    """The sentences of the passage in another order; a share `rate` of them is moved."""
    order = sentences(passage)
    moved = rng.sample(range(len(order)), max(2, round(rate * len(order)))) if len(order) > 1 else []
    turned = [*moved[1:], *moved[:1]]
    result = list(order)
    for to, origin in zip(moved, turned):
        result[to] = order[origin]
    return glue_of(passage).join(result)


LATIN_CONFUSIONS = (
    ("rn", "m"), ("m", "rn"), ("l", "1"), ("I", "l"), ("O", "0"), ("o", "0"), ("cl", "d"), ("e", "c"), ("h", "b"),
    ("S", "5"), ("ti", "h"), ("fi", "ﬁ"), ("u", "ii"), ("vv", "w"),
)  # fmt: skip
CYRILLIC_CONFUSIONS = (("и", "н"), ("н", "и"), ("п", "н"), ("ш", "щ"), ("ц", "и"), ("о", "0"), ("с", "c"), ("з", "э"), ("ы", "ьт"), ("б", "6"))
LOOK_ALIKE = dict(
    pair
    for group in (
        "己已巳", "未末", "日曰", "土士", "人入", "大太犬", "千干于", "王玉主", "天夫", "贝见", "午牛", "困因", "田由甲申",
        "侯候", "治冶", "准淮", "拔拨", "析折", "晴睛", "微徽", "暑署", "辩辨", "像象", "历厉", "历力", "设没", "国围",
        "问间", "体休", "住往", "待侍", "情清", "提堤", "持特", "场扬", "全金", "会合", "业亚", "开井", "目自", "作昨",
    )
    for pair in zip(group, group[1:] + group[0])
)  # fmt: skip


def ocr(passage: str, rate: float, rng: random.Random, words: Words) -> str:
    """Errors of a scan: look-alike letters, split, joined and hyphenated words, lost spaces."""
    units = pieces(passage)
    last = len(units) - 1
    return "".join(
        misread(unit, between, rng) if 0 < at < last and rng.random() < rate else unit + between
        for at, (unit, between) in enumerate(units)
    )


def misread(unit: str, between: str, rng: random.Random) -> str:
    if re.match(rf"[{IDEOGRAPH}]", unit):
        # A character without a look-alike in the table is lost or doubled by a blank.
        return LOOK_ALIKE.get(unit, rng.choice(("", unit + " ", "□"))) + between
    confusions = [pair for pair in (*LATIN_CONFUSIONS, *CYRILLIC_CONFUSIONS) if pair[0] in unit]
    kind = rng.random()
    if confusions and kind < 0.6:
        wrong = rng.choice(confusions)
        return unit.replace(*wrong, 1) + between
    if len(unit) > 4 and kind < 0.8:
        middle = rng.randint(2, len(unit) - 2)
        return unit[:middle] + rng.choice((" ", "-\n")) + unit[middle:] + between
    return unit + between.replace(" ", "", 1)


NARROW = str.maketrans("，；：？！（）", ",;:?!()")
CURLED = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "–": "-", "—": "--", "…": "..."})


def typography(passage: str, rate: float, rng: random.Random, words: Words) -> str:
    """The same words otherwise set: quotes, dashes, case, widths, soft hyphens, decomposed accents."""
    if glue_of(passage) == "":
        set_narrow = passage.translate(NARROW)
        body = "".join(c + ("\n" if rng.random() < 0.02 else "") for c in set_narrow[:-1])
        return body + set_narrow[-1:]
    changed = unicodedata.normalize("NFD", passage.translate(CURLED))
    output: list[str] = []
    for unit, between in pieces(changed):
        draw = rng.random()
        if draw < 0.1:
            unit = unit.upper()
        elif draw < 0.2 and len(unit) > 6:
            unit = f"{unit[:3]}\u00ad{unit[3:]}"
        output.append(unit + between.replace(" ", rng.choice((" ", " ", "\n", "\u00a0", "  "))))
    return "".join(output)


def other_script(passage: str, rate: float, rng: random.Random, words: Words) -> str:
    """Simplified Chinese in traditional characters, and then `rate` of the characters substituted."""
    from opencc import OpenCC

    return OpenCC("s2t").convert(substitute(passage, rate, rng, words))


@dataclass(frozen=True)
class Model:
    """An edit with the rates it is tried at, and the languages it makes sense for."""

    edit: Edit
    rates: tuple[float, ...]
    languages: tuple[str, ...] = ("en", "ru", "zh")
    by_sentence: bool = False


MODELS = {
    "substitute": Model(substitute, (0.05, 0.1, 0.2, 0.3)),
    "paraphrase": Model(paraphrase, (0.1, 0.2, 0.3, 0.4)),
    "reorder": Model(reorder, (0.5, 1.0), by_sentence=True),
    "ocr": Model(ocr, (0.01, 0.02, 0.05, 0.1)),
    "typography": Model(typography, (0.0,)),
    "script": Model(other_script, (0.0, 0.1, 0.2), languages=("zh",)),
}
