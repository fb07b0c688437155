"""Spans from MinHash over windows: what a user of rensa or datasketch would write around them.

Both libraries compare sets and know nothing of places. Here each document is cut into windows of
units (words; of Chinese, characters), each window is a set of shingles, windows whose estimated
Jaccard similarity reaches the threshold are a hit, hits of two documents that lie next to each
other in both are joined to one span pair, and (if the setting says so) the span pair is trimmed to
its first and last shingle that both sides have.
"""
from __future__ import annotations

import re
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass

IDEOGRAPHS = "\u3400-\u9fff\uf900-\ufaff\u3040-\u30ff\uac00-\ud7af"
WORD = re.compile(r"\w+(?:['’\-]\w+)*")
CHARACTER = re.compile(rf"[{IDEOGRAPHS}]|[^\W{IDEOGRAPHS}]+")

PERMUTATIONS = 128
SEED = 1


@dataclass(frozen=True)
class Setting:
    """How windows are cut, compared and joined."""

    window: int
    stride: int
    shingle: int
    threshold: float
    trim: bool


@dataclass(frozen=True)
class Windows:
    """All windows of a set of documents, in order."""

    identifiers: list[str]
    units: list[list[tuple[str, int, int]]]
    document_of: list[int]
    first_unit: list[int]
    shingles: list[list[str]]


HitPairs = Iterator[tuple[int, int]]


def cut(documents: list[tuple[str, str]], setting: Setting, chinese: bool) -> Windows:
    unit_pattern = CHARACTER if chinese else WORD
    glue = "" if chinese else " "
    result = Windows([], [], [], [], [])
    for number, (identifier, text) in enumerate(documents):
        units = [(found.group().lower(), found.start(), found.end()) for found in unit_pattern.finditer(text)]
        result.identifiers.append(identifier)
        result.units.append(units)
        words = [word for word, _, _ in units]
        shingles = [glue.join(words[at : at + setting.shingle]) for at in range(len(words) - setting.shingle + 1)]
        per_window = setting.window - setting.shingle + 1
        for begin in range(0, max(1, len(shingles) - per_window + setting.stride), setting.stride):
            inside = shingles[begin : begin + per_window]
            if inside:
                result.document_of.append(number)
                result.first_unit.append(begin)
                result.shingles.append(inside)
    return result


def differ(windows: Windows, window: int, other: int) -> bool:
    """Whether a pair is of two documents, and is met for the first time."""
    return other > window and windows.document_of[other] != windows.document_of[window]


def similar_rensa(windows: Windows, threshold: float) -> HitPairs:
    from rensa import RMinHash, RMinHashLSH

    # The library takes bands, not a target: the most bands whose curve's middle is not above the
    # threshold, so that few pairs at the threshold are lost; candidates are checked below.
    rows = next(
        rows for rows in (16, 8, 4, 2, 1) if (rows / PERMUTATIONS) ** (1 / rows) <= threshold or rows == 1
    )
    sketches = RMinHash.from_token_sets(windows.shingles, num_perm=PERMUTATIONS, seed=SEED)
    index = RMinHashLSH(threshold=threshold, num_perm=PERMUTATIONS, num_bands=PERMUTATIONS // rows)
    index.insert_many(sketches)
    for window, candidates in enumerate(index.query_all(sketches)):
        for other in candidates:
            if differ(windows, window, other) and sketches[window].jaccard(sketches[other]) >= threshold:
                yield window, other


def similar_datasketch(windows: Windows, threshold: float) -> HitPairs:
    from datasketch import MinHash, MinHashLSH

    # CRC-32 instead of the default SHA-1: faster, and as good for shingles.
    encoded = ([shingle.encode() for shingle in inside] for inside in windows.shingles)
    sketches = list(MinHash.generator(encoded, num_perm=PERMUTATIONS, seed=SEED, hashfunc=zlib.crc32))
    index = MinHashLSH(threshold=threshold, num_perm=PERMUTATIONS)
    with index.insertion_session() as session:
        for window, sketch in enumerate(sketches):
            session.insert(window, sketch, check_duplication=False)
    for window, sketch in enumerate(sketches):
        for other in index.query(sketch):
            if differ(windows, window, other) and sketch.jaccard(sketches[other]) >= threshold:
                yield window, other


PEERS: dict[str, Callable[[Windows, float], HitPairs]] = {"rensa": similar_rensa, "datasketch": similar_datasketch}


def spans(windows: Windows, hits: HitPairs, setting: Setting) -> Iterator[dict[str, str | int]]:
    """Joins hits to span pairs, as rows of matches."""
    by_documents: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
    for window, other in hits:
        key = windows.document_of[window], windows.document_of[other]
        by_documents[key].append((windows.first_unit[window], windows.first_unit[other]))
    for (a, b), places in sorted(by_documents.items()):
        for a_units, b_units in join(sorted(places), setting):
            ends_a = windows.units[a][a_units[0] : a_units[1]]
            ends_b = windows.units[b][b_units[0] : b_units[1]]
            if setting.trim:
                ends_a, ends_b = trim(ends_a, ends_b, setting.shingle), trim(ends_b, ends_a, setting.shingle)
            if ends_a and ends_b:
                yield {
                    "a": windows.identifiers[a], "a_begin": ends_a[0][1], "a_end": ends_a[-1][2],
                    "b": windows.identifiers[b], "b_begin": ends_b[0][1], "b_end": ends_b[-1][2],
                }  # fmt: skip


def join(places: list[tuple[int, int]], setting: Setting) -> list[tuple[list[int], list[int]]]:
    """Unit ranges of hits that overlap or touch in both documents."""
    joined: list[tuple[list[int], list[int]]] = []
    for a, b in places:
        for a_units, b_units in reversed(joined):
            if a <= a_units[1] and b_units[0] - setting.window <= b <= b_units[1]:
                a_units[1] = max(a_units[1], a + setting.window)
                b_units[0] = min(b_units[0], b)
                b_units[1] = max(b_units[1], b + setting.window)
                break
        else:
            joined.append(([a, a + setting.window], [b, b + setting.window]))
    return joined


def trim(
    units: list[tuple[str, int, int]], others: list[tuple[str, int, int]], shingle: int
) -> list[tuple[str, int, int]]:
    """The units from the first to the last shingle that `others` has as well."""
    def grams(of: list[tuple[str, int, int]]) -> list[tuple[str, ...]]:
        return [tuple(word for word, _, _ in of[at : at + shingle]) for at in range(len(of) - shingle + 1)]

    theirs = set(grams(others))
    shared = [at for at, gram in enumerate(grams(units)) if gram in theirs]
    return units[shared[0] : shared[-1] + shingle] if shared else []
