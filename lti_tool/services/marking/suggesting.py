"""What a teacher's own marks say of answers not marked yet."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from analytics.grading.neighbours import Marked, Moved, Tuning, moved
from lti_tool.models import Attempt, DeskPlace, ItemLearning
from lti_tool.services.marking.giving import proposed_score

_MOVED_NAME = re.compile(r"(?P<grader>.*)\+(?P<marks>\d+) marks")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A score moved by marks of the nearest answers.

    Attributes:
        score: 0 to 1.
        by: how many marked answers moved it.
    """

    score: float
    by: int


def name_after_marks(grader: str | None, marks: int) -> str:
    """Return the name of a grader whose score so many marks have moved."""
    return f"{grader or 'none'}+{marks} marks"[:64]


def marks_in_name(grader: str | None) -> tuple[str, int]:
    """Return a grader's own name, and how many marks have moved its score."""
    found = _MOVED_NAME.fullmatch(grader or "")
    return (found["grader"], int(found["marks"])) if found else (grader or "", 0)


def suggestions(session: Session, attempts: Sequence[Attempt]) -> dict[UUID, Suggestion]:
    """Return what the marks say of each answer, as the desk's worker found it.

    An answer that was graded anew since has none until the worker has looked again.
    """
    versions = {one.id: one.grade_version for one in attempts if one.method != "teacher"}
    rows = session.execute(
        select(DeskPlace.attempt_id, DeskPlace.version, DeskPlace.score, DeskPlace.by_marks).where(
            DeskPlace.attempt_id.in_(versions), DeskPlace.score.is_not(None)
        )
    )
    return {
        attempt_id: Suggestion(score, by_marks)
        for attempt_id, version, score, by_marks in rows
        if version == versions[attempt_id] and score is not None
    }


def moved_by(learning: ItemLearning, answers: Sequence[Attempt]) -> list[Moved | None]:
    """Return each answer's score after the marks of its question.

    What is exact stays, and what marks have moved for good is not moved again.
    """
    found: list[Moved | None] = [None] * len(answers)
    tuning = tuning_of(learning)
    if tuning is None:
        return found
    marks = [Marked(**one) for one in learning.examples.get("marks", ())]
    open_ = [n for n, one in enumerate(answers) if _may_move(one)]
    texts, scores = [answers[n].answer for n in open_], [proposed_score(answers[n]) for n in open_]
    for n, said in zip(open_, moved(texts, scores, marks, tuning), strict=True):
        found[n] = said
    return found


def _may_move(attempt: Attempt) -> bool:
    return attempt.method not in {"teacher", "checker"} and not marks_in_name(attempt.grader)[1]


def tuning_of(learning: ItemLearning) -> Tuning | None:
    """Return how a question's marks move scores; None where they do not help."""
    if learning.strength is None or learning.least is None:
        return None
    return Tuning(
        strength=learning.strength,
        least=learning.least,
        error_before=learning.error_before or 0.0,
        error_after=learning.error_after or 0.0,
        marks=learning.marks,
    )
