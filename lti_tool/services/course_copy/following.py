"""Let activities that stayed "the same" follow changes of their source."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from analytics.content import ItemBank
from lti_tool.models import Activity, CopiedActivity
from lti_tool.services.activities import publish
from lti_tool.services.course_copy.choosing import copy_settings

GENERATIONS = 20


def follow(
    session: Session, activity_id: UUID, banks: Mapping[str, ItemBank], now: datetime
) -> None:
    """Carry a change on to the activities that follow; the changed one stops following."""
    session.execute(
        update(CopiedActivity)
        .where(CopiedActivity.activity_id == activity_id, CopiedActivity.mode == "same")
        .values(mode="fresh")
    )
    changed = [session.get_one(Activity, activity_id)]
    for _ in range(GENERATIONS):
        changed = [
            follower for source in changed for follower in _followers(session, source, banks, now)
        ]


def resource_ids_of(session: Session, activity_id: UUID) -> tuple[str, ...]:
    """Return the resource ids that a gradebook column of an activity may carry.

    A platform copies a column as it was: with the id of the activity that it
    was made for, in the first course of all.
    """
    found = [activity_id]
    for _ in range(GENERATIONS):
        source = session.scalar(
            select(CopiedActivity.source_activity_id).where(CopiedActivity.activity_id == found[-1])
        )
        if source is None or source in found:
            break
        found.append(source)
    return tuple(str(one) for one in found)


def _followers(
    session: Session, source: Activity, banks: Mapping[str, ItemBank], now: datetime
) -> list[Activity]:
    rows = session.scalars(
        select(Activity)
        .join(CopiedActivity, CopiedActivity.activity_id == Activity.id)
        .where(CopiedActivity.source_activity_id == source.id, CopiedActivity.mode == "same")
    ).all()
    for follower in rows:
        copy_settings(source, follower)
        follower.updated_at = now
        publish(session, follower, follower.created_by, banks, now)
    return list(rows)
