"""Which item is before a learner: the first one, and moving on."""

from datetime import datetime
from typing import Literal

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from analytics.content import Plan, PlanItem
from analytics.events import PathAdvised, Step
from analytics.paths.teaching import opening_step
from lti_tool.models import Activity, Attempt, Launch, Progress
from lti_tool.services.activities import Course

Choice = Literal["advised", "runner_up", "meanwhile"]


def lock_position(session: Session, launch: Launch, activity: Activity) -> Progress:
    """Return the learner's row, made if there is none, locked for this write."""
    ours = {"activity_id": activity.id, "learner_id": launch.user_id}
    insert = postgresql.insert if _is_postgresql(session) else sqlite.insert
    session.execute(
        insert(Progress)
        .values(tenant_id=launch.tenant_id, **ours)
        .on_conflict_do_nothing(index_elements=["activity_id", "learner_id"])
    )
    return session.scalars(select(Progress).filter_by(**ours).with_for_update()).one()


def show_first_item(position: Progress, course: Course, now: datetime) -> None:
    """Put an item before a learner who has none, or one that is gone."""
    if any(item.id == position.item_id for item in course.plan.items):
        return
    position.item_id = opening_step(course.plan).item_id
    position.item_shown_at = now


def easiest_unseen(plan: Plan, seen: frozenset[str]) -> PlanItem:
    """Return what to go on with when no advice is there: the easiest unseen.

    Skills come in teaching order, so those without prerequisites come first.
    When all are seen, the easiest of all is returned.
    """
    order = {skill.id: (len(skill.prerequisites) > 0, n) for n, skill in enumerate(plan.skills)}

    def rank(item: PlanItem) -> tuple[bool, tuple[bool, int], float]:
        return item.id in seen, max(order[skill] for skill in item.skills), item.difficulty

    return min(plan.items, key=rank)


def move_on(
    session: Session, launch: Launch, course: Course, choice: Choice, now: datetime
) -> Progress:
    """Put the next item before a learner who has answered the present one.

    Pressing twice moves on once: an item that is not answered yet stays.
    "meanwhile" goes on without advice, while a grade is awaited.
    """
    position = lock_position(session, launch, course.activity)
    if position.item_id is None or not answered_since_shown(session, position):
        return position
    position.item_id = _next_item(session, position, course, choice)
    position.item_shown_at = now
    return position


def answered_since_shown(session: Session, position: Progress) -> Attempt | None:
    """Return the learner's answer to the item before them, if given."""
    query = select(Attempt).where(
        Attempt.activity_id == position.activity_id,
        Attempt.learner_id == position.learner_id,
        Attempt.item_id == position.item_id,
    )
    if position.item_shown_at is not None:
        query = query.where(Attempt.submitted_at >= position.item_shown_at)
    return session.scalars(query.order_by(Attempt.submitted_at.desc()).limit(1)).first()


def advice_of(position: Progress) -> PathAdvised | None:
    """Return the last advice applied; None before the first."""
    return PathAdvised.model_validate(position.advice) if position.advice else None


def _next_item(session: Session, position: Progress, course: Course, choice: Choice) -> str:
    advice = advice_of(position)
    step = _step(advice, choice) if advice else None
    if step is not None and any(item.id == step.item_id for item in course.plan.items):
        return step.item_id
    return easiest_unseen(course.plan, _seen(session, position)).id


def _step(advice: PathAdvised, choice: Choice) -> Step | None:
    if choice == "meanwhile":
        return None
    return advice.runner_up if choice == "runner_up" else advice.step


def _seen(session: Session, position: Progress) -> frozenset[str]:
    rows = session.scalars(
        select(Attempt.item_id).where(
            Attempt.activity_id == position.activity_id,
            Attempt.learner_id == position.learner_id,
        )
    )
    return frozenset(rows)


def _is_postgresql(session: Session) -> bool:
    return session.get_bind().dialect.name == "postgresql"
