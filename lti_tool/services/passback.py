"""The queue of scores for gradebooks: one row for each learner and column.

A newer release replaces a pending one. What may have been received by the LMS
is remembered in the row (`sending_…`) until its outcome is known, so that a
crash or a lost answer repeats the same score with the same timestamp, and
never sends an older one over a newer.
"""

import math
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from sqlalchemy import select
from sqlalchemy.orm import Session

from analytics.events import ScoreDelivered, ScoreReleased
from lti_tool.adapters.database import Database
from lti_tool.lti_errors import PlatformRefusal, PlatformUnavailable
from lti_tool.models import Deployment, Passback, Progress, Registration, ResourceLink, User
from lti_tool.services.outbox import accept
from lti_tool.services.passback_words import Verdict, give_up, verdict_of
from lti_tool.services.ports import Score, ScoreSender
from lti_tool.services.tool_config import SCORE

LEASE = timedelta(seconds=90)
APART = timedelta(seconds=1)
"""Moodle refuses a second score within the same second."""
FIRST_WAIT_S = 2.0
LONGEST_WAIT_S = 3_600.0
MAX_TRIES = 30


def enqueue(session: Session, event: ScoreReleased) -> int:
    """Queue a released score for every column of its activity.

    Older news than a row has are ignored; a score that the LMS has already is
    not sent again. Returns how many rows wait now because of it.
    """
    query = select(ResourceLink).where(
        ResourceLink.activity_id == event.activity_id,
        ResourceLink.tenant_id == UUID(event.tenant),
        ResourceLink.course_id == UUID(event.course_id),
        ResourceLink.line_item_url.is_not(None),
    )
    links = [link for link in session.scalars(query) if SCORE in link.ags_scopes]
    return sum(_put(session, link, event) for link in links)


def _put(session: Session, link: ResourceLink, event: ScoreReleased) -> bool:
    query = select(Passback).where(
        Passback.resource_link_id == link.id, Passback.learner_id == event.learner_id
    )
    row = session.scalar(query.with_for_update())
    if row is None:
        row = Passback(
            tenant_id=link.tenant_id,
            resource_link_id=link.id,
            learner_id=event.learner_id,
            activity_id=event.activity_id,
            tries=0,
            sending_tries=0,
        )
        session.add(row)
    elif row.state_seq >= event.state_seq:
        return False
    row.score, row.state_seq, row.comment = event.score, event.state_seq, event.comment
    row.release_event_id, row.submitted_at = event.event_id, event.occurred_at
    if row.sending_timestamp is None and _same(row.score, row.sent_score):
        row.status = "sent"
        return False
    row.status, row.tries, row.detail = "pending", 0, ""
    row.next_try_at = _not_before(row, event.produced_at)
    return True


def _not_before(row: Passback, moment: datetime) -> datetime:
    last = _last_timestamp(row)
    return max(moment, last + APART) if last else moment


def _last_timestamp(row: Passback) -> datetime | None:
    return max(filter(None, (row.sent_timestamp, row.sending_timestamp)), default=None)


def _same(one: float, other: float | None) -> bool:
    return other is not None and math.isclose(one, other, abs_tol=1e-9)


@dataclass(frozen=True, slots=True)
class Parcel:
    """A score that is about to leave: everything that sending it needs."""

    row_id: UUID
    registration: Registration
    line_item_url: str
    score: Score
    tries: int


@dataclass(frozen=True, slots=True)
class PassbackQueue:
    """Sends what is due.

    Attributes:
        jitter: returns 0 to 1; spreads retries.
    """

    database: Database
    sender: ScoreSender
    clock: Callable[[], datetime]
    jitter: Callable[[], float] = random.random

    def step(self) -> bool:
        """Send one due score; tell whether there was one.

        Never raises for what a platform does; a database error passes.
        """
        parcel = self._claim()
        if parcel is None:
            return False
        verdict = self._send(parcel)
        self._settle(parcel, verdict)
        return True

    def _due(self, now: datetime) -> bool:
        query = select(Passback.id).where(Passback.status == "pending", Passback.next_try_at <= now)
        with self.database.read() as session:
            return session.scalar(query.limit(1)) is not None

    def _claim(self) -> Parcel | None:
        """Take the longest-waiting row and write down what is about to leave."""
        now = self.clock()
        if not self._due(now):
            return None
        query = (
            select(Passback)
            .where(Passback.status == "pending", Passback.next_try_at <= now)
            .order_by(Passback.next_try_at, Passback.id)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        with self.database.write() as session:
            row = session.scalar(query)
            if row is None:
                return None
            self._intend(row, now)
            row.next_try_at = now + LEASE
            return _parcel(session, row)

    @staticmethod
    def _intend(row: Passback, now: datetime) -> None:
        """Repeat what may have been received, or stamp the newest score."""
        repeats = row.sending_timestamp is not None and _same(row.score, row.sending_score)
        if not repeats:
            row.sending_timestamp = _not_before(row, now)
            row.sending_score = row.score
            row.sending_submitted_at = row.submitted_at
            row.sending_event_id = row.release_event_id
            row.sending_tries = 0
        row.sending_tries += 1
        row.tries += 1

    def _send(self, parcel: Parcel) -> Verdict:
        try:
            self.sender.send(parcel.registration, parcel.line_item_url, parcel.score)
        except (PlatformRefusal, PlatformUnavailable) as error:
            return verdict_of(error, repeated=parcel.tries > 1)
        return Verdict("delivered", "")

    def _settle(self, parcel: Parcel, verdict: Verdict) -> None:
        now = self.clock()
        with self.database.write() as session:
            row = session.get(Passback, parcel.row_id, with_for_update=True)
            if row is None or row.sending_timestamp != parcel.score.timestamp:
                return
            row.detail = verdict.detail
            if verdict.kind == "delivered":
                self._delivered(session, row, now)
            elif verdict.kind == "later" and row.tries < MAX_TRIES:
                self._again(row, verdict, now)
            else:
                self._ended(session, row, give_up(verdict), now)

    def _delivered(self, session: Session, row: Passback, now: datetime) -> None:
        row.sent_score, row.sent_timestamp = row.sending_score, row.sending_timestamp
        _announce(session, row, Verdict("delivered", ""), now)
        _forget_sending(row)
        if _same(row.score, row.sent_score):
            row.status, row.tries = "sent", 0
        else:
            row.tries, row.next_try_at = 0, _not_before(row, now)

    def _again(self, row: Passback, verdict: Verdict, now: datetime) -> None:
        if verdict.restamp:
            row.sending_score = None
        wait_s = min(LONGEST_WAIT_S, FIRST_WAIT_S * 2 ** min(row.tries - 1, 20))
        wait_s *= 0.5 + self.jitter() / 2
        if verdict.retry_after_s is not None:
            wait_s = min(LONGEST_WAIT_S, max(wait_s, verdict.retry_after_s))
        row.next_try_at = _not_before(row, now + timedelta(seconds=wait_s))

    @staticmethod
    def _ended(session: Session, row: Passback, verdict: Verdict, now: datetime) -> None:
        _announce(session, row, verdict, now)
        replaced = not _same(row.score, row.sending_score)
        _forget_sending(row)
        row.detail = verdict.detail
        row.status = "pending" if replaced else verdict.kind
        row.tries, row.next_try_at = 0, _not_before(row, now + APART)


def _parcel(session: Session, row: Passback) -> Parcel:
    link = session.get_one(ResourceLink, row.resource_link_id)
    tenant = session.get_one(Deployment, row.tenant_id)
    learner = session.get_one(User, row.learner_id)
    reached = session.scalar(
        select(Progress.progress).where(
            Progress.activity_id == row.activity_id, Progress.learner_id == row.learner_id
        )
    )
    assert row.sending_timestamp is not None  # noqa: S101 - set by `_intend`
    score = Score(
        user_id=learner.subject,
        given=round(100 * min(max(row.sending_score or 0.0, 0.0), 1.0), 4),
        timestamp=row.sending_timestamp,
        submitted_at=row.sending_submitted_at or row.submitted_at,
        completed=(reached or 0.0) >= 1.0 or row.score >= 1.0,
        comment=row.comment,
        new_submission=row.sent_timestamp is None,
    )
    registration = session.get_one(Registration, tenant.registration_id)
    return Parcel(row.id, registration, link.line_item_url or "", score, row.sending_tries)


def _announce(session: Session, row: Passback, verdict: Verdict, now: datetime) -> None:
    """Say how a POST ended: once, because its timestamp is in the id."""
    release, stamp = row.sending_event_id, row.sending_timestamp
    if release is None or stamp is None:
        return
    link = session.get_one(ResourceLink, row.resource_link_id)
    accept(
        session,
        ScoreDelivered(
            event_id=uuid5(release, f"score.delivered:{link.id}:{stamp.isoformat()}"),
            occurred_at=row.sending_submitted_at or row.submitted_at,
            produced_at=now,
            tenant=str(row.tenant_id),
            course_id=str(link.course_id),
            learner_id=row.learner_id,
            parent_id=release,
            activity_id=row.activity_id,
            score=row.sending_score if row.sending_score is not None else row.score,
            outcome="delivered" if verdict.kind == "later" else verdict.kind,
            detail=verdict.detail,
        ),
    )


def _forget_sending(row: Passback) -> None:
    row.sending_score = row.sending_timestamp = None
    row.sending_submitted_at = row.sending_event_id = None
    row.sending_tries = 0
