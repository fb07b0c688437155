"""Text without end that reads like a corpus but repeats no long run of it.

A chain of order 1: the next token is one that followed the present token somewhere in the corpus,
so frequent pairs are frequent and rare ones rare. At a token seen too seldom, and now and then
anywhere, the chain jumps to a token drawn by frequency; otherwise it would copy the corpus along
chains of rare words. All documents of a batch advance one token at a time, together.
"""
from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FEW_OCCURRENCES = 5
JUMP = 0.06
PARAGRAPH_SHARE = 0.15
CHINESE_TOKEN = re.compile(r"[0-9A-Za-z.%]+|\S")
SENTENCE_END = (".", "!", "?", "。", "！", "？")
# Characters that JSON would escape; without them a text is its own JSON string, line breaks aside.
UNWANTED = re.compile(r'["\\\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028\u2029\ufeff\ud800-\udfff]')

Tokens = NDArray[np.int32]


@dataclass(frozen=True)
class Chain:
    """Which token follows which. Token `size + t` is token `t` at the end of a paragraph."""

    language: str
    pieces: list[str]
    size: int
    ends_sentence: NDArray[np.bool_]
    first: NDArray[np.int64]
    count: NDArray[np.int64]
    following: Tokens
    stream: Tokens


def tokens_of(text: str, language: str) -> list[str]:
    text = UNWANTED.sub(" ", text)
    return CHINESE_TOKEN.findall(text) if language == "zh" else text.split()


def learn(texts: Iterable[str], language: str) -> Chain:
    numbers: dict[str, int] = {}
    stream_list: list[int] = []
    for text in texts:
        stream_list.extend(numbers.setdefault(token, len(numbers)) for token in tokens_of(text, language))
    stream = np.array(stream_list, np.int32)
    by_token = np.argsort(stream[:-1], kind="stable")
    count = np.bincount(stream[:-1], minlength=len(numbers))
    words = list(numbers)
    blank = "" if language == "zh" else " "
    return Chain(
        language,
        [word + blank for word in words] + [word + "\n\n" for word in words],
        len(words),
        np.array([word.endswith(SENTENCE_END) for word in words]),
        np.concatenate([[0], np.cumsum(count)[:-1]]),
        count,
        stream[1:][by_token],
        stream,
    )


def walk(chain: Chain, texts: int, length: int, rng: np.random.Generator) -> Tokens:
    """A matrix of tokens, one row a text."""
    walked = np.empty((length, texts), np.int32)
    few = chain.count < FEW_OCCURRENCES
    now = chain.stream[rng.integers(0, len(chain.stream), texts)]
    for step in range(length):
        draw = rng.random(texts)
        following = chain.following[
            np.minimum(chain.first[now] + (draw * chain.count[now]).astype(np.int64), len(chain.following) - 1)
        ]
        jump = few[now] | (rng.random(texts, np.float32) < JUMP)
        now = np.where(jump, chain.stream[(rng.random(texts) * len(chain.stream)).astype(np.int64)], following)
        walked[step] = now
    matrix = np.ascontiguousarray(walked.T)
    paragraph = chain.ends_sentence[matrix] & (rng.random(matrix.shape, np.float32) < PARAGRAPH_SHARE)
    return np.where(paragraph, matrix + chain.size, matrix).astype(np.int32)


def spell(chain: Chain, tokens: list[int]) -> str:
    pieces = chain.pieces
    return "".join([pieces[token] for token in tokens])
