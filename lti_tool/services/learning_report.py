"""A learner's learning in an activity, from the SQL state and the warehouse."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from analytics.content import ItemBank
from analytics.evaluation.learning import Evaluation, Graded, Record, evaluate
from analytics.evaluation.outcomes import prior_of
from analytics.mastery.model import shipped_model
from analytics.reports import LearningScope, Scope
from lti_tool.errors import NotFound, ReportsUnavailable
from lti_tool.models import Attempt, Launch, Progress, User
from lti_tool.ports import Reports
from lti_tool.services.activities import Course, content_of, find_activity


@dataclass(frozen=True, slots=True)
class Work:
    """A learner's answers to an activity, in order, as the SQL state has them."""

    course: Course
    learner: User
    answers: tuple[Graded, ...]


@dataclass(frozen=True, slots=True)
class LearningReport:
    """A learner's learning; no evaluation while the warehouse is away or nothing is there."""

    work: Work
    evaluation: Evaluation | None
    away: bool
    at: datetime


def read_work(
    session: Session, launch: Launch, banks: Mapping[str, ItemBank], learner_id: UUID
) -> Work:
    """Return a learner's work on the launch's activity.

    Raises:
        NotFound: the activity is not there, or the learner never opened it.
    """
    course = content_of(find_activity(session, launch), banks)
    ours = {"activity_id": course.activity.id, "learner_id": learner_id}
    if session.scalar(select(Progress.id).filter_by(**ours)) is None:
        raise NotFound
    rows = session.scalars(
        select(Attempt).filter_by(**ours).order_by(Attempt.submitted_at, Attempt.id)
    )
    answers = tuple(
        Graded(row.id, row.item_id, row.submitted_at, row.score if _is_graded(row) else None)
        for row in rows
    )
    return Work(course, session.get_one(User, learner_id), answers)


def read_report(reports: Reports, launch: Launch, work: Work, now: datetime) -> LearningReport:
    """Return what a learner's work comes to."""
    if not work.answers:
        return LearningReport(work, None, away=False, at=now)
    try:
        record = _record(reports, launch, work, now)
    except ReportsUnavailable:
        return LearningReport(work, None, away=True, at=now)
    return LearningReport(work, evaluate(record), away=False, at=now)


def _record(reports: Reports, launch: Launch, work: Work, now: datetime) -> Record:
    course, begun = work.course, work.answers[0].at
    tenant, course_id = str(launch.tenant_id), str(launch.course_id)
    scope = LearningScope(
        tenant=tenant,
        course_id=course_id,
        bank_id=course.bank.id,
        activity_id=course.activity.id,
        since=begun,
        until=now + timedelta(seconds=1),
        learner_id=work.learner.id,
    )
    whole = Scope(
        tenant=tenant,
        course_id=course_id,
        activity_id=course.activity.id,
        since=begun - timedelta(days=1),
        until=now + timedelta(seconds=1),
    )
    return Record(
        plan=course.plan,
        prior=prior_of(course.plan, shipped_model()),
        answers=work.answers,
        gains=reports.skill_gains(scope, course.plan.threshold),
        times=reports.answer_times(scope),
        moments=reports.mastery_path(scope),
        expected=reports.expectations(scope),
        sessions=reports.sessions(whole, work.learner.id),
    )


def _is_graded(attempt: Attempt) -> bool:
    return attempt.status == "graded"
