"""Tells where an answer repeats its reference but for a word that turns it round.

Beside "Air pressure decreases as you climb." a network takes "Air pressure increases as you
climb" as right, for it has nearly all the words; and so it does with a denial or another
colour. Export copies this file beside the weights, so of ours it imports only what is copied
with it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Final

from .evidence_words import KINDS, LOOSE_PAIRS, OPPOSITE_PAIRS, TURNING_PAIRS
from .wording import NEGATIONS, is_stop_word, light_stem

OFTEN: Final = (0.0003, 0.0196, 0.00007)
"""Share of the right, contradictory and otherwise wrong training answers that are reversed:
two of 8,276, 58 of 2,981 and none of 6,929, each with half a one more."""

_SENTENCE: Final = re.compile(r"(?:[^.;:!?\n]|\.(?=\d))+")
_WORD: Final = re.compile(r"[^\W_]+(?:(?:['\u2019-]|\"(?=t\b))[^\W_]+)*")
_APOSTROPHE: Final = re.compile('[\u2019"]')
_YES_OR_NO: Final = re.compile(r"\s*(?:yes|no)\b(?:,|\s(?=it|they|the|he|she))", re.IGNORECASE)
"""What tells yes from no is `openings`' affair."""
_ASKS_FOR_EXAMPLE: Final = re.compile(
    r"\b(?:examples?|suggest|(?:name|give|state|list|choose|pick)\s+(?:an?|any|one|some|two|three))\b",
    re.IGNORECASE,
)
_ARTICLES: Final = frozenset(("a", "an", "the"))
_LEAST: Final = 3
_SHARED: Final = 0.6
_LONGEST: Final = 2
"""Words in place of others; more of them say something else altogether."""
_MOST: Final = 2
_SPELLING: Final = 0.8


@dataclass(frozen=True, slots=True)
class _Word:
    """A word, what it is compared by, and where it stands."""

    text: str
    key: str
    start: int
    end: int

    @property
    def denies(self) -> bool:
        """Return whether it is a negation."""
        return self.text in NEGATIONS or self.text.endswith("n't")


@dataclass(frozen=True, slots=True)
class _Copy:
    """That a sentence is nearly another one.

    Attributes:
        turns: Where words turn it round; two turn it back.
        differs: Whether something else that carries meaning is another.
    """

    turns: tuple[tuple[int, int], ...]
    differs: bool

    @property
    def is_turned(self) -> bool:
        """Return whether it says the contrary."""
        return len(self.turns) % 2 == 1


def reversed_at(question: str, references: Sequence[str], answer: str) -> tuple[int, int] | None:
    """Return where an answer turns a sentence of a reference round, of which it keeps the rest.

    That is the start and the end of the words that do so, or of the sentence that lacks
    them. Who comes near another sentence without turning it round says that one, and of
    examples another may be as good.
    """
    if _ASKS_FOR_EXAMPLE.search(question):
        return None
    wanted = [sentence for reference in references for sentence in _known(reference)]
    for said in _sentences(answer):
        copies = [copy for one in wanted if (copy := _copy(one, said))]
        if copies and all(copy.is_turned for copy in copies):
            return next((copy.turns[0] for copy in copies if not copy.differs), None)
    return None


@lru_cache(maxsize=2_048)
def _known(reference: str) -> tuple[tuple[_Word, ...], ...]:
    return tuple(_sentences(reference))


def _sentences(text: str) -> Iterator[tuple[_Word, ...]]:
    for found in _SENTENCE.finditer(text):
        opening = _YES_OR_NO.match(found.group())
        begin = found.start() + (opening.end() if opening else 0)
        words = tuple(map(_word, _WORD.finditer(text, begin, found.end())))
        told = tuple(word for word in words if word.text not in _ARTICLES)
        if len(told) >= _LEAST:
            yield told


def _word(found: re.Match[str]) -> _Word:
    text = _APOSTROPHE.sub("'", found.group().lower())
    return _Word(text, _key(text), *found.span())


def _copy(wanted: Sequence[_Word], said: Sequence[_Word]) -> _Copy | None:
    """Return how a sentence differs from a wanted one, if it keeps most of it."""
    enough = _SHARED * max(len(wanted), len(said))
    one, other = [word.key for word in wanted], [word.key for word in said]
    if len(set(one) & set(other)) < enough * _SHARED:
        return None
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    changes = [
        (wanted[i:j], said[k:end]) for tag, i, j, k, end in matcher.get_opcodes() if tag != "equal"
    ]
    kept = len(wanted) - sum(len(lost) for lost, _ in changes)
    if kept < enough or len(changes) > _MOST:
        return None
    if any(len(words) > _LONGEST for change in changes for words in change):
        return None
    whole = said[0].start, said[-1].end
    turns: list[tuple[int, int]] = []
    for lost, new in changes:
        place = (new[0].start, new[-1].end) if new else whole
        turns += [place] * _turns(lost, new)
    return _Copy(tuple(turns), any(_differs(*change) for change in changes))


def _turns(lost: Sequence[_Word], new: Sequence[_Word]) -> int:
    """Return how often other words in the place of some turn a sentence round."""
    denied = any(word.denies for word in lost) != any(word.denies for word in new)
    return denied + any(_are_contrary(one, other) for one in lost for other in new)


def _differs(lost: Sequence[_Word], new: Sequence[_Word]) -> bool:
    """Return whether other words say something else, but do not turn it round."""
    if all(is_stop_word(word.text) or word.denies for word in (*lost, *new)) or _turns(lost, new):
        return False
    one, other = ("".join(word.text for word in words) for words in (lost, new))
    return SequenceMatcher(None, one, other, autojunk=False).ratio() < _SPELLING


def _are_contrary(one: _Word, other: _Word) -> bool:
    return other.key in _CONTRARY.get(one.key, ())


def _key(word: str) -> str:
    return light_stem(word).rstrip("e")


def _contrary_words() -> Mapping[str, frozenset[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    pairs = (pair.split("/") for pair in (OPPOSITE_PAIRS + LOOSE_PAIRS + TURNING_PAIRS).split())
    for group in (*pairs, *(line.split() for line in KINDS.strip().splitlines())):
        keys = set(map(_key, group))
        for key in keys:
            found[key] |= keys - {key}
    return {key: frozenset(others) for key, others in found.items()}


_CONTRARY: Final = _contrary_words()
