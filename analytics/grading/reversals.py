"""Tells where an answer repeats its reference but for a word that turns it round.

Beside "Air pressure decreases as you climb." a network takes "Air pressure increases as you
climb" as right, for it has nearly all the words; and so it does with a denial or another
colour. Export copies this file beside the weights, so of ours it imports only what is copied
with it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final

from .evidence_words import KINDS, LOOSE_PAIRS, OPPOSITE_PAIRS, TURNING_PAIRS
from .near_copies import Change, Copy, Word, copies, key

OFTEN: Final = (0.0003, 0.0186, 0.00007)
"""Share of the right, contradictory and otherwise wrong training answers that are reversed:
two of 8,276, 55 of 2,981 and none of 6,929, each with half a one more."""

_ASKS_FOR_EXAMPLE: Final = re.compile(
    r"\b(?:examples?|suggest|(?:name|give|state|list|choose|pick)\s+(?:an?|any|one|some|two|three))\b",
    re.IGNORECASE,
)


def reversed_at(question: str, references: Sequence[str], answer: str) -> tuple[int, int] | None:
    """Return where an answer turns a sentence of a reference round, of which it keeps the rest.

    That is the start and the end of the words that do so, or of the sentence that lacks
    them. Who comes near another sentence without turning it round says that one, and of
    examples another may be as good.
    """
    if _ASKS_FOR_EXAMPLE.search(question):
        return None
    for near in copies(references, answer):
        if near and all(map(_says_contrary, near)):
            return next((_place(copy) for copy in near if not _differs(copy)), None)
    return None


def _says_contrary(copy: Copy) -> bool:
    """Return whether it turns once, or the same twice: deeper is older, so it is older."""
    places = [([w.key for w in one.lost], [w.key for w in one.new]) for one in copy.changes]
    again = bool(places) and turns(copy) == len(places) and places[0] == places[-1]
    return again or turns(copy) % 2 == 1


def turns(copy: Copy) -> int:
    """Return how often a copy turns round what it is a copy of; twice is back again."""
    return sum(map(_turns, copy.changes))


def _turns(change: Change) -> int:
    denied = any(word.denies for word in change.lost) != any(word.denies for word in change.new)
    return denied + any(_are_contrary(o, w) for o in change.lost for w in change.new)


def _differs(copy: Copy) -> bool:
    """Return whether it says something else in words that do not turn it round."""
    return not all(change.is_small or _turns(change) for change in copy.changes)


def _place(copy: Copy) -> tuple[int, int]:
    [change, *_] = [one for one in copy.changes if _turns(one)]
    where = change.new or copy.said
    return where[0].start, where[-1].end


def _are_contrary(one: Word, other: Word) -> bool:
    return not (one.denies or other.denies) and other.key in _CONTRARY.get(one.key, ())


def _contrary_words() -> Mapping[str, frozenset[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    pairs = (pair.split("/") for pair in (OPPOSITE_PAIRS + LOOSE_PAIRS + TURNING_PAIRS).split())
    for group in (*pairs, *(line.split() for line in KINDS.strip().splitlines())):
        keys = set(map(key, group))
        for one in keys:
            found[one] |= keys - {one}
    return {one: frozenset(others) for one, others in found.items()}


_CONTRARY: Final = _contrary_words()
