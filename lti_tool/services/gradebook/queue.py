"""The queue of scores for gradebooks: one row for each learner and column.

A newer release replaces a pending one. What may have been received by the LMS
is remembered in the row (`sending_…`, `perhaps_sent`) until its outcome is
known, so that a crash or a lost answer repeats the same score with the same
timestamp, never sends an older one over a newer, and never takes our own score
for a teacher's.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid5

from sqlalchemy import select
from sqlalchemy.orm import Session

from analytics.events import ScoreDelivered
from lti_tool.adapters.database import Database
from lti_tool.models import Passback, ResourceLink
from lti_tool.services.gradebook.delivery import Delivery, Parcel
from lti_tool.services.gradebook.parcels import pack
from lti_tool.services.gradebook.release import APART, not_before, same
from lti_tool.services.gradebook.words import Outcome, Verdict, give_up, is_final
from lti_tool.services.outbox import accept

LEASE = timedelta(seconds=90)
FIRST_WAIT_S = 2.0
LONGEST_WAIT_S = 3_600.0
MAX_TRIES = 30
PERHAPS = 12
"""So many scores that may have arrived are remembered."""


@dataclass(frozen=True, slots=True)
class PassbackQueue:
    """Sends what is due.

    Attributes:
        jitter: returns 0 to 1; spreads retries.
    """

    database: Database
    deliver: Delivery
    clock: Callable[[], datetime]
    jitter: Callable[[], float] = random.random

    def step(self) -> bool:
        """Send one due score; tell whether there was one.

        Never raises for what a platform does; a database error passes.
        """
        parcel = self._claim()
        if parcel is None:
            return False
        verdict = self.deliver(parcel)
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
            return pack(session, row)

    @staticmethod
    def _intend(row: Passback, now: datetime) -> None:
        """Repeat what may have been received, or stamp the newest score."""
        repeats = row.sending_timestamp is not None and same(row.score, row.sending_score)
        if not repeats:
            row.sending_timestamp = not_before(row, now)
            row.sending_score = row.score
            row.sending_submitted_at = row.submitted_at
            row.sending_event_id = row.release_event_id
            row.sending_tries = 0
            others = [score for score in row.perhaps_sent if not same(score, row.score)]
            row.perhaps_sent = [*others, row.score][-PERHAPS:]
        row.sending_tries += 1
        row.tries += 1

    def _settle(self, parcel: Parcel, verdict: Verdict) -> None:
        now = self.clock()
        with self.database.write() as session:
            row = session.get(Passback, parcel.row_id, with_for_update=True)
            if row is None or row.sending_timestamp != parcel.score.timestamp:
                return
            row.detail = verdict.detail
            if verdict.seen is not None:
                row.lms_score, row.lms_seen_at = verdict.seen.score, now
            if verdict.kind == "delivered":
                self._delivered(session, row, now)
            elif verdict.kind == "conflict":
                self._disputed(session, row, verdict, now)
            elif is_final(verdict, row.tries, MAX_TRIES):
                self._ended(session, row, give_up(verdict), now)
            else:
                self._again(row, verdict, now)

    def _delivered(self, session: Session, row: Passback, now: datetime) -> None:
        _announce(session, row, Verdict("delivered", ""), now)
        _taken(row)
        row.lms_score, row.lms_seen_at, row.tries = row.sent_score, now, 0
        if same(row.score, row.sent_score):
            row.status = "sent"
        else:
            row.next_try_at = not_before(row, now)

    @staticmethod
    def _disputed(session: Session, row: Passback, verdict: Verdict, now: datetime) -> None:
        if verdict.sent:
            _announce(session, row, Verdict("refused", verdict.detail), now)
            _taken(row)
        else:
            _forget_sending(row)
        row.status, row.tries, row.lms_agreed, row.ask_after = "conflict", 0, None, None

    def _again(self, row: Passback, verdict: Verdict, now: datetime) -> None:
        if verdict.restamp:
            row.sending_score = None
        wait_s = min(LONGEST_WAIT_S, FIRST_WAIT_S * 2 ** min(row.tries - 1, 20))
        wait_s *= 0.5 + self.jitter() / 2
        if verdict.retry_after_s is not None:
            wait_s = min(LONGEST_WAIT_S, max(wait_s, verdict.retry_after_s))
        row.next_try_at = not_before(row, now + timedelta(seconds=wait_s))

    @staticmethod
    def _ended(session: Session, row: Passback, verdict: Verdict, now: datetime) -> None:
        _announce(session, row, verdict, now)
        replaced = not same(row.score, row.sending_score)
        _forget_sending(row)
        row.detail = verdict.detail
        row.status = "pending" if replaced else verdict.kind
        row.tries, row.next_try_at = 0, not_before(row, now + APART)


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
            outcome=_outcome(verdict),
            detail=verdict.detail,
        ),
    )


def _outcome(verdict: Verdict) -> Outcome:
    if verdict.kind == "not_gradable" or verdict.kind == "refused":  # noqa: PLR1714 - typed
        return verdict.kind
    return "delivered"


def _taken(row: Passback) -> None:
    """Keep what the LMS has taken as the last sent score."""
    row.sent_score, row.sent_timestamp = row.sending_score, row.sending_timestamp
    row.perhaps_sent, row.lms_agreed, row.ask_after = [], None, None
    _forget_sending(row)


def _forget_sending(row: Passback) -> None:
    row.sending_score = row.sending_timestamp = None
    row.sending_submitted_at = row.sending_event_id = None
    row.sending_tries = 0
