"""Turns what graders and checkers find into the facts that an event carries."""

from __future__ import annotations

from analytics.events import GradeFacts
from analytics.grading.checkers import CheckedItem, check
from analytics.grading.release import certainty_of
from analytics.grading.rubric import Ruling


def ruled(ruling: Ruling) -> GradeFacts:
    """Return a model's first grade of an answer."""
    return GradeFacts(
        score=ruling.score,
        label=ruling.label,
        confidence=ruling.confidence,
        certainty=min(certainty_of(grade.probabilities) for grade in ruling.grades),
        method="model",
        grader=ruling.model,
        covered=ruling.covered,
        missing=ruling.missing,
        criteria=ruling.criteria,
        notes=ruling.notes,
        marks=ruling.marks,
        grade_version=1,
    )


def not_known() -> GradeFacts:
    """Return the grade of an answer without text: the learner does not know."""
    return GradeFacts(
        score=0.0, label="non_domain", method="checker", grader="no-answer@1", grade_version=1
    )


def checked(item: CheckedItem, answer: str) -> GradeFacts:
    """Return a checker's first grade of an answer.

    Raises:
        PermanentGradingError: the answer or the item cannot be checked.
    """
    result = check(item, answer)
    return GradeFacts(
        score=result.score,
        label=result.label,
        method="checker",
        grader=result.checker,
        covered=result.covered,
        missing=result.missing,
        notes=tuple(result.notes),
        grade_version=1,
    )
