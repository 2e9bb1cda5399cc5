"""A teacher lets a learner begin anew on a skill or on all of a bank, and takes it back.

The streams apply it; see `analytics.mastery.resets` for what it does to beliefs. The
answers stay where they are, and so does the score in the gradebook.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from analytics.content import ItemBank
from analytics.events import MasteryReset
from lti_tool.errors import NotFound, Refused
from lti_tool.models import Attempt, Change, Launch, Progress, SkillReset
from lti_tool.services.activities import Course, content_of, find_activity
from lti_tool.services.marking.giving import work_fields
from lti_tool.services.outbox import accept
from lti_tool.services.paths.carrying_out import last_answer, reset_as_told
from lti_tool.services.paths.ordering import check_learner, checked_reason
from lti_tool.services.paths.reading import course_of, resets_of

MOST = 20
"""Resets of a learner that hold at once: the model's state keeps what each took."""


@dataclass(frozen=True, slots=True)
class ResetDraft:
    """A reset as the form has it; of all skills where none is named."""

    learner_id: UUID
    reason: str
    skill_id: str | None = None


def begin_anew(
    session: Session,
    launch: Launch,
    banks: Mapping[str, ItemBank],
    draft: ResetDraft,
    now: datetime,
) -> None:
    """Let a learner begin anew.

    Again without an answer between changes nothing.

    Raises:
        NotFound: the activity has no such skill or learner.
        Refused: there is no reason, nothing was answered yet, or the learner began anew
            too often.
    """
    course = content_of(find_activity(session, launch), banks)
    if draft.skill_id is not None and draft.skill_id not in course.plan.successors:
        raise NotFound
    check_learner(session, launch, draft.learner_id)
    reason = checked_reason(draft.reason)
    last = last_answer(session, course, draft.learner_id)
    if last is None:
        raise Refused("reset_nothing", "anew_skill")
    in_force = resets_of(session, course, draft.learner_id)
    for row in in_force:
        if row.skill_id == draft.skill_id and row.made_at > last.submitted_at:
            return
    if len(in_force) >= MOST:
        raise Refused("reset_many", "anew_skill", most=MOST)
    row = SkillReset(
        tenant_id=launch.tenant_id,
        course_id=course.activity.course_id,
        activity_id=course.activity.id,
        bank_id=course.bank.id,
        learner_id=draft.learner_id,
        skill_id=draft.skill_id,
        reason=reason,
        made_by=launch.user_id,
        made_at=now,
    )
    session.add(row)
    session.flush()
    _tell(session, course, row, last)


def take_reset_back(
    session: Session,
    launch: Launch,
    banks: Mapping[str, ItemBank],
    reset_id: UUID,
    now: datetime,
) -> None:
    """Take a reset back; one that is not in force stays as it is.

    Raises:
        NotFound: none of that id was given in the activity.
    """
    course = content_of(find_activity(session, launch), banks)
    row = session.get(SkillReset, reset_id, with_for_update=True)
    if row is None or row.activity_id != course.activity.id:
        raise NotFound
    if row.undone_at is not None:
        return
    row.undone_by, row.undone_at = launch.user_id, now
    session.flush()
    last = last_answer(session, course, row.learner_id)
    if last is not None:
        _tell(session, course, row, last)


def _tell(session: Session, course: Course, row: SkillReset, last: Attempt) -> None:
    """Put the word on a reset into the outbox, and wake the learner's pages."""
    actor, at = row.made_by, row.made_at
    if row.undone_by is not None and row.undone_at is not None:
        actor, at = row.undone_by, row.undone_at
    said = reset_as_told(row)
    in_test = _in_placement(session, course, row.learner_id)
    accept(
        session,
        MasteryReset(
            **work_fields(last, at) | ({} if in_test else {"placement": None}),
            plan=course_of(session, course, row.learner_id).plan,
            reset_id=row.id,
            skills=said.skills,
            since=said.at,
            reset_version=said.version,
            in_force=said.in_force,
            actor_id=actor,
            reason=row.reason,
        ),
    )
    session.add(
        Change(
            activity_id=course.activity.id, learner_id=row.learner_id, kind="mastery.reset", at=at
        )
    )


def _in_placement(session: Session, course: Course, learner_id: UUID) -> bool:
    ours = {"activity_id": course.activity.id, "learner_id": learner_id}
    return session.scalar(select(Progress.placement).filter_by(**ours)) == "running"
