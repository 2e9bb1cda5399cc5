"""Which skills a course teaches of a bank: its own, or the bank's."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from analytics.content import ItemBank, SkillMap
from lti_tool.models import Activity, CourseSkills


def map_of(session: Session, course_id: UUID, bank: ItemBank) -> SkillMap:
    """Return a course's skills of a bank.

    Who changed them nowhere has those that an activity brought along from the course
    it was copied from, else the bank's own.
    """
    own = select(CourseSkills.body).filter_by(course_id=course_id, bank_id=bank.id)
    body = session.scalar(own) or _brought(session, course_id, bank.id)
    return SkillMap.model_validate(body) if body else SkillMap(skills=bank.skills)


def with_skills(
    session: Session, course_id: UUID, banks: Mapping[str, ItemBank]
) -> dict[str, ItemBank]:
    """Return the banks as a course teaches them."""
    return {
        bank_id: bank.taught_as(map_of(session, course_id, bank).skills)
        for bank_id, bank in banks.items()
    }


def taught_in(activity: Activity, bank: ItemBank) -> ItemBank:
    """Return a bank with the skills that an activity teaches of it."""
    if not activity.own_skills:
        return bank
    return bank.taught_as(SkillMap.model_validate(activity.own_skills).skills)


def _brought(session: Session, course_id: UUID, bank_id: str) -> object:
    rows = session.scalars(
        select(Activity)
        .where(Activity.course_id == course_id, Activity.bank_id == bank_id)
        .order_by(Activity.created_at, Activity.id)
    )
    return next((row.own_skills for row in rows if row.own_skills), None)
