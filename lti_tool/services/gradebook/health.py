"""How the passback of a tenant stands, for who looks after it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lti_tool.models import CourseRoster, GradebookColumn, Passback

STATUSES = ("pending", "sent", "conflict", "kept", "not_gradable", "refused")


@dataclass(frozen=True, slots=True)
class GradebookHealth:
    """A tenant's passback in numbers.

    Attributes:
        counts: rows by status, every status named.
        last_success: when the LMS took the last score.
        waiting_since: how old the news of the longest-waiting score is.
        reasons: why rows were not taken or wait, in English, the most frequent
            first, with how many rows each.
        columns_unread: columns whose results could not be read the last time.
        rosters_unread: courses whose roster could not be read the last time.
        roster_read_at: when a roster was read last.
    """

    counts: Mapping[str, int]
    last_success: datetime | None
    waiting_since: datetime | None
    reasons: tuple[tuple[str, int], ...]
    columns_unread: int
    rosters_unread: int
    roster_read_at: datetime | None


def health(session: Session, tenant_id: UUID) -> GradebookHealth:
    """Return how a tenant's passback stands now."""
    of_tenant = Passback.tenant_id == tenant_id
    counted = select(Passback.status, func.count()).where(of_tenant).group_by(Passback.status)
    counts = dict.fromkeys(STATUSES, 0)
    for status, rows in session.execute(counted):
        counts[status] = rows
    why = (
        select(Passback.detail, func.count().label("n"))
        .where(of_tenant, Passback.detail != "", Passback.status.not_in(("sent", "kept")))
        .group_by(Passback.detail)
        .order_by(func.count().desc(), Passback.detail)
    )
    waiting = select(func.min(Passback.submitted_at)).where(of_tenant, Passback.status == "pending")
    roster = CourseRoster.tenant_id == tenant_id
    return GradebookHealth(
        counts=counts,
        last_success=session.scalar(select(func.max(Passback.sent_timestamp)).where(of_tenant)),
        waiting_since=session.scalar(waiting),
        reasons=tuple((detail, n) for detail, n in session.execute(why)),
        columns_unread=_unread(session, GradebookColumn, tenant_id),
        rosters_unread=_unread(session, CourseRoster, tenant_id),
        roster_read_at=session.scalar(select(func.max(CourseRoster.read_at)).where(roster)),
    )


def _unread(
    session: Session, table: type[GradebookColumn] | type[CourseRoster], tenant_id: UUID
) -> int:
    query = select(func.count()).where(table.tenant_id == tenant_id, table.detail != "")
    return session.scalar(query) or 0
