"""Check a choice among options, of one or of several."""

from __future__ import annotations

from analytics.content.items import MultipleChoiceItem, MultipleSelectItem
from analytics.grading.checkers.result import Check

CHOICE_CHECKER, SELECT_CHECKER = "choice:1", "select:1"


def check_choice(item: MultipleChoiceItem, answer: str) -> Check:
    """Return how a choice scores; the answer is an option's id or its text."""
    said = answer.strip()
    if not said:
        return Check(0.0, "non_domain", CHOICE_CHECKER)
    folded = said.casefold()
    for option in item.options:
        if said == option.id or folded == option.text.casefold():
            if option.id == item.correct:
                return Check(1.0, "correct", CHOICE_CHECKER, (option.text,))
            return Check(0.0, "contradictory", CHOICE_CHECKER)
    return Check(0.0, "irrelevant", CHOICE_CHECKER)


def check_selection(item: MultipleSelectItem, answer: str) -> Check:
    """Return how a selection scores; the answer is options' ids with spaces between.

    Each right option earns its share, each wrong one takes one away.
    """
    chosen, right = set(answer.split()), set(item.correct)
    if not chosen:
        return Check(0.0, "non_domain", SELECT_CHECKER)
    if chosen - {option.id for option in item.options}:
        return Check(0.0, "irrelevant", SELECT_CHECKER)
    if chosen == right:
        covered = tuple(option.text for option in item.options if option.id in right)
        return Check(1.0, "correct", SELECT_CHECKER, covered)
    earned = len(chosen & right) - len(chosen - right)
    if earned <= 0:
        return Check(0.0, "contradictory", SELECT_CHECKER)
    return Check(earned / len(right), "partial", SELECT_CHECKER)
