"""A teacher gives or changes a grade."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from analytics.events import GradeFacts, GradeOverridden
from analytics.events.kinds import Label
from lti_tool.errors import NotFound, Refused
from lti_tool.models import Attempt, Change, Launch
from lti_tool.services.activities import Course
from lti_tool.services.outbox import accept

REASON_MAX = 1_000


@dataclass(frozen=True, slots=True)
class Verdict:
    """A teacher's grade.

    Attributes:
        score: 0 to 1.
        reason: in the teacher's words; the learner reads it.
        seen_version: the grade version that the teacher saw.
    """

    score: float
    reason: str
    seen_version: int


def find_attempt(session: Session, launch: Launch, attempt_id: UUID) -> Attempt:
    """Return an attempt of the launch's activity.

    Raises:
        NotFound: there is none.
    """
    attempt = session.scalars(
        select(Attempt)
        .where(Attempt.id == attempt_id, Attempt.activity_id == launch.activity_id)
        .with_for_update()
    ).one_or_none()
    if attempt is None:
        raise NotFound
    return attempt


def override_grade(
    session: Session,
    launch: Launch,
    course: Course,
    attempt_id: UUID,
    verdict: Verdict,
    now: datetime,
) -> Attempt:
    """Put a teacher's grade on an answer, held ones too, and tell the streams.

    The page shows it at once; mastery, path and gradebook follow the event.

    Raises:
        NotFound: no such answer here, or its item is gone.
        Refused: the score or reason breaks a rule, or the grade moved since
            the teacher saw it.
    """
    attempt = find_attempt(session, launch, attempt_id)
    if attempt.item_id not in course.bank.items_by_id:
        raise NotFound
    _check(attempt, verdict)
    facts = _facts(attempt, verdict)
    accept(session, _event(attempt, course, facts, launch.user_id, verdict.reason, now))
    _apply(attempt, facts, launch.user_id, verdict.reason, now)
    session.add(
        Change(
            activity_id=attempt.activity_id,
            learner_id=attempt.learner_id,
            attempt_id=attempt.id,
            kind="grade.overridden",
            at=now,
        )
    )
    return attempt


def _check(attempt: Attempt, verdict: Verdict) -> None:
    if not 0 <= verdict.score <= 1:
        raise Refused("score_invalid", "score")
    if not verdict.reason.strip():
        raise Refused("reason_missing", "reason")
    if len(verdict.reason) > REASON_MAX:
        raise Refused("reason_too_long", "reason", most=REASON_MAX)
    if verdict.seen_version != attempt.grade_version:
        raise Refused("grade_moved")


def _facts(attempt: Attempt, verdict: Verdict) -> GradeFacts:
    # An answer still on its way to the grader will come back as version 1.
    waiting = attempt.status == "submitted"
    return GradeFacts(
        score=verdict.score,
        label=_label(verdict.score),
        method="teacher",
        grader="teacher",
        covered=tuple(attempt.covered),
        missing=tuple(attempt.missing),
        grade_version=2 if waiting else attempt.grade_version + 1,
    )


def _label(score: float) -> Label:
    if score >= 0.85:
        return "correct"
    return "partial" if score > 0 else "irrelevant"


def _event(
    attempt: Attempt,
    course: Course,
    facts: GradeFacts,
    actor_id: UUID,
    reason: str,
    now: datetime,
) -> GradeOverridden:
    return GradeOverridden(
        event_id=uuid4(),
        occurred_at=now,
        produced_at=now,
        tenant=str(attempt.tenant_id),
        course_id=str(attempt.course_id),
        learner_id=attempt.learner_id,
        activity_id=attempt.activity_id,
        attempt_id=attempt.id,
        item_id=attempt.item_id,
        bank_id=attempt.bank_id,
        plan=course.plan,
        grade=facts,
        actor_id=actor_id,
        reason=reason.strip(),
    )


def _apply(attempt: Attempt, facts: GradeFacts, actor_id: UUID, reason: str, now: datetime) -> None:
    attempt.status = "graded"
    attempt.score = facts.score
    attempt.label = facts.label
    attempt.confidence = None
    attempt.method = facts.method
    attempt.grader = facts.grader
    attempt.grade_version = facts.grade_version
    attempt.graded_at = now
    attempt.override_reason = reason.strip()
    attempt.overridden_by = actor_id
