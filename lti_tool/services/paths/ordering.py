"""A teacher gives an order about a path, and takes it back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeVar
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from analytics.content import ItemBank
from lti_tool.errors import NotFound, Refused
from lti_tool.models import Launch, PathOrder, Progress, SkillReset, User
from lti_tool.services.activities import Course, content_of, find_activity
from lti_tool.services.paths.carrying_out import carry_out
from lti_tool.services.paths.reading import course_of

Decided = TypeVar("Decided", PathOrder, SkillReset)
OrderKind = Literal["lock", "skip", "mastered", "pin"]
REASON_MAX = 500
SHOWN = 50


@dataclass(frozen=True, slots=True)
class OrderDraft:
    """An order as the form has it; for the class where no learner is named."""

    kind: OrderKind
    skill_id: str
    reason: str
    learner_id: UUID | None = None


def learners_of(session: Session, launch: Launch) -> Sequence[User]:
    """Return who has opened the launch's activity, by name."""
    return session.scalars(
        select(User)
        .join(Progress, Progress.learner_id == User.id)
        .where(Progress.activity_id == launch.activity_id)
        .order_by(User.name, User.id)
    ).all()


def give_order(
    session: Session,
    launch: Launch,
    banks: Mapping[str, ItemBank],
    draft: OrderDraft,
    now: datetime,
) -> None:
    """Take an order; open paths follow it at once.

    The same order again changes nothing; another pin takes the place of the one before.

    Raises:
        NotFound: the activity has no such skill or learner.
        Refused: there is no reason, or nothing would be left to ask.
    """
    course = content_of(find_activity(session, launch), banks)
    if draft.skill_id not in course.plan.successors:
        raise NotFound
    check_learner(session, launch, draft.learner_id)
    reason = checked_reason(draft.reason)
    for row in _own(session, course, draft.learner_id):
        if row.kind == draft.kind and "pin" in {draft.kind} | {row.kind}:
            _undo(row, launch, now)
        elif (row.kind, row.skill_id) == (draft.kind, draft.skill_id):
            return
    session.add(
        PathOrder(
            tenant_id=launch.tenant_id,
            activity_id=course.activity.id,
            learner_id=draft.learner_id,
            skill_id=draft.skill_id,
            kind=draft.kind,
            reason=reason,
            made_by=launch.user_id,
            made_at=now,
        )
    )
    session.flush()
    _check_left(session, course, draft.learner_id)
    carry_out(session, course, draft.learner_id, now)


def take_back(
    session: Session,
    launch: Launch,
    banks: Mapping[str, ItemBank],
    order_id: UUID,
    now: datetime,
) -> None:
    """Take an order back; one that is not in force stays as it is.

    Raises:
        NotFound: the activity has no such order.
    """
    course = content_of(find_activity(session, launch), banks)
    row = session.get(PathOrder, order_id)
    if row is None or row.activity_id != course.activity.id:
        raise NotFound
    if row.undone_at is None:
        _undo(row, launch, now)
        session.flush()
        carry_out(session, course, row.learner_id, now)


def reset(
    session: Session,
    launch: Launch,
    banks: Mapping[str, ItemBank],
    learner_id: UUID | None,
    now: datetime,
) -> None:
    """Take back every order for the class, or for one learner."""
    course = content_of(find_activity(session, launch), banks)
    for row in _own(session, course, learner_id):
        _undo(row, launch, now)
    session.flush()
    carry_out(session, course, learner_id, now)


def past_decisions(session: Session, launch: Launch, kind: type[Decided]) -> Sequence[Decided]:
    """Return the last orders or resets of the activity that were taken back, newest first."""
    return session.scalars(
        select(kind)
        .where(kind.activity_id == launch.activity_id, kind.undone_at.is_not(None))
        .options(joinedload(kind.maker), joinedload(kind.undoer))
        .order_by(kind.undone_at.desc(), kind.id)
        .limit(SHOWN)
    ).all()


def check_learner(session: Session, launch: Launch, learner_id: UUID | None) -> None:
    """Raise NotFound for who never opened the launch's activity; None is the class."""
    if learner_id is not None and all(one.id != learner_id for one in learners_of(session, launch)):
        raise NotFound


def checked_reason(typed: str) -> str:
    """Return a reason as it is kept; raise Refused where there is none or too long a one."""
    reason = typed.strip()
    if not reason or len(reason) > REASON_MAX:
        raise Refused("order_reason", "reason", most=REASON_MAX)
    return reason


def _check_left(session: Session, course: Course, learner_id: UUID | None) -> None:
    """Refuse what leaves somebody nothing, those with orders of their own too."""
    whose = {learner_id}
    if learner_id is None:
        whose.update(_with_own(session, course))
    for one in whose:
        if not course_of(session, course, one).plan.allowed.skills:
            raise Refused("order_leaves_nothing", "skill_id")


def _with_own(session: Session, course: Course) -> Sequence[UUID | None]:
    return session.scalars(
        select(PathOrder.learner_id)
        .where(PathOrder.activity_id == course.activity.id, PathOrder.undone_at.is_(None))
        .distinct()
    ).all()


def _own(session: Session, course: Course, learner_id: UUID | None) -> Sequence[PathOrder]:
    return session.scalars(
        select(PathOrder).where(
            PathOrder.activity_id == course.activity.id,
            PathOrder.undone_at.is_(None),
            PathOrder.learner_id.is_(None)
            if learner_id is None
            else PathOrder.learner_id == learner_id,
        )
    ).all()


def _undo(row: PathOrder, launch: Launch, now: datetime) -> None:
    row.undone_by, row.undone_at = launch.user_id, now
