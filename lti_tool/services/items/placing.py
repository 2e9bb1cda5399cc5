"""Put teachers' questions into activities, and let them take new revisions."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from analytics.content import Item, ItemBank
from analytics.content.item_pictures import digests_in
from lti_tool.errors import NotFound, Refused
from lti_tool.models import Activity, Attempt, Launch, OwnItem
from lti_tool.services.activities import (
    activities_of,
    content_of,
    find_activity,
    put_own_item,
    remove_own_item,
)
from lti_tool.services.course_copy.following import follow
from lti_tool.services.items.library import find_item, item_of
from lti_tool.services.items.pictures import drop_left_out, drop_unused
from lti_tool.services.marking.regrading import drop_looks


@dataclass(frozen=True, slots=True)
class Place:
    """An activity of the course, and how a question stands in it.

    Attributes:
        revision: that it asks; None while it does not ask the question.
        fits: whether its skills are among the activity's.
        older: how many of its graded answers were graded by an earlier revision.
    """

    activity: Activity
    revision: int | None
    fits: bool
    older: int


def places_of(
    session: Session, launch: Launch, banks: Mapping[str, ItemBank], row: OwnItem
) -> list[Place]:
    """Return the activities of the course that may ask a question, or do."""
    item = item_of(row.body)
    found = [one for one in activities_of(session, launch) if one.bank_id == row.bank_id]
    return [_place(session, banks, one, item) for one in found if one.bank_id in banks]


def put(
    session: Session,
    launch: Launch,
    banks: Mapping[str, ItemBank],
    item_id: str,
    activity_id: UUID,
    now: datetime,
) -> None:
    """Let an activity of the course ask a question in its newest revision.

    Raises:
        NotFound: there is no such question or activity.
        Refused: its skills are not the activity's, or that has enough items.
    """
    row = find_item(session, launch, item_id)
    activity = find_activity(session, launch, activity_id)
    if activity.bank_id != row.bank_id:
        raise NotFound
    item = item_of(row.body)
    if not _fits(banks, activity, item):
        raise Refused("item_does_not_fit", "activity_id")
    held = activity.own_items.get(item_id, {})
    put_own_item(activity, item, banks, now)
    drop_unused(session, activity.tenant_id, digests_in(held) - digests_in(row.body))
    follow(session, activity.id, banks, now)


def take_out(
    session: Session,
    launch: Launch,
    banks: Mapping[str, ItemBank],
    item_id: str,
    activity_id: UUID,
    now: datetime,
) -> None:
    """Let an activity of the course ask a question no more; its answers stay.

    Raises:
        NotFound: there is no such activity.
    """
    activity = find_activity(session, launch, activity_id)
    held = activity.own_items.get(item_id, {})
    remove_own_item(activity, item_id, now)
    drop_unused(session, activity.tenant_id, digests_in(held))
    follow(session, activity_id, banks, now)


def renew(
    session: Session,
    launch: Launch,
    banks: Mapping[str, ItemBank],
    row: OwnItem,
    now: datetime,
) -> int:
    """Give the course's activities that ask a question its newest revision.

    Returns how many took it. One whose skills it does not exercise any more keeps
    the revision that it has.
    """
    item, taken = item_of(row.body), 0
    for activity in activities_of(session, launch):
        held = activity.own_items.get(row.id)
        if held is None or held.get("revision", 1) == row.revision:
            continue
        if _fits(banks, activity, item):
            put_own_item(activity, item, banks, now)
            drop_looks(session, (activity.id, row.id), now)
            follow(session, activity.id, banks, now)
            taken += 1
    drop_left_out(session, row)
    return taken


def _place(
    session: Session, banks: Mapping[str, ItemBank], activity: Activity, item: Item
) -> Place:
    held = activity.own_items.get(item.id)
    revision = held.get("revision", 1) if held is not None else None
    older = session.scalar(
        select(func.count(Attempt.id)).where(
            Attempt.activity_id == activity.id,
            Attempt.item_id == item.id,
            Attempt.status == "graded",
            Attempt.method != "teacher",
            Attempt.item_revision < (revision or 0),
        )
    )
    return Place(activity, revision, _fits(banks, activity, item), older or 0)


def _fits(banks: Mapping[str, ItemBank], activity: Activity, item: Item) -> bool:
    planned = {skill.id for skill in content_of(activity, banks).plan.skills}
    return set(item.skills) <= planned
