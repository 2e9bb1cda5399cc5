"""Tombstones: nothing of an erased tenant is kept again."""

from collections import Counter
from collections.abc import Collection
from contextlib import suppress
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from lti_tool.models import ErasedTenant

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


def bury(session: Session, tenant_id: UUID, receipt_id: UUID, now: datetime) -> None:
    """Leave a tombstone of an erased tenant: nothing of it is kept again."""
    session.add(
        ErasedTenant(
            id=tenant_id,
            erased_at=now,
            receipt_id=receipt_id,
            dropped=0,
            swept=0,
            sweeps=0,
            sweep_at=now + SWEEPS[0],
        )
    )


def drop_erased(session: Session, tenants: Collection[str]) -> set[str]:
    """Return which tenants of some events were erased, and count those events.

    `tenants` has one id for each event.
    """
    known = _ids(tenants)
    query = select(ErasedTenant.id).where(ErasedTenant.id.in_(known))
    gone = session.scalars(query).all()
    for tenant_id in gone:
        session.execute(
            update(ErasedTenant)
            .where(ErasedTenant.id == tenant_id)
            .values(dropped=ErasedTenant.dropped + known[tenant_id])
        )
    return {str(tenant_id) for tenant_id in gone}


def _ids(tenants: Collection[str]) -> Counter[UUID]:
    counts: Counter[UUID] = Counter()
    for text in tenants:
        with suppress(ValueError):
            counts[UUID(text)] += 1
    return counts
