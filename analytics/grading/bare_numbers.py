"""Reads a number alone as the reference that says nothing else beyond its question.

Whoever is asked for a year and writes "1945" says all that "The war ended in 1945." does;
a network that learnt from sentences does not see that. Export copies this file beside the
weights, so of ours it imports only what is copied with it.
"""

from __future__ import annotations

from collections.abc import Sequence

from .evidence import compare, content_words
from .evidence_words import LONG_UNITS
from .numerals import Quantity, beyond

_UNITS = content_words(LONG_UNITS + " degree")


def spelt_out(question: str, references: Sequence[str], answer: str) -> str:
    """Return the reference that an answer means by its number, or the answer as it is."""
    given = beyond(question, answer)
    if not given or _words(question, answer):
        return answer
    for reference in references:
        told = beyond(question, reference)
        if _same(given, told) and not _words(question, reference):
            return answer if compare(reference, answer, question).contradicted else reference
    return answer


def _words(question: str, text: str) -> frozenset[str]:
    """Return what a text says beyond its question, but for numbers and units."""
    words = content_words(text) - content_words(question) - _UNITS
    return frozenset(word for word in words if not any(map(str.isdigit, word)))


def _same(given: frozenset[Quantity], told: frozenset[Quantity]) -> bool:
    """Return whether two texts give the same numbers, of no two different units."""
    if {one.value for one in given} != {one.value for one in told}:
        return False
    units = {one.unit for one in given | told if one.unit}
    return len(units) <= 1
