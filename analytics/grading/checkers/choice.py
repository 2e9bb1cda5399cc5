"""Check a choice among options."""

from __future__ import annotations

from analytics.content.items import MultipleChoiceItem
from analytics.grading.checkers.result import Check

CHOICE_CHECKER = "choice:1"


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
