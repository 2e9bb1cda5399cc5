"""Tells where an answer sends something the other way: from there to here.

Beside "Water moves from a dilute to a concentrated solution." a network takes "water moves from
a concentrated to a dilute solution" as right, for it has all the words. Export copies this file
beside the weights, so of ours it imports only what is copied with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from .evidence import content_words

OFTEN: Final = (0.00006, 0.00185, 0.00022)
"""Share of the right, contradictory and otherwise wrong training answers that send something
back: none of 8,276, five of 2,981 and one of 6,929, each with half a one more."""

_TO: Final = r"\b(?:to|into|towards?)\b"
_END: Final = (
    r"(?=[.,;:!?\n]|$|\b(?:through|by|via|because|when|which|so|and|but|across|along|in|until|for"
    r"|to|from|into|towards?)\b)"
)
_FROM_TO: Final = re.compile(rf"\bfrom\b(?P<start>.+?){_TO}(?P<end>.+?){_END}", re.IGNORECASE)
_TO_FROM: Final = re.compile(rf"{_TO}(?P<end>.+?)\bfrom\b(?P<start>.+?){_END}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Way:
    """From where to where; stems that only one of them has."""

    place: tuple[int, int]
    start: frozenset[str]
    end: frozenset[str]

    def along(self, other: _Way) -> int:
        """Return 1 for the same way as another, -1 for the way back, 0 for a third one."""
        same = bool(self.start & other.start) + bool(self.end & other.end)
        back = bool(self.start & other.end) + bool(self.end & other.start)
        return (same > back) - (back > same)


def sent_back(references: Sequence[str], answer: str) -> tuple[int, int] | None:
    """Return where an answer has a way of a reference backwards, if it has none as it is."""
    wanted = [way for reference in references for way in _ways(reference)]
    found = [(said.place, {said.along(way) for way in wanted}) for said in _ways(answer)]
    if any(1 in outcomes for _, outcomes in found):
        return None
    return next((place for place, outcomes in found if -1 in outcomes), None)


def _ways(text: str) -> Iterator[_Way]:
    found = list(_FROM_TO.finditer(text)) or _TO_FROM.finditer(text)
    for way in found:
        start, end = content_words(way["start"]), content_words(way["end"])
        yield _Way((way.start(), len(text[: way.end()].rstrip())), start - end, end - start)
