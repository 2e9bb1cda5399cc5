"""Put released scores into the queue: one row for each learner and column."""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from sqlalchemy import select
from sqlalchemy.orm import Session

from analytics.events import ScoreReleased
from lti_tool.models import GradebookColumn, Passback, Progress, ResourceLink
from lti_tool.services.tool_config import SCORE

APART = timedelta(seconds=1)
"""Moodle refuses a second score within the same second."""
UNDECIDED = ("conflict", "kept")
"""The LMS has a grade of its own in these rows: nothing is sent unasked."""


@dataclass(frozen=True, slots=True)
class Release:
    """A learner's score of an activity that may leave.

    `graded` is False while every answer waits for the teacher: then only a score
    that the LMS has already is corrected.
    """

    learner_id: UUID
    activity_id: UUID
    score: float
    state_seq: int
    event_id: UUID
    submitted_at: datetime
    comment: str = ""
    graded: bool = True


def enqueue(session: Session, event: ScoreReleased) -> int:
    """Queue a released score for every column of its activity.

    Older news than a row has are ignored; a score that the LMS has already is
    not sent again. Returns how many rows wait now because of it.
    """
    query = select(ResourceLink).where(
        ResourceLink.activity_id == event.activity_id,
        ResourceLink.tenant_id == UUID(event.tenant),
        ResourceLink.course_id == UUID(event.course_id),
    )
    release = Release(
        learner_id=event.learner_id,
        activity_id=event.activity_id,
        score=event.score,
        state_seq=event.state_seq,
        event_id=event.event_id,
        submitted_at=event.occurred_at,
        comment=event.comment,
        graded=event.graded,
    )
    links = [link for link in session.scalars(query) if takes_scores(session, link)]
    return sum(_put(session, link, release, event.produced_at) for link in links)


def enqueue_known(session: Session, link: ResourceLink, now: datetime) -> int:
    """Queue every score of a link's activity that no row has: its column is new."""
    queued = select(Passback.learner_id).where(Passback.resource_link_id == link.id)
    query = select(Progress).where(
        Progress.activity_id == link.activity_id,
        Progress.score.is_not(None),
        Progress.learner_id.not_in(queued),
    )
    if not takes_scores(session, link):
        return 0
    rows = session.scalars(query).all()
    return sum(_put(session, link, _release_of(row), now) for row in rows)


def column_url(session: Session, link: ResourceLink) -> str | None:
    """Return a link's column: the platform's own, else one that we found or made."""
    if link.line_item_url:
        return link.line_item_url
    column = session.get(GradebookColumn, link.id)
    return column.line_item_url if column else None


def takes_scores(session: Session, link: ResourceLink) -> bool:
    """Tell whether a link has a column that we may fill; an ungraded one has none."""
    return SCORE in link.ags_scopes and bool(column_url(session, link))


def same(one: float, other: float | None) -> bool:
    """Tell whether two of our own scores are equal."""
    return other is not None and math.isclose(one, other, abs_tol=1e-9)


def not_before(row: Passback, moment: datetime) -> datetime:
    """Return a moment that is later than any timestamp a row has used."""
    used = filter(None, (row.sent_timestamp, row.sending_timestamp))
    last = max(used, default=None)
    return max(moment, last + APART) if last else moment


def wait_again(row: Passback, now: datetime) -> None:
    """Let a row wait for its turn, as if it had never been tried."""
    row.status, row.tries, row.detail = "pending", 0, ""
    row.next_try_at = not_before(row, now)


def _is_newer(release: Release, row: Passback) -> bool:
    """Tell newer news; of the same state, an order of the teacher's came later."""
    if row.state_seq == release.state_seq:
        return row.submitted_at is not None and release.submitted_at > row.submitted_at
    return release.state_seq > row.state_seq


def _release_of(position: Progress) -> Release:
    return Release(
        learner_id=position.learner_id,
        activity_id=position.activity_id,
        score=position.score or 0.0,
        state_seq=position.state_seq,
        event_id=uuid5(position.id, f"score.released:{position.state_seq}"),
        submitted_at=position.updated_at,
    )


def _put(session: Session, link: ResourceLink, release: Release, now: datetime) -> bool:
    query = select(Passback).where(
        Passback.resource_link_id == link.id, Passback.learner_id == release.learner_id
    )
    row = session.scalar(query.with_for_update())
    if row is None and not release.graded:
        return False
    if row is None:
        row = Passback(
            tenant_id=link.tenant_id,
            resource_link_id=link.id,
            learner_id=release.learner_id,
            activity_id=release.activity_id,
            tries=0,
            sending_tries=0,
            perhaps_sent=[],
        )
        session.add(row)
    elif not _is_newer(release, row):
        return False
    row.score, row.state_seq, row.comment = release.score, release.state_seq, release.comment
    row.release_event_id, row.submitted_at = release.event_id, release.submitted_at
    if row.status in UNDECIDED:
        return False
    if row.sending_timestamp is None and same(row.score, row.sent_score):
        row.status = "sent"
        return False
    wait_again(row, now)
    return True
