"""Take a learner's answer: checked, kept and accepted in one transaction."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from analytics.content import Item
from analytics.events import AnswerSubmitted, child_id
from analytics.grading.release import Strictness
from lti_tool.errors import NotFound, Refused
from lti_tool.models import Attempt, Change, Launch, Progress
from lti_tool.services.activities import Course
from lti_tool.services.answers import check_answer
from lti_tool.services.dates import check_open
from lti_tool.services.experiments.running import enroll
from lti_tool.services.outbox import accept
from lti_tool.services.paths.reading import course_of
from lti_tool.services.placement import count_answer
from lti_tool.services.positions import answered_since_shown, is_hinted, lock_position

_LONGEST_SITTING = timedelta(hours=4)


@dataclass(frozen=True, slots=True)
class Submission:
    """What the answer form carries.

    Attributes:
        attempt_id: made when the page was: a form sent twice is one attempt.
        revision: of the item that the learner read; None where the form does not say.
        does_not_know: the learner says so instead of answering: a try without text.
    """

    attempt_id: UUID
    item_id: str
    answer: str
    revision: int | None = None
    does_not_know: bool = False


def submit_answer(
    session: Session,
    launch: Launch,
    course: Course,
    submission: Submission,
    now: datetime,
    *,
    most: int,
) -> Attempt:
    """Keep an answer and accept its event; a form sent twice does it once.

    Raises:
        NotFound: the item is not of this activity, or the attempt is of
            somebody else.
        Refused: the answer breaks a rule, the activity is not open, the learner is
            already further, or the item was changed while they wrote.
    """
    item = course.item(submission.item_id)
    position = lock_position(session, launch, course.activity)
    known = session.get(Attempt, submission.attempt_id)
    if known is not None:
        return _own(known, launch)
    check_open(launch, now)
    answer = "" if submission.does_not_know else check_answer(item, submission.answer, most=most)
    personal = course_of(session, course, launch.user_id)
    if position.item_id != item.id or answered_since_shown(session, position):
        away = all(one.id != item.id for one in personal.plan.practice.items)
        raise Refused("put_away" if away else "not_the_current_item")
    if submission.revision not in {None, item.revision}:
        raise Refused("item_changed", "answer")
    attempt = _attempt(session, launch, course, submission, answer, now)
    attempt.item_revision, attempt.hinted = item.revision, is_hinted(position)
    count_answer(session, position, attempt)
    session.add(attempt)
    session.add(_news(attempt, now))
    enroll(session, launch, course, now)
    accept(session, _event(attempt, personal, item, _seconds(position, now)))
    return attempt


def _own(attempt: Attempt, launch: Launch) -> Attempt:
    if (attempt.learner_id, attempt.activity_id) != (launch.user_id, launch.activity_id):
        raise NotFound
    return attempt


def _attempt(
    session: Session,
    launch: Launch,
    course: Course,
    submission: Submission,
    answer: str,
    now: datetime,
) -> Attempt:
    before = session.scalar(
        select(func.count(Attempt.id)).where(
            Attempt.activity_id == course.activity.id,
            Attempt.learner_id == launch.user_id,
            Attempt.item_id == submission.item_id,
        )
    )
    return Attempt(
        id=submission.attempt_id,
        tenant_id=launch.tenant_id,
        course_id=launch.course_id,
        activity_id=course.activity.id,
        learner_id=launch.user_id,
        bank_id=course.bank.id,
        item_id=submission.item_id,
        number=(before or 0) + 1,
        answer=answer,
        status="submitted",
        event_id=child_id(submission.attempt_id, "answer.submitted"),
        submitted_at=now,
        covered=[],
        missing=[],
        grade_version=0,
    )


def _news(attempt: Attempt, now: datetime) -> Change:
    return Change(
        activity_id=attempt.activity_id,
        learner_id=attempt.learner_id,
        attempt_id=attempt.id,
        kind="answer.submitted",
        at=now,
    )


def _seconds(position: Progress, now: datetime) -> float | None:
    """Return the time on the item; None when nobody sits that long."""
    if position.item_shown_at is None:
        return None
    spent = now - position.item_shown_at
    return spent.total_seconds() if timedelta(0) <= spent <= _LONGEST_SITTING else None


def _event(attempt: Attempt, course: Course, item: Item, seconds: float | None) -> AnswerSubmitted:
    return AnswerSubmitted(
        event_id=attempt.event_id,
        occurred_at=attempt.submitted_at,
        produced_at=attempt.submitted_at,
        tenant=str(attempt.tenant_id),
        course_id=str(attempt.course_id),
        learner_id=attempt.learner_id,
        activity_id=attempt.activity_id,
        attempt_id=attempt.id,
        item_id=item.id,
        bank_id=course.bank.id,
        plan=course.plan,
        item=item,
        answer=attempt.answer,
        language=course.bank.language,
        strictness=cast(Strictness, course.activity.strictness),
        attempt_number=attempt.number,
        seconds_spent=seconds,
        hinted=attempt.hinted,
        placement=attempt.placement,
    )
