"""The outbox: events accepted here, until all that follows is known stored."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from analytics.events import AnyEvent
from lti_tool.models import OutboxEvent, table_of

_ACCEPTED = insert(table_of(OutboxEvent))


@dataclass(frozen=True, slots=True)
class Waiting:
    """An accepted event that the broker does not have."""

    seq: int
    kind: str
    learner_id: UUID
    payload: bytes


@dataclass(frozen=True, slots=True)
class Unconfirmed:
    """An event that the broker has, not yet known to be complete."""

    seq: int
    event_id: UUID
    kind: str
    sends: int
    published_at: datetime


def accept(session: Session, event: AnyEvent) -> None:
    """Add an event to the outbox; it is accepted when `session` commits."""
    accepted = {
        "event_id": event.event_id,
        "tenant_id": UUID(event.tenant),
        "kind": event.kind,
        "key": event.learner_id,
        "payload": event.to_json(),
    }
    session.connection().execute(_ACCEPTED, accepted)


def waiting(session: Session, limit: int) -> Sequence[Waiting]:
    """Return what is to be sent, in the order of acceptance."""
    rows = session.execute(
        select(OutboxEvent.seq, OutboxEvent.kind, OutboxEvent.key, OutboxEvent.payload)
        .where(OutboxEvent.published_at.is_(None))
        .order_by(OutboxEvent.seq)
        .limit(limit)
    )
    return [Waiting(*row) for row in rows]


def mark_published(session: Session, seqs: Collection[int], now: datetime) -> None:
    """Note that the broker has acknowledged some events."""
    session.execute(
        update(OutboxEvent)
        .where(OutboxEvent.seq.in_(seqs))
        .values(published_at=now, sends=OutboxEvent.sends + 1)
    )


def unconfirmed(
    session: Session, *, after_seq: int, before: datetime, limit: int
) -> Sequence[Unconfirmed]:
    """Return events sent before a moment and not known complete, by `seq`."""
    rows = session.execute(
        select(
            OutboxEvent.seq,
            OutboxEvent.event_id,
            OutboxEvent.kind,
            OutboxEvent.sends,
            OutboxEvent.published_at,
        )
        .where(
            OutboxEvent.confirmed_at.is_(None),
            OutboxEvent.seq > after_seq,
            OutboxEvent.published_at < before,
        )
        .order_by(OutboxEvent.seq)
        .limit(limit)
    )
    return [
        Unconfirmed(seq, event_id, kind, sends, at)
        for seq, event_id, kind, sends, at in rows
        if at is not None
    ]


def mark_confirmed(session: Session, seqs: Collection[int], now: datetime) -> None:
    """Note that events and all that follows from them are stored and shown."""
    session.execute(update(OutboxEvent).where(OutboxEvent.seq.in_(seqs)).values(confirmed_at=now))


def reopen(session: Session, event_id: UUID, payload: bytes) -> bool:
    """Send an accepted event once more, and watch it as if it were new.

    Returns:
        False if it was not accepted here.
    """
    found = session.scalar(select(OutboxEvent).where(OutboxEvent.event_id == event_id))
    if found is None:
        return False
    found.payload = payload
    found.published_at = None
    found.confirmed_at = None
    return True


def send_again(session: Session, seqs: Collection[int]) -> None:
    """Give events to the relay once more."""
    session.execute(update(OutboxEvent).where(OutboxEvent.seq.in_(seqs)).values(published_at=None))
