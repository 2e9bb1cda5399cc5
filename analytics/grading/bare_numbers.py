"""Reads a number alone as the reference that says nothing else beyond its question.

Whoever is asked for a year and writes "1945" says all that "The war ended in 1945." does;
a network that learnt from sentences does not see that. Export copies this file beside the
weights, so of ours it imports only what is copied with it.
"""

from __future__ import annotations

from collections.abc import Sequence

from .evidence import compare, content_words
from .evidence_words import LONG_UNITS
from .numerals import Quantity, quantities

_UNITS = content_words(LONG_UNITS + " degree")


def spelt_out(question: str, references: Sequence[str], answer: str) -> str:
    """Return the reference that an answer means by its number, or the answer as it is."""
    given = _told(question, answer)
    if not given or _words(question, answer):
        return answer
    for reference in references:
        told = _told(question, reference)
        if _same(given, told) and not _words(question, reference):
            return answer if compare(reference, answer, question).contradicted else reference
    return answer


def _told(question: str, text: str) -> frozenset[Quantity]:
    asked = {one.value for one in quantities(question)}
    return frozenset(one for one in quantities(text) if one.value not in asked)


def _words(question: str, text: str) -> frozenset[str]:
    """Return what a text says beyond its question, but for numbers and units."""
    beyond = content_words(text) - content_words(question) - _UNITS
    return frozenset(word for word in beyond if not any(map(str.isdigit, word)))


def _same(given: frozenset[Quantity], told: frozenset[Quantity]) -> bool:
    """Return whether two texts give the same numbers, of no two different units."""
    if {one.value for one in given} != {one.value for one in told}:
        return False
    units = {one.unit for one in given | told if one.unit}
    return len(units) <= 1
