"""Finds where an answer is a sentence of its reference with a word or two changed. Pure.

Export copies this file beside the weights, so of ours it imports only what is copied with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Final

from .wording import NEGATIONS, is_stop_word, light_stem

_SENTENCE: Final = re.compile(r"(?:[^.;:!?\n]|\.(?=\d))+")
_WORD: Final = re.compile(r"[^\W_]+(?:(?:['\u2019-]|\"(?=t\b))[^\W_]+)*")
_APOSTROPHE: Final = re.compile('[\u2019"]')
_YES_OR_NO: Final = re.compile(r"\s*(?:yes|no)\b(?:,|\s(?=it|they|the|he|she))", re.IGNORECASE)
"""What tells yes from no is `openings`' affair."""
_ARTICLES: Final = frozenset(("a", "an", "the"))
_LEAST: Final = 3
_SHARED: Final = 0.6
_LONGEST: Final = 2
"""Words in place of others; more of them say something else altogether."""
_MOST: Final = 2
_SPELLING: Final = 0.8
_ANSWERS: Final = 64
"""What is found of an answer is asked for by several readings, one after the other."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word, what it is compared by, and where it stands."""

    text: str
    key: str
    start: int
    end: int

    @property
    def denies(self) -> bool:
        """Return whether it is a negation."""
        return self.text in NEGATIONS or self.text.endswith("n't")

    @property
    def is_small(self) -> bool:
        """Return whether it carries little meaning by itself."""
        return is_stop_word(self.text) or self.denies


Sentence = tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """Words in the place of others; of either there may be none."""

    lost: Sentence
    new: Sentence

    @property
    def is_small(self) -> bool:
        """Return whether it changes but small words, or how one is spelt."""
        if all(word.is_small for word in (*self.lost, *self.new)):
            return True
        one, other = ("".join(word.text for word in words) for words in (self.lost, self.new))
        return SequenceMatcher(None, one, other, autojunk=False).ratio() >= _SPELLING


@dataclass(frozen=True, slots=True)
class Copy:
    """A sentence of an answer that keeps most of one of a reference, and what it changes.

    Attributes:
        kept: Share of the words of the longer one that both have, 0.6 to 1.
    """

    said: Sentence
    changes: tuple[Change, ...]
    kept: float


def copies(references: Sequence[str], answer: str) -> list[list[Copy]]:
    """Return for each sentence of an answer of which of the references' it is nearly a copy."""
    return _copies(tuple(references), answer)


@lru_cache(maxsize=_ANSWERS)
def _copies(references: tuple[str, ...], answer: str) -> list[list[Copy]]:
    wanted = [sentence for reference in references for sentence in _known(reference)]
    return [[copy for one in wanted if (copy := _copy(one, said))] for said in _sentences(answer)]


def key(word: str) -> str:
    """Return what the forms of a word have in common."""
    return light_stem(word).rstrip("e")


@lru_cache(maxsize=2_048)
def words_of(text: str) -> Sentence:
    """Return the words of a text, but no articles."""
    words = map(_word, _WORD.finditer(text))
    return tuple(word for word in words if word.text not in _ARTICLES)


@lru_cache(maxsize=2_048)
def _known(reference: str) -> tuple[Sentence, ...]:
    return tuple(_sentences(reference))


def _sentences(text: str) -> Iterator[Sentence]:
    for found in _SENTENCE.finditer(text):
        opening = _YES_OR_NO.match(found.group())
        begin = found.start() + (opening.end() if opening else 0)
        words = map(_word, _WORD.finditer(text, begin, found.end()))
        told = tuple(word for word in words if word.text not in _ARTICLES)
        if len(told) >= _LEAST:
            yield told


def _word(found: re.Match[str]) -> Word:
    text = _APOSTROPHE.sub("'", found.group().lower())
    return Word(text, key(text), *found.span())


def _copy(wanted: Sentence, said: Sentence) -> Copy | None:
    """Return how a sentence differs from a wanted one, if it keeps most of it."""
    longer = max(len(wanted), len(said))
    one, other = [word.key for word in wanted], [word.key for word in said]
    if len(set(one) & set(other)) < _SHARED * _SHARED * longer:
        return None
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    changes = tuple(
        Change(wanted[i:j], said[k:end])
        for tag, i, j, k, end in matcher.get_opcodes()
        if tag != "equal"
    )
    kept = (len(wanted) - sum(len(change.lost) for change in changes)) / longer
    if kept < _SHARED or len(changes) > _MOST:
        return None
    longest = max((len(words) for one in changes for words in (one.lost, one.new)), default=0)
    return Copy(said, changes, kept) if longest <= _LONGEST else None
