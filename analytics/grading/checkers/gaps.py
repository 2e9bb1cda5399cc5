"""Check what was filled into the gaps of a text."""

from __future__ import annotations

import unicodedata

from analytics.content.item_parts import Gap
from analytics.content.items import ClozeItem
from analytics.grading.checkers.numbers import read_number
from analytics.grading.checkers.result import Check
from analytics.grading.findings import Note

GAPS_CHECKER = "gaps:1"


def check_gaps(item: ClozeItem, answer: str) -> Check:
    """Return how filled gaps score; the answer has a line for each, which may be empty.

    Each right one earns its weight's share; an empty one is wrong.
    """
    lines = answer.split("\n")
    filled = [*lines, *[""] * (len(item.gaps) - len(lines))]
    if not any(one.strip() for one in filled):
        return Check(0.0, "non_domain", GAPS_CHECKER)
    if len(filled) > len(item.gaps):
        return Check(0.0, "irrelevant", GAPS_CHECKER)
    right = [_is_right(gap, said) for gap, said in zip(item.gaps, filled, strict=True)]
    if all(right):
        return Check(1.0, "correct", GAPS_CHECKER)
    earned = sum(gap.weight for gap, good in zip(item.gaps, right, strict=True) if good)
    wrong = ", ".join(str(n) for n, good in enumerate(right, 1) if not good)
    notes = (Note(code="gaps_wrong", facts={"gaps": wrong}),)
    if not earned:
        return Check(0.0, "contradictory", GAPS_CHECKER, notes=notes)
    whole = sum(gap.weight for gap in item.gaps)
    return Check(earned / whole, "partial", GAPS_CHECKER, notes=notes)


def numbers_in(said: str) -> tuple[float, ...]:
    """Return the numbers that a whole text may mean; none where it is no number alone."""
    reading = read_number(said) if said.strip() else None
    return () if reading is None or reading.rest.strip() else reading.values


def _is_right(gap: Gap, said: str) -> bool:
    if gap.tolerance is None:
        return _plain(said) in {_plain(one) for one in gap.answers}
    values = numbers_in(said)
    return any(_is_near(gap.tolerance, v, float(one)) for v in values for one in gap.answers)


def _is_near(tolerance: float, value: float, right: float) -> bool:
    # What decimal fractions lose in binary is not the learner's mistake.
    return abs(value - right) <= tolerance + 1e-9 * max(1.0, abs(right))


def _plain(said: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", said).casefold().split())
