"""Notice that a course is a copy, and which of its links wait for an activity."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.models import (
    Activity,
    CopiedActivity,
    CopiedLink,
    Course,
    CourseCopy,
    ResourceLink,
)
from lti_tool.services.claims import LaunchClaims
from lti_tool.services.places import found_or_made

SeenBy = Literal["launch", "notice"]


def note_launch(
    session: Session,
    course: Course,
    link: ResourceLink | None,
    claims: LaunchClaims,
    now: datetime,
) -> None:
    """Keep what a launch tells of a copy; nothing for a link with an activity.

    A link of a copied course carries the id of an activity of the course that
    it came from, or the platform names the link's or the course's history.
    """
    if link is not None and link.activity_id is not None:
        return
    note_origins(session, course, claims.context_history, "launch", now)
    source = _source(session, course, claims) if link else None
    if link is None or source is None:
        return
    copy = _copy(session, course, source.course_id, "launch", now)
    wait_for(session, link, copied_of(session, copy, source.id))


def note_origins(
    session: Session, course: Course, origins: Iterable[str], seen_by: SeenBy, now: datetime
) -> list[CourseCopy]:
    """Keep that a course came from others; only those with activities count."""
    named = [lti_id for lti_id in origins if lti_id != course.lti_id]
    if not named:
        return []
    with_activities = select(Activity.course_id).where(Activity.course_id == Course.id).exists()
    found = session.scalars(
        select(Course.id)
        .where(Course.tenant_id == course.tenant_id, Course.lti_id.in_(named), with_activities)
        .order_by(Course.created_at)
    )
    return [_copy(session, course, source_id, seen_by, now) for source_id in found.all()]


def copied_of(session: Session, copy: CourseCopy, source_id: object) -> CopiedActivity:
    """Return the row of a source's activity in a copy, made if it is new."""
    query = select(CopiedActivity).where(
        CopiedActivity.course_id == copy.course_id, CopiedActivity.source_activity_id == source_id
    )
    return found_or_made(
        session,
        query,
        lambda: CopiedActivity(
            tenant_id=copy.tenant_id,
            copy_id=copy.id,
            course_id=copy.course_id,
            source_activity_id=source_id,
        ),
    )


def wait_for(session: Session, link: ResourceLink, copied: CopiedActivity) -> None:
    """Bind a link to what its activity became, or let it wait for that."""
    if copied.activity_id is not None:
        link.activity_id = copied.activity_id
        return
    found_or_made(
        session,
        select(CopiedLink).where(CopiedLink.resource_link_id == link.id),
        lambda: CopiedLink(
            resource_link_id=link.id, tenant_id=link.tenant_id, copied_activity_id=copied.id
        ),
    )


def _copy(
    session: Session, course: Course, source_id: object, seen_by: SeenBy, now: datetime
) -> CourseCopy:
    query = select(CourseCopy).where(
        CourseCopy.course_id == course.id, CourseCopy.source_course_id == source_id
    )
    return found_or_made(
        session,
        query,
        lambda: CourseCopy(
            tenant_id=course.tenant_id,
            course_id=course.id,
            source_course_id=source_id,
            seen_by=seen_by,
            created_at=now,
        ),
    )


def _source(session: Session, course: Course, claims: LaunchClaims) -> Activity | None:
    named = session.get(Activity, claims.activity_id) if claims.activity_id else None
    if named is not None:
        elsewhere = named.tenant_id == course.tenant_id and named.course_id != course.id
        return named if elsewhere else None
    return _by_link(session, course, claims.link_history)


def _by_link(session: Session, course: Course, history: Collection[str]) -> Activity | None:
    """Return the activity of the nearest link in a link's history."""
    if not history:
        return None
    rows = session.execute(
        select(ResourceLink.lti_id, Activity)
        .join(Activity, Activity.id == ResourceLink.activity_id)
        .where(
            ResourceLink.tenant_id == course.tenant_id,
            ResourceLink.course_id != course.id,
            ResourceLink.lti_id.in_(history),
        )
    ).all()
    found: dict[str, Activity] = {row.lti_id: row.Activity for row in rows}
    return next((found[lti_id] for lti_id in history if lti_id in found), None)
