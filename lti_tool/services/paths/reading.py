"""The orders and resets that hold for a learner, and the plan under them."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from analytics.content.plan import PathOrders
from lti_tool.models import PathOrder, SkillReset
from lti_tool.services.activities import Course


def course_of(session: Session, course: Course, learner_id: UUID | None) -> Course:
    """Return a course as the teacher's orders leave it for a learner.

    Those for the class hold for everybody; for None they are all.
    """
    rows = orders_of(session, course.activity.id, learner_id)
    return replace(course, plan=course.plan.ordered(combined(rows))) if rows else course


def orders_of(session: Session, activity_id: UUID, learner_id: UUID | None) -> Sequence[PathOrder]:
    """Return the orders in force for a learner and the class, oldest first."""
    whose = or_(PathOrder.learner_id.is_(None), PathOrder.learner_id == learner_id)
    return session.scalars(
        select(PathOrder)
        .where(PathOrder.activity_id == activity_id, PathOrder.undone_at.is_(None), whose)
        .options(joinedload(PathOrder.maker))
        .order_by(PathOrder.made_at, PathOrder.id)
    ).all()


def resets_of(session: Session, course: Course, learner_id: UUID) -> Sequence[SkillReset]:
    """Return what a learner has begun anew in a course's bank, oldest first."""
    return session.scalars(
        select(SkillReset)
        .where(
            SkillReset.course_id == course.activity.course_id,
            SkillReset.bank_id == course.bank.id,
            SkillReset.learner_id == learner_id,
            SkillReset.undone_at.is_(None),
        )
        .options(joinedload(SkillReset.maker))
        .order_by(SkillReset.made_at, SkillReset.id)
    ).all()


def combined(rows: Iterable[PathOrder]) -> PathOrders:
    """Return orders as a plan carries them; a learner's own pin wins over the class's."""
    given = list(rows)

    def of(kind: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(row.skill_id for row in given if row.kind == kind))

    pins = sorted((r for r in given if r.kind == "pin"), key=lambda r: r.learner_id is not None)
    return PathOrders(
        locked=of("lock"),
        skipped=of("skip"),
        mastered=of("mastered"),
        pinned=pins[-1].skill_id if pins else None,
    )
