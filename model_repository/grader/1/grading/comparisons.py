"""Tells where an answer turns a comparison of its reference round: less for more, or the sides.

Beside "Ice is less dense than water." a network takes "Water is less dense than ice." as
right, for it has all the words. Export copies this file beside the weights, so of ours it
imports only what is copied with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from .evidence import content_words
from .evidence_words import LOOSE_PAIRS, OPPOSITE_PAIRS
from .wording import NEGATIONS, words

OFTEN: Final = (0.00006, 0.00453, 0.00007)
"""Share of the right, contradictory and otherwise wrong training answers that are `turned`: none
of 8,276, 13 of 2,981 and none of 6,929, each with half a one more."""

_CLAUSE: Final = re.compile(
    r"[.;:!?\n]|,\s|\b(?:because|since|so|but|while|and|which|if|when)\b", re.IGNORECASE
)
_THAN: Final = re.compile(
    r"(?<!more )(?<!less )\bthan\b|\bthan\b(?!\s+(?:ma[dk]|enough|ever|once|twice|half|one\b|\d))",
    re.IGNORECASE,
)
"""What compares two things; "more than makes up for" and "more than once" do not."""
_MORE: Final = {"more": 1, "less": -1, "fewer": -1}
_RATHER: Final = "rather"
_MUCH: Final = "much"
_PRONOUNS: Final = frozenset(("it", "its", "they", "their", "this", "that", "these", "those"))
_ENDING: Final = re.compile(r"(?:er|ly|e|y)$")
_DOUBLED: Final = re.compile(r"([^aeiouls])\1er$")


@dataclass(frozen=True, slots=True)
class Comparison:
    """That one thing has more of something than another.

    Attributes:
        what: By what they are compared; empty for "rather than".
        sign: 1 for more, -1 for less.
        one, other: Stems of both sides.
        meant: Nothing or a pronoun stands for the first.
    """

    what: str
    sign: int
    one: frozenset[str]
    other: frozenset[str]
    meant: bool

    def outcome(self, reference: Comparison) -> int:
        """Return 1 if this says what a reference says of the same two, -1 if the contrary.

        0 if it is not seen that both compare the same two by the same.
        """
        if self.what != reference.what:
            return 0
        first = reference.one - reference.other, reference.other - reference.one
        alike = len(self.one & first[0]) + len(self.other & first[1])
        swapped = len(self.one & first[1]) + len(self.other & first[0])
        if alike > swapped:
            of_one = self.meant or not self.one.isdisjoint(reference.one)
            return self.sign * reference.sign if of_one else 0
        return -self.sign * reference.sign if swapped > alike else 0


def turned(references: Sequence[str], answer: str) -> tuple[int, int] | None:
    """Return where an answer turns a comparison of a reference round, if it repeats none.

    That is the start and the end of its first clause that does so.
    """
    wanted = [one for reference in references for _, one in comparisons(reference)]
    found: list[tuple[int, int]] = []
    for place, said in comparisons(answer):
        outcomes = {said.outcome(other) for other in wanted}
        if 1 in outcomes:
            return None
        if -1 in outcomes:
            found.append(place)
    return found[0] if found else None


def comparisons(text: str) -> Iterator[tuple[tuple[int, int], Comparison]]:
    """Yield the places and the comparisons of a text that say what they go by and deny nothing."""
    ends = [found.span() for found in _CLAUSE.finditer(text)]
    starts = [0, *(end for _, end in ends)]
    for start, (end, _) in zip(starts, [*ends, (len(text), 0)], strict=True):
        left, *right = _THAN.split(text[start:end])
        before = words(left)
        if len(right) == 1 and before and NEGATIONS.isdisjoint(before):
            place = start + len(left) - len(left.lstrip()), start + len(text[start:end].rstrip())
            for one in _compared(before, content_words(right[0]), begins=start == 0):
                yield place, one


def _compared(
    before: Sequence[str], other: frozenset[str], *, begins: bool
) -> Iterator[Comparison]:
    *rest, last = before
    at = max((at for at, word in enumerate(before) if word in _MORE), default=None)
    sign = 1
    if last == _RATHER:
        what = ""
    elif last in _MORE:
        what, sign = _MUCH, _MORE[last]
    elif at is not None:
        what, sign, rest = " ".join(map(_stem, before[at + 1 :])), _MORE[before[at]], [*before[:at]]
    elif last.endswith("er"):
        what = _stem(last)
    else:
        return
    if opposite := _OPPOSITE.get(what):
        what, sign = opposite, -sign
    one = content_words(" ".join(rest))
    meant = not one and (begins or not _PRONOUNS.isdisjoint(rest))
    yield Comparison(what, sign, one, other, meant)


def _stem(word: str) -> str:
    """Return what "dense" and "denser", "heavy" and "heavier" have in common."""
    return _ENDING.sub("", _DOUBLED.sub(r"\1er", word).replace("ier", "y"))


def _first_of_each() -> dict[str, str]:
    """Return what has an opposite, with that; of several the first of the list."""
    found: dict[str, str] = {}
    for pair in (OPPOSITE_PAIRS + LOOSE_PAIRS).split():
        one, other = map(_stem, pair.split("/"))
        if one not in found and other not in found.values():
            found.setdefault(other, one)
    return found


_OPPOSITE: Final = _first_of_each()
