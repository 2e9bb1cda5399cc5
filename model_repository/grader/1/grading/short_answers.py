"""Reads and judges what a network that learnt from whole sentences does not see in short answers.

What an answer means by its numbers, units, formulas, lists, names, comparisons, changes, yes or
no, by who does what to whom, and by a word in the place of another, is worked out by rules, and
how much a rule counts beside the network is fitted to answers whose verdict is known. Export
copies this file beside the weights, so of ours it imports only what is copied with it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from . import (
    comparisons,
    directions,
    naming,
    numerals,
    openings,
    replacements,
    reversals,
    roles,
    ways,
)
from .bare_numbers import spelt_out
from .formulas import as_named
from .lists import judged, listed
from .marks import rated, unheard, weighed
from .overlap import Item


def as_meant(question: str, references: Sequence[str], answer: str) -> str:
    """Return an answer whose numbers, substances and lists are written as the references do."""
    said = numerals.as_written(answer, (question, *references))
    said = as_named(question, references, said)
    if found := listed(question, references, said):
        return found.reference if found.is_whole else said
    return (
        directions.restated(question, references, said)
        or roles.restated(references, said)
        or spelt_out(question, references, said)
    )


def contrary(item: Item) -> tuple[int, int] | None:
    """Return where an answer says the contrary of a reference in its own words, if it does."""
    return next((place for place, _ in _contraries(item)), None)


def looked_at(
    item: Item, probabilities: Sequence[float], *, known: bool
) -> tuple[float, ...] | None:
    """Return the probabilities of the labels after a look at what the network misses, if any.

    Args:
        item: With its answer read as it is meant.
        probabilities: Of the five labels, by the network.
        known: Whether the network met the question: then it knows which names are right.
    """
    question, references, answer = item
    if often := _at_odds(item):
        return rated(probabilities, often)
    if found := listed(question, references, answer):
        return judged(probabilities, found)
    if found_contrary := next(_contraries(item), None):
        # It has the words of the reference: a network that never met that is taken in.
        return rated(probabilities if known else unheard(probabilities), found_contrary[1])
    if not known and naming.asks_for_name(question, references):
        return weighed(probabilities, naming.signs_of(question, references, answer), naming.WEIGHTS)
    if not known and replacements.has_unlike(references, answer):
        return weighed(probabilities, (True,), replacements.WEIGHTS)
    return None


def _at_odds(item: Item) -> Sequence[float] | None:
    """Return how often verdicts show that by which an answer is at odds with its references."""
    question, references, answer = item
    if numerals.differ(question, references, answer):
        return numerals.OFTEN
    return openings.OFTEN if openings.chooses_otherwise(references, answer) else None


def _contraries(item: Item) -> Iterator[tuple[tuple[int, int], Sequence[float]]]:
    """Yield where an answer says the contrary of a reference, and how often verdicts show that."""
    question, references, answer = item
    if place := comparisons.turned(references, answer):
        yield place, comparisons.OFTEN
    if place := roles.swapped(references, answer):
        yield place, roles.OFTEN
    if place := ways.sent_back(references, answer):
        yield place, ways.OFTEN
    if place := reversals.reversed_at(question, references, answer):
        yield place, reversals.OFTEN
    if place := directions.otherwise_at(question, references, answer):
        yield place, directions.OFTEN
    if place := reversals.opposed_at(question, references, answer):
        yield place, reversals.OFTEN_OPPOSED
