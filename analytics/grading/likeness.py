"""How alike answers to one question are, by their words alone. Pure, offline.

TF-IDF over words, pairs of words and pieces of words (for Chinese: characters and
pairs of them), cosine. Answers that differ in a negation, a number, a direction
("more", "less"), a named thing (bulb A) or in what they compare with are never
alike, however many words they share.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from zlib import crc32

import numpy as np
import numpy.typing as npt

Matrix = npt.NDArray[np.float32]

BUCKETS = 4_096
_WORD = re.compile(r"[\u3400-\u9fff]|[^\W_]+(?:['\u2019][^\W_]+)*")
_HAN = re.compile(r"[\u3400-\u9fff]")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_NEGATING = "not no never without neither nor none cannot 不 没 無 无 非 未"
_NEGATORS = frozenset(_NEGATING.split())
_CONTRACTED = re.compile(r"n['\u2019]t$")
_POLES = {
    word: direction
    for direction, words in {
        "+": "more increase increases increased higher up hotter warmer faster bigger larger "
        "greater heavier gain gains gained expand expands expanded rise rises above 增 多 高 快 "
        "大 升 胀 热 重",
        "-": "less fewer decrease decreases decreased lower down colder cooler slower smaller "
        "lighter lose loses lost shrink shrinks contract contracts fall falls below 减 少 低 慢 "
        "小 降 缩 冷 轻",
    }.items()
    for word in words.split()
}

_ARTICLES = frozenset({"a", "an", "the"})
_THAN = frozenset({"than", "比"})

Signature = tuple[int, tuple[str, ...], tuple[str, ...], tuple[str, ...]]


def normalised(text: str) -> str:
    """Return an answer's words in lower case, without marks and double spaces."""
    return " ".join(_words(text))


def signature(text: str) -> Signature:
    """Return what two answers must share to be alike at all.

    How many negations, which numbers, which directions, and the names and
    comparisons in their order.
    """
    words = _words(text)
    negations = sum(word in _NEGATORS or bool(_CONTRACTED.search(word)) for word in words)
    numbers = tuple(sorted(_NUMBER.findall(unicodedata.normalize("NFKC", text))))
    directions = tuple(sorted(_POLES[word] for word in words if word in _POLES))
    return negations, numbers, directions, (*_letters(words), *_compared_with(words))


def likeness(texts: Sequence[str], others: Sequence[str] | None = None) -> Matrix:
    """Return how alike each text is to each other one, 0 to 1.

    Rare features weigh more, by how often they occur in all the texts given.
    Cost: O(len(texts) * len(others)) in time and space.

    Returns:
        Shape (texts, others); (texts, texts) when no others are given.
    """
    against = texts if others is None else others
    if not texts or not against:
        return np.zeros((len(texts), len(against)), dtype=np.float32)
    bags = [_features(text) for text in texts]
    more = bags if others is None else [_features(text) for text in others]
    weights = _rarity(bags if others is None else [*bags, *more])
    rows = _rows(bags, weights)
    columns = rows if others is None else _rows(more, weights)
    alike = np.clip(rows @ columns.T, 0.0, 1.0)
    alike[~_may_be_alike(texts, against)] = 0.0
    return np.asarray(alike, dtype=np.float32)


def _letters(words: Sequence[str]) -> list[str]:
    """Return single letters, which name things; "a" alone is an article."""
    found = [word for word in words if len(word) == 1 and word.isascii() and word.isalpha()]
    found = [word for word in found if word != "i"]
    return found if set(found) - {"a"} else []


def _compared_with(words: Sequence[str]) -> list[str]:
    """Return the first word after each "than"."""
    after = (
        next((word for word in words[n + 1 :] if word not in _ARTICLES), "")
        for n, one in enumerate(words)
        if one in _THAN
    )
    return list(after)


def _words(text: str) -> list[str]:
    return _WORD.findall(unicodedata.normalize("NFKC", text).casefold())


def _features(text: str) -> Counter[int]:
    return Counter(crc32(feature.encode()) % BUCKETS for feature in _named(_words(text)))


def _named(words: Sequence[str]) -> Iterator[str]:
    for word in words:
        yield f"w {word}"
        if not _HAN.match(word):
            padded = f"<{word}>"
            yield from (f"g {padded[n : n + 3]}" for n in range(len(padded) - 2))
    yield from (f"p {one} {two}" for one, two in pairwise(words))


def _rarity(bags: Sequence[Counter[int]]) -> Matrix:
    seen = np.zeros(BUCKETS, dtype=np.float32)
    for bag in bags:
        seen[list(bag)] += 1
    return np.asarray(np.log((1 + len(bags)) / (1 + seen)) + 1, dtype=np.float32)


def _rows(bags: Sequence[Counter[int]], weights: Matrix) -> Matrix:
    rows = np.zeros((len(bags), BUCKETS), dtype=np.float32)
    for row, bag in zip(rows, bags, strict=True):
        places = list(bag)
        row[places] = (1 + np.log(list(bag.values()))) * weights[places]
    length = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.maximum(length, 1e-9), dtype=np.float32)


def _may_be_alike(texts: Sequence[str], others: Sequence[str]) -> npt.NDArray[np.bool_]:
    known: dict[Signature, int] = {}
    ids = np.array([known.setdefault(signature(text), len(known)) for text in texts])
    more = np.array([known.setdefault(signature(text), len(known)) for text in others])
    return np.asarray(ids[:, None] == more[None, :])
