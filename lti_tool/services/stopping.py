"""What is kept for a learner who stops for now."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lti_tool.models import Attempt, Progress


@dataclass(frozen=True, slots=True)
class Kept:
    """What stays as it is until the learner comes back.

    Attributes:
        answers: how many are kept, with their grades.
        waiting: how many of them are not graded yet; grades come meanwhile.
        score: of the activity, 0 to 1, as it goes to the gradebook; None before the
            first grade.
    """

    answers: int
    waiting: int
    score: float | None


def kept_for(session: Session, position: Progress) -> Kept:
    """Return what is kept of a learner's work in an activity."""
    by_status = (
        select(Attempt.status, func.count(Attempt.id))
        .where(
            Attempt.activity_id == position.activity_id,
            Attempt.learner_id == position.learner_id,
        )
        .group_by(Attempt.status)
    )
    counts = dict(session.execute(by_status).all())
    waiting = sum(count for status, count in counts.items() if status != "graded")
    return Kept(sum(counts.values()), waiting, position.score)
