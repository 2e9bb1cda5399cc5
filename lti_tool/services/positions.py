"""Which item is before a learner: the first one, and moving on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import Literal
from uuid import uuid4

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from analytics.content import Plan, PlanItem
from analytics.events import PathAdvised, Reason, Step, StepChosen
from analytics.mastery.state import SHOWN, SkillMastery
from analytics.paths.teaching import opening_step
from lti_tool.errors import Refused
from lti_tool.models import Activity, Attempt, Challenge, Launch, Progress
from lti_tool.services.activities import Course
from lti_tool.services.outbox import accept
from lti_tool.services.paths.reading import course_of


@dataclass(frozen=True, slots=True)
class Pick:
    """How a learner goes on.

    Attributes:
        way: "meanwhile" goes on without advice, while a grade is awaited; "asked" to a
            question of the skill that the learner asked for; "review" to one of a skill
            whose review is due.
        item_id: of the offered step that was picked; empty for the advised one, which
            also is what a learner gets whose page offered something else.
        skill_id: what is reviewed.
    """

    way: Literal["advised", "asked", "meanwhile", "review"] = "advised"
    item_id: str = ""
    skill_id: str = ""


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
        return (
            item.id in seen,
            max(order[skill] for skill in item.skills if skill in order),
            item.difficulty,
        )

    return min(plan.items, key=rank)


def move_on(
    session: Session, launch: Launch, course: Course, pick: Pick, now: datetime
) -> Progress:
    """Put the next item before a learner who has answered the present one.

    Pressing twice moves on once: an item that is not answered yet stays. A pick
    among several offered steps is kept as an event.

    Raises:
        Refused: the pick names a skill that a teacher has put away meanwhile.
    """
    position = lock_position(session, launch, course.activity)
    course = course_of(session, course, launch.user_id)
    check_not_put_away(course, _skill_asked(position, pick))
    answered = answered_since_shown(session, position) if position.item_id else None
    if answered is None:
        return position
    position.item_shown_at = now
    left = left_for(course.plan, position)
    if pick.way == "asked" and position.wanted_skill in left.items_by_skill:
        _put_asked(session, position, left, now)
        return position
    if pick.way == "review" and pick.skill_id in left.items_by_skill:
        seen = _answered(session, position)
        position.item_id = fair_item(left, pick.skill_id, seen).id
        return position
    advice = advice_of(position) if pick.way == "advised" else None
    step = picked(advice, pick) if advice else None
    if advice and step and len(offered_by(advice)) > 1 and is_about(advice, answered):
        accept(session, _chosen(advice, step, now))
    position.item_id = _next_item(session, position, left, step)
    return position


def check_not_put_away(course: Course, skill_id: str) -> None:
    """Refuse to ask a skill of which nothing is asked now; what is no skill passes.

    `course` is as the teacher's orders leave it for the learner.

    Raises:
        Refused: the teacher has locked it, left it out, or says that it is mastered.
    """
    skill = course.bank.skills_by_id.get(skill_id)
    if skill is not None and skill_id not in course.plan.practice.items_by_skill:
        raise Refused("skill_put_away", skill=skill.name)


def _skill_asked(position: Progress, pick: Pick) -> str:
    """Return the skill that a learner picks by its name; empty where advice picks."""
    if pick.way == "asked":
        return position.wanted_skill or ""
    if pick.way == "review":
        return pick.skill_id
    advice = advice_of(position) if pick.item_id else None
    offered = offered_by(advice) if advice else ()
    return next((step.skill_id for step in offered if step.item_id == pick.item_id), "")


def left_for(plan: Plan, position: Progress) -> Plan:
    """Return what a teacher's orders leave to ask of a learner now."""
    if not plan.askable.skills:
        return plan.practice
    known = mastery_of(position)
    return plan.left(lambda skill_id: known[skill_id].standing if skill_id in known else 0.0)


def mastery_of(position: Progress) -> dict[str, SkillMastery]:
    """Return a learner's mastery by skill id; empty before the first grade."""
    found = SHOWN.validate_python(position.skills.get("skills", ()))
    return {mastery.skill_id: mastery for mastery in found}


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
    """Return the last advice applied; None before the first.

    Who is not in a placement test any more gets what comes without it.
    """
    advice = PathAdvised.model_validate(position.advice) if position.advice else None
    if advice is None or position.placement == "running" or advice.reason.code != "placement":
        return advice
    then = advice.runner_up
    reason = then.reason if then else Reason(code="all_reached")
    return advice.model_copy(
        update={"step": then, "runner_up": None, "offered": (), "reason": reason}
    )


def is_about(advice: PathAdvised, answer: Attempt) -> bool:
    """Tell whether advice knows of an answer; older advice does not."""
    return advice.occurred_at >= answer.submitted_at


def picked(advice: PathAdvised, pick: Pick) -> Step | None:
    """Return the offered step that was picked, else the advised one."""
    return next((s for s in offered_by(advice) if s.item_id == pick.item_id), advice.step)


def offered_by(advice: PathAdvised) -> tuple[Step, ...]:
    """Return what a learner may pick from; advice of older days named two at most."""
    return advice.offered or tuple(s for s in (advice.step, advice.runner_up) if s)


def show_hint(
    session: Session, launch: Launch, course: Course, item_id: str, now: datetime
) -> None:
    """Note that the learner asked for the hint of the item before them; twice is once."""
    position = lock_position(session, launch, course.activity)
    if position.item_id == item_id and not is_hinted(position):
        position.hint_at = now


def is_hinted(position: Progress) -> bool:
    """Tell whether the hint of the item before a learner was asked for."""
    if position.hint_at is None:
        return False
    return position.item_shown_at is None or position.hint_at >= position.item_shown_at


def fair_item(plan: Plan, skill_id: str, seen: Sequence[str]) -> PlanItem:
    """Return a question that tests a skill: unseen, and neither easy nor hard.

    Args:
        plan: What may be asked.
        skill_id: One of its skills.
        seen: Ids of the items answered, the newest first; when all are, the one longest
            ago comes.
    """
    items = plan.items_by_skill[skill_id]
    middle = median(item.difficulty for item in items)
    ago = {item_id: n for n, item_id in reversed(list(enumerate(seen)))}
    return min(
        items, key=lambda item: (-ago.get(item.id, len(seen)), abs(item.difficulty - middle))
    )


def _put_asked(session: Session, position: Progress, left: Plan, now: datetime) -> None:
    skill_id = position.wanted_skill or ""
    position.item_id = fair_item(left, skill_id, _answered(session, position)).id
    position.wanted_skill = None
    session.execute(
        update(Challenge)
        .where(
            Challenge.learner_id == position.learner_id,
            Challenge.activity_id == position.activity_id,
            Challenge.skill_id == skill_id,
            Challenge.wish == "question",
            Challenge.answered_at.is_(None),
        )
        .values(answered_at=now)
    )


def _chosen(advice: PathAdvised, step: Step, now: datetime) -> StepChosen:
    return StepChosen(
        event_id=uuid4(),
        occurred_at=now,
        produced_at=now,
        tenant=advice.tenant,
        course_id=advice.course_id,
        learner_id=advice.learner_id,
        parent_id=advice.event_id,
        activity_id=advice.activity_id,
        bank_id=advice.bank_id,
        item_id=step.item_id,
        offered=offered_by(advice),
        policy=advice.policy,
        propensity=advice.propensity,
    )


def _next_item(session: Session, position: Progress, left: Plan, step: Step | None) -> str:
    # Advice may be older than an order of the teacher's.
    if step is not None and any(item.id == step.item_id for item in left.items):
        return step.item_id
    return easiest_unseen(left, frozenset(_answered(session, position))).id


def _answered(session: Session, position: Progress) -> Sequence[str]:
    """Return the items that a learner has answered, the newest first."""
    return session.scalars(
        select(Attempt.item_id)
        .where(
            Attempt.activity_id == position.activity_id,
            Attempt.learner_id == position.learner_id,
        )
        .order_by(Attempt.submitted_at.desc(), Attempt.id)
    ).all()


def _is_postgresql(session: Session) -> bool:
    return session.get_bind().dialect.name == "postgresql"
