"""Reads and judges what a network that learnt from whole sentences does not see in short answers.

What an answer means by its numbers, units, formulas, lists, names, comparisons, yes or no, by
who does what to whom, and by a word in the place of another, is worked out by rules, and how
much a rule counts beside the network is fitted to answers whose verdict is known. Export copies
this file beside the weights, so of ours it imports only what is copied with it.
"""

from __future__ import annotations

from collections.abc import Sequence

from . import comparisons, naming, numerals, openings, replacements, reversals, roles
from .bare_numbers import spelt_out
from .formulas import as_named
from .lists import judged, listed
from .marks import rated, weighed
from .overlap import Item


def as_meant(question: str, references: Sequence[str], answer: str) -> str:
    """Return an answer whose numbers, substances and lists are written as the references do."""
    said = numerals.as_written(answer, (question, *references))
    said = as_named(question, references, said)
    if found := listed(question, references, said):
        return found.reference if found.is_whole else said
    return roles.restated(references, said) or spelt_out(question, references, said)


def contrary(item: Item) -> tuple[int, int] | None:
    """Return where an answer says the contrary of a reference in its own words, if it does."""
    _, references, answer = item
    return (
        comparisons.turned(references, answer)
        or roles.swapped(references, answer)
        or reversals.reversed_at(*item)
    )


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
    if often := _turned_round(item):
        return rated(probabilities, often)
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
    if openings.chooses_otherwise(references, answer):
        return openings.OFTEN
    return comparisons.OFTEN if comparisons.turned(references, answer) else None


def _turned_round(item: Item) -> Sequence[float] | None:
    """Return the same where an answer is nearly a reference, and no list."""
    _, references, answer = item
    if roles.swapped(references, answer):
        return roles.OFTEN
    return reversals.OFTEN if reversals.reversed_at(*item) else None
