"""What a stored match says about characters: which are kept, and how much of a text is covered."""
from __future__ import annotations

import re
from collections.abc import Iterable

OPERATION = re.compile(r"([=^~+\-><])(\d+)(?::(\d+))?(?:#\d+)?$")
# Kept in place, respelled in the other form of the script, and moved (either end of the move).
KEPT = "=^><"
Range = tuple[int, int]


def kept_ranges(operations: str, begin: int, side: str) -> list[Range]:
    """Byte ranges of side "a" or "b" whose units the other side has too; `begin` is the span's first byte."""
    ranges: list[Range] = []
    at = begin
    for word in operations.split():
        found = OPERATION.match(word)
        if not found:
            raise ValueError(f"not an edit operation: {word}")
        kind, first, second = found.group(1), int(found.group(2)), found.group(3)
        lengths = {
            "=": (first, int(second or first)), "^": (first, int(second or first)), "~": (first, int(second or first)),
            "-": (first, 0), ">": (first, 0), "+": (0, first), "<": (0, first),
        }[kind]  # fmt: skip
        length = lengths[0] if side == "a" else lengths[1]
        if kind in KEPT and length:
            ranges.append((at, at + length))
        at += length
    return ranges


def union(ranges: Iterable[Range]) -> list[Range]:
    joined: list[list[int]] = []
    for begin, end in sorted(ranges):
        if joined and begin <= joined[-1][1]:
            joined[-1][1] = max(joined[-1][1], end)
        else:
            joined.append([begin, end])
    return [(begin, end) for begin, end in joined]


def characters(text: bytes, ranges: Iterable[Range]) -> int:
    """Characters that are no white space in the union of byte ranges of a UTF-8 text."""
    return sum(letters(text[begin:end]) for begin, end in union(ranges))


def letters(piece: bytes) -> int:
    return sum(not character.isspace() for character in piece.decode("utf8", "ignore"))


def auc(positive: list[float], negative: list[float]) -> float:
    """Chance that a positive scores above a negative, a tie counting half (Mann and Whitney)."""
    wins = sum((p > n) + 0.5 * (p == n) for p in positive for n in negative)
    return wins / (len(positive) * len(negative))
