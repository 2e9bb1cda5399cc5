"""Who answered what, from the SQL state."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload

from lti_tool.models import Attempt, Launch, User

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class AnswerFilter:
    """Which answers to show; None or empty for all."""

    item_id: str = ""
    learner_id: UUID | None = None
    status: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class AnswerPage:
    """One page of answers, newest first, and how many there are in all."""

    attempts: tuple[Attempt, ...]
    total: int
    pages: int
    learners: tuple[User, ...]


def list_answers(session: Session, launch: Launch, wanted: AnswerFilter) -> AnswerPage:
    """Return the answers of the launch's activity that pass a filter."""
    query = _filtered(launch, wanted)
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    rows = session.scalars(
        query.options(joinedload(Attempt.learner))
        .order_by(Attempt.submitted_at.desc(), Attempt.id)
        .limit(PAGE_SIZE)
        .offset((max(1, wanted.page) - 1) * PAGE_SIZE)
    )
    return AnswerPage(
        attempts=tuple(rows.all()),
        total=total,
        pages=max(1, -(-total // PAGE_SIZE)),
        learners=tuple(_learners(session, launch)),
    )


def _filtered(launch: Launch, wanted: AnswerFilter) -> Select[Attempt]:
    query = select(Attempt).where(Attempt.activity_id == launch.activity_id)
    if wanted.item_id:
        query = query.where(Attempt.item_id == wanted.item_id)
    if wanted.learner_id:
        query = query.where(Attempt.learner_id == wanted.learner_id)
    if wanted.status:
        query = query.where(Attempt.status == wanted.status)
    return query


def _learners(session: Session, launch: Launch) -> Sequence[User]:
    answered = select(Attempt.learner_id).where(Attempt.activity_id == launch.activity_id)
    return session.scalars(select(User).where(User.id.in_(answered)).order_by(User.name)).all()
