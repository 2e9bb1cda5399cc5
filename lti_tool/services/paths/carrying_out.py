"""Let open paths follow an order at once, as after an answer.

What a learner has shown is worked out again from the answers that are kept here; the
advice and the score that follow take the same way as any other, through the outbox.
"""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from analytics.events import PathAdvised, ScoreReleased
from analytics.mastery import (
    LearnerState,
    Observation,
    Reset,
    observe,
    plan_progress,
    reset,
    start,
)
from analytics.paths import Advice, offer
from analytics.paths.teaching import policy_for
from analytics.paths.view import view_of
from lti_tool.models import Attempt, Progress, SkillReset
from lti_tool.services.activities import Course
from lti_tool.services.marking.giving import work_fields
from lti_tool.services.outbox import accept
from lti_tool.services.paths.reading import course_of, resets_of
from lti_tool.services.positions import answered_since_shown, mastery_of


def carry_out(session: Session, course: Course, learner_id: UUID | None, now: datetime) -> None:
    """Let a learner's path, or every one of the activity, follow the orders as they are."""
    query = select(Progress).where(Progress.activity_id == course.activity.id)
    if learner_id is not None:
        query = query.where(Progress.learner_id == learner_id)
    for position in session.scalars(query.with_for_update()):
        _follow(session, course_of(session, course, position.learner_id), position, now)


def state_from(session: Session, course: Course, learner_id: UUID) -> LearnerState:
    """Return what a learner has shown in the course, from the answers and resets kept here."""
    rows = session.scalars(
        select(Attempt)
        .where(
            Attempt.course_id == course.activity.course_id,
            Attempt.bank_id == course.bank.id,
            Attempt.learner_id == learner_id,
        )
        .order_by(Attempt.submitted_at, Attempt.id)
    )
    state = start()
    for row in rows:
        item = course.bank.items_by_id.get(row.item_id)
        if item is not None:
            seen = Observation(
                attempt_id=row.id,
                item_id=item.id,
                skills=item.skills,
                difficulty=item.difficulty,
                grade_version=row.grade_version,
                score=row.score,
                at=row.submitted_at,
            )
            state = observe(state, seen)
    for given in resets_of(session, course, learner_id):
        state = reset(state, given.id, reset_as_told(given))
    return state


def reset_as_told(row: SkillReset) -> Reset:
    """Return a reset as the learner model takes it: each word on it has a version."""
    skills = (row.skill_id,) if row.skill_id else ()
    given = row.undone_at is None
    return Reset(skills, row.made_at, version=1 if given else 2, in_force=given)


def last_answer(session: Session, course: Course, learner_id: UUID) -> Attempt | None:
    """Return a learner's last answer in the course's activity; None before the first."""
    return session.scalar(
        select(Attempt)
        .where(Attempt.activity_id == course.activity.id, Attempt.learner_id == learner_id)
        .order_by(Attempt.submitted_at.desc(), Attempt.id)
        .limit(1)
    )


def _follow(session: Session, course: Course, position: Progress, now: datetime) -> None:
    state = state_from(session, course, position.learner_id)
    policy = policy_for(course.plan, position.learner_id, now)
    advice = policy.advise(course.plan, state, uuid4().int)
    _put_before(session, course, position, (state, advice), now)
    last = last_answer(session, course, position.learner_id)
    if last is None:
        return
    offered = offer(course.plan, state, advice)
    said = _advised(last, advice, policy.name, now)
    accept(session, said.model_copy(update={"offered": offered}))
    if position.score is not None:
        accept(session, _released(last, course, position, now))


def _put_before(
    session: Session,
    course: Course,
    position: Progress,
    found: tuple[LearnerState, Advice],
    now: datetime,
) -> None:
    """Take an item away that may not be asked any more, unless it is answered."""
    state, advice = found
    left = {item.id for item in view_of(course.plan, state).plan.items}
    if advice.step is None or position.item_id in left:
        return
    if position.item_id is None or answered_since_shown(session, position) is None:
        position.item_id, position.item_shown_at = advice.step.item_id, now


def _advised(last: Attempt, advice: Advice, policy: str, now: datetime) -> PathAdvised:
    return PathAdvised(
        **work_fields(last, now),
        step=advice.step,
        runner_up=advice.runner_up,
        reason=advice.reason,
        policy=policy,
        propensity=advice.propensity,
        progress=advice.progress,
        stuck=advice.stuck,
    )


def _released(last: Attempt, course: Course, position: Progress, now: datetime) -> ScoreReleased:
    bests = {skill_id: known.best for skill_id, known in mastery_of(position).items()}
    return ScoreReleased(
        **work_fields(last, now),
        score=plan_progress(course.plan, bests),
        state_seq=max(0, position.state_seq),
    )
