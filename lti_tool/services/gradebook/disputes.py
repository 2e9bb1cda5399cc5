"""Where the LMS has another grade than we sent: see it, and let the teacher decide."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.errors import NotFound, Refused
from lti_tool.models import Launch, Passback, ResourceLink, User
from lti_tool.services.gradebook.delivery import is_ours, near
from lti_tool.services.gradebook.queue import LEASE
from lti_tool.services.gradebook.release import enqueue_known, wait_again
from lti_tool.services.gradebook.words import GONE, KEPT, OTHERS_GRADE

WATCHED = ("sent", "conflict", "kept")
SETTLED = timedelta(minutes=1)
"""A score sent so lately may not show in results yet."""
ASK_AGAIN = timedelta(days=7)
Choice = Literal["ours", "theirs", "later"]


@dataclass(frozen=True, slots=True)
class Known:
    """A row as it was when a look at its column began."""

    row_id: UUID
    subject: str
    status: str
    sent_timestamp: datetime | None


def known_rows(session: Session, link: ResourceLink) -> tuple[Known, ...]:
    """Return a link's rows that a look at the LMS may change."""
    query = (
        select(Passback.id, User.subject, Passback.status, Passback.sent_timestamp)
        .join(User, User.id == Passback.learner_id)
        .where(Passback.resource_link_id == link.id, Passback.status.in_(WATCHED))
        .order_by(Passback.id)
    )
    return tuple(Known(*row) for row in session.execute(query))


def compare(
    session: Session,
    known: Iterable[Known],
    results: Mapping[str, float | None],
    begun_at: datetime,
) -> None:
    """Keep what the LMS has; a row that moved meanwhile is left for next time."""
    for one in known:
        row = session.get(Passback, one.row_id, with_for_update=True)
        if row is None or (row.status, row.sent_timestamp) != (one.status, one.sent_timestamp):
            continue
        if row.sent_timestamp and row.sent_timestamp > begun_at - SETTLED:
            continue
        _apply(row, results.get(one.subject), begun_at)


def decide(
    session: Session, launch: Launch, row_id: UUID, choice: Choice, seen: str, now: datetime
) -> None:
    """Take the teacher's decision over a grade of the LMS.

    `seen` is the LMS's grade as the page showed it (`shown`).

    Raises:
        NotFound: the row is not of the launch's activity.
        Refused: another grade is there by now, or nothing is to be decided.
    """
    row = _row(session, launch, row_id)
    if row.status not in {"conflict", "kept"} or seen != shown(row.lms_score):
        raise Refused("grade_moved")
    if choice == "ours":
        row.lms_agreed, row.ask_after = row.lms_score, None
        wait_again(row, now)
    elif choice == "theirs":
        row.status, row.detail, row.ask_after = "kept", KEPT, None
    else:
        row.ask_after = now + ASK_AGAIN


def resend(session: Session, launch: Launch, row_id: UUID, now: datetime) -> None:
    """Send one score again, now.

    Raises:
        NotFound: the row is not of the launch's activity.
    """
    _again(_row(session, launch, row_id), now)


def resend_all(session: Session, launch: Launch, now: datetime) -> int:
    """Send every score of the activity again, but those that await a decision.

    Returns how many wait now because of it.
    """
    query = select(Passback).where(
        Passback.activity_id == launch.activity_id, Passback.tenant_id == launch.tenant_id
    )
    again = sum(_again(row, now) for row in session.scalars(query.with_for_update()))
    links = select(ResourceLink).where(
        ResourceLink.activity_id == launch.activity_id,
        ResourceLink.tenant_id == launch.tenant_id,
    )
    return again + sum(enqueue_known(session, link, now) for link in session.scalars(links).all())


def shown(score: float | None) -> str:
    """Return a grade as forms carry it."""
    return "" if score is None else f"{score:.4f}"


def _row(session: Session, launch: Launch, row_id: UUID) -> Passback:
    row = session.get(Passback, row_id, with_for_update=True)
    if row is None or launch.activity_id is None:
        raise NotFound
    if (row.tenant_id, row.activity_id) != (launch.tenant_id, launch.activity_id):
        raise NotFound
    return row


def _again(row: Passback, now: datetime) -> bool:
    if row.status in {"conflict", "kept"}:
        return False
    if row.status == "pending":
        # A row whose turn is near may be under way just now.
        if row.next_try_at > now + LEASE:
            row.next_try_at, row.tries = now, 0
        return True
    wait_again(row, now)
    return True


def _apply(row: Passback, seen: float | None, at: datetime) -> None:
    before = row.lms_score
    row.lms_score, row.lms_seen_at = seen, at
    if row.status == "sent":
        _compare_sent(row, seen)
    elif seen is not None:
        ours = [one for one in (row.sent_score, row.score, *row.perhaps_sent) if one is not None]
        if is_ours(seen, ours):
            wait_again(row, at)
    elif row.status == "kept":
        row.status, row.detail, row.ask_after = "conflict", GONE, None
    elif before is not None:
        wait_again(row, at)  # the teacher has made way for ours


def _compare_sent(row: Passback, seen: float | None) -> None:
    if seen is None:
        row.detail = GONE
    elif row.sent_score is not None and near(seen, row.sent_score):
        row.detail = ""
    else:
        row.status, row.detail, row.ask_after = "conflict", OTHERS_GRADE, None
