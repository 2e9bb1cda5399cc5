"""Finds where one text says the contrary of another: opposites, denials, other numbers. Pure.

A network that reads a whole sentence misses a single turned word easily; these counts tell
its calibration of it. Export copies this file beside the weights, so of ours it imports
only what is copied with it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from .evidence_words import LOOSE_PAIRS, OPPOSITE_PAIRS
from .wording import NEGATIONS, is_stop_word, light_stem

_REACH: Final = 3
"""Words with meaning that a negation reaches, unless the clause ends before."""
_CLAUSE_ENDS: Final = frozenset(("and", "but", "so", "because", "then", "or"))


def _key(word: str) -> str:
    return light_stem(word).rstrip("e")


def _paired() -> dict[str, frozenset[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for pair in (OPPOSITE_PAIRS + LOOSE_PAIRS).split():
        one, other = pair.split("/")
        found[_key(one)].add(_key(other))
        found[_key(other)].add(_key(one))
    return {key: frozenset(others) for key, others in found.items()}


_OPPOSITES: Final = _paired()


@dataclass(frozen=True, slots=True)
class Stance:
    """What one text asserts.

    Attributes:
        keys: Of all its words.
        denied: Stems within the reach of a negation and nowhere else.
        asserted: Stems that no negation reaches.
        numbers: Written in digits.
    """

    keys: frozenset[str]
    denied: frozenset[str]
    asserted: frozenset[str]
    numbers: frozenset[str]

    @classmethod
    def of(cls, words: Sequence[str]) -> Stance:
        """Read the lower-case words of a text, in order."""
        denied, asserted = _reached(words)
        return cls(
            frozenset(map(_key, words)),
            frozenset(denied - asserted),
            frozenset(asserted),
            frozenset(word for word in words if word.isdecimal()),
        )

    def turned(self, other: Stance) -> int:
        """Return how many stems one of the two denies and the other asserts."""
        return len(self.denied & other.asserted) + len(self.asserted & other.denied)

    def opposed(self, other: Stance) -> int:
        """Return how many words here have their opposite there, and not the word itself."""
        theirs = other.keys - self.keys
        return sum(
            not _OPPOSITES[key].isdisjoint(theirs)
            for key in self.keys - other.keys
            if key in _OPPOSITES
        )


def _reached(words: Sequence[str]) -> tuple[set[str], set[str]]:
    """Return the stems that a negation reaches, and those that none does."""
    denied: set[str] = set()
    asserted: set[str] = set()
    left = 0
    for word in words:
        if word in NEGATIONS:
            left = _REACH
        elif word in _CLAUSE_ENDS:
            left = 0
        elif not is_stop_word(word):
            (denied if left else asserted).add(light_stem(word))
            left = max(0, left - 1)
    return denied, asserted
