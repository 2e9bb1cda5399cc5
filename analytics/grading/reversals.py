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
from functools import lru_cache
from typing import Final

from .evidence_words import KINDS, LOOSE_PAIRS, OPPOSITE_PAIRS, TURNING_PAIRS
from .lexicon import lexicon
from .near_copies import Change, Copy, Word, copies, key, words_of

OFTEN: Final = (0.00018, 0.0203, 0.00007)
"""Share of the right, contradictory and otherwise wrong training answers that are reversed:
one of 8,276, 60 of 2,981 and none of 6,929, each with half a one more."""

OFTEN_OPPOSED: Final = (0.00042, 0.00185, 0.00065)
"""The same of those that are opposed: three, five and four."""

_THAN: Final = "than"
"""Who turns a comparison round may mean the same; see `comparisons`."""

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


def opposed_at(question: str, references: Sequence[str], answer: str) -> tuple[int, int] | None:
    """Return where an answer in some words of a reference puts the contrary of one of them.

    It says nothing else, so "some adults" is opposed to "All adult citizens can vote."; for
    every reference there must be just one such word, and something that stays.
    """
    if any(
        word.denies or word.text == _THAN
        for text in (*references, answer)
        for word in words_of(text)
    ):
        return None
    asked, said = _telling(question), _telling(answer)
    places: list[tuple[int, int]] = []
    for reference in references:
        wanted = _telling(reference)
        lost = [word for k, word in wanted.items() if k not in said]
        new = said.keys() - wanted.keys() - asked.keys()
        if len(new) != 1 or not said.keys() & wanted.keys() - asked.keys():
            return None
        [one] = (said[k] for k in new)
        if not any(_are_contrary(word, one) for word in lost):
            return None
        places.append((one.start, one.end))
    return places[0] if places else None


@lru_cache(maxsize=2_048)
def _telling(text: str) -> Mapping[str, Word]:
    """Return the words of a text that carry meaning or have a contrary, by their keys."""
    found = {word.key: word for word in words_of(text)}
    return {k: word for k, word in found.items() if k in _CONTRARY or not word.is_small}


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
    if one.denies or other.denies:
        return False
    return other.key in _CONTRARY.get(one.key, ()) or lexicon().opposed(one.text, other.text)


def _contrary_words() -> Mapping[str, frozenset[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    pairs = (pair.split("/") for pair in (OPPOSITE_PAIRS + LOOSE_PAIRS + TURNING_PAIRS).split())
    for group in (*pairs, *(line.split() for line in KINDS.strip().splitlines())):
        keys = set(map(key, group))
        for one in keys:
            found[one] |= keys - {one}
    return {one: frozenset(others) for one, others in found.items()}


_CONTRARY: Final = _contrary_words()
