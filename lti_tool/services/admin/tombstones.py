"""Tombstones: nothing of an erased tenant or learner is kept again."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from analytics.events import AnyEvent
from lti_tool.models import AdminAction, ErasedLearner, ErasedTenant

SWEEPS = (
    timedelta(minutes=1),
    timedelta(minutes=10),
    timedelta(hours=1),
    timedelta(hours=6),
    timedelta(days=1),
    timedelta(days=3),
    timedelta(days=8),
    timedelta(days=30),
)
"""When the warehouse is swept, counted from the erasure."""


def bury(session: Session, erased: ErasedTenant | ErasedLearner, receipt: AdminAction) -> None:
    """Leave a tombstone: nothing of whoever was erased is kept again."""
    erased.erased_at, erased.receipt_id = receipt.at, receipt.id
    erased.sweep_at = receipt.at + SWEEPS[0]
    session.add(erased)


def of_erased(session: Session, events: Sequence[AnyEvent]) -> set[UUID]:
    """Return which events are of erased tenants or learners, and count them."""
    tenants = {event.event_id: event.tenant for event in events}
    learners = {event.event_id: str(event.learner_id) for event in events}
    return _counted(session, ErasedTenant, tenants) | _counted(session, ErasedLearner, learners)


def _counted(
    session: Session, kind: type[ErasedTenant | ErasedLearner], whose: Mapping[UUID, str]
) -> set[UUID]:
    known = _ids(whose.values())
    gone = session.scalars(select(kind.id).where(kind.id.in_(known))).all()
    for one in gone:
        more = kind.dropped + known[one]
        session.execute(update(kind).where(kind.id == one).values(dropped=more))
    texts = {str(one) for one in gone}
    return {event_id for event_id, text in whose.items() if text in texts}


def _ids(texts: Collection[str]) -> Counter[UUID]:
    counts: Counter[UUID] = Counter()
    for text in texts:
        with suppress(ValueError):
            counts[UUID(text)] += 1
    return counts
