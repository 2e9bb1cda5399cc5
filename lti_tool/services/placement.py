"""The placement test of a course: who is in it, and what it found."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from analytics.content import Plan
from analytics.mastery import start
from analytics.paths.placement import MOST, opening_question
from analytics.paths.teaching import opening_step
from lti_tool.models import Attempt, Launch, Progress
from lti_tool.models import Course as CourseRow
from lti_tool.services.activities import Course
from lti_tool.services.paths.reading import course_of
from lti_tool.services.positions import (
    advice_of,
    answered_since_shown,
    left_for,
    lock_position,
)


@dataclass(frozen=True, slots=True)
class Placing:
    """A placement test as its learner sees it.

    Attributes:
        given: how many of its questions are answered.
        most: how many it may have: the activity may hold fewer than a test takes.
        runs: whether it goes on.
        skipped: whether the learner left it.
    """

    given: int
    most: int
    runs: bool
    skipped: bool

    @property
    def number(self) -> int:
        """Return which question is before the learner, 1 for the first."""
        return min(self.most, self.given + 1)

    @property
    def most_left(self) -> int:
        """Return how many questions come at most."""
        return self.most - self.given


def set_placement(session: Session, launch: Launch, *, on: bool) -> None:
    """Let learners who come new to the launch's course be placed, or not any more.

    Who is in a test goes on with it.
    """
    session.get_one(CourseRow, launch.course_id).placement = on


def begin_placement(
    session: Session, launch: Launch, course: Course, position: Progress, now: datetime
) -> None:
    """Put a first question before a learner of whom nothing is known, where it is wanted."""
    if position.item_id is not None or not session.get_one(CourseRow, launch.course_id).placement:
        return
    if _is_known(session, launch, course):
        return
    question = opening_question(course.plan, start())
    if question is None:
        return
    position.placement = "running"
    position.item_id, position.item_shown_at = question.item_id, now


def count_answer(session: Session, position: Progress, attempt: Attempt) -> None:
    """Number an answer of a running test; the last one ends it."""
    if position.placement != "running":
        return
    attempt.placement = _given(session, position) + 1
    if attempt.placement >= MOST:
        position.placement = "over"


def skip_placement(session: Session, launch: Launch, course: Course, now: datetime) -> None:
    """End a learner's test now; what they answered counts. None running is fine."""
    position = lock_position(session, launch, course.activity)
    if position.placement != "running":
        return
    position.placement = "skipped"
    if answered_since_shown(session, position) is not None:
        return
    advice = advice_of(position)
    course = course_of(session, course, launch.user_id)
    step = advice.step if advice else opening_step(course.plan)
    left = left_for(course.plan, position).items
    if step is not None and any(item.id == step.item_id for item in left):
        position.item_id, position.item_shown_at = step.item_id, now


def placing_of(plan: Plan, position: Progress, history: Sequence[Attempt]) -> Placing | None:
    """Return a learner's test, or its result until they have gone on from it.

    Args:
        plan: What may be asked of the learner.
        position: The learner's.
        history: Their answers, the newest first, as many as a test may have.
    """
    if position.placement is None:
        return None
    runs = position.placement == "running"
    if not runs and any(attempt.placement is None for attempt in history[:1]):
        return None
    given = sum(attempt.placement is not None for attempt in history)
    most = max(given, min(MOST, len(plan.items)))
    return Placing(given, most, runs, position.placement == "skipped")


def _given(session: Session, position: Progress) -> int:
    query = select(func.count(Attempt.id)).where(
        Attempt.activity_id == position.activity_id,
        Attempt.learner_id == position.learner_id,
        Attempt.placement.is_not(None),
    )
    return session.scalar(query) or 0


def _is_known(session: Session, launch: Launch, course: Course) -> bool:
    """Tell whether a learner has answered anything of the bank in the course."""
    ours = (
        Attempt.course_id == launch.course_id,
        Attempt.learner_id == launch.user_id,
        Attempt.bank_id == course.bank.id,
    )
    return bool(session.scalar(select(exists().where(*ours))))
