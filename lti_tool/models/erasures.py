"""Who was erased, tenants and learners: ids alone, so that nothing of theirs is kept again."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from lti_tool.models.base import Base, utc_now


class Tombstone:
    """What is known of an erasure, and what came after it.

    The warehouse is swept again from `sweep_at` on until the last sweep, then it is
    None. `dropped` counts events that were on their way and were not kept; `swept`
    rows that had been.
    """

    erased_at: Mapped[datetime] = mapped_column(default=utc_now)
    receipt_id: Mapped[UUID | None]
    dropped: Mapped[int] = mapped_column(default=0)
    swept: Mapped[int] = mapped_column(default=0)
    sweeps: Mapped[int] = mapped_column(default=0)
    sweep_at: Mapped[datetime | None] = mapped_column(index=True)


class ErasedTenant(Tombstone, Base):
    """A tenant that was erased. `id` was the deployment's own; nobody has it any more."""

    __tablename__ = "erased_tenants"

    id: Mapped[UUID] = mapped_column(primary_key=True)

    @property
    def whose(self) -> tuple[str, UUID | None]:
        """Return the tenant of events and rows, and of whom in it."""
        return str(self.id), None


class ErasedLearner(Tombstone, Base):
    """A person who was erased. `id` was the person's own; who comes again gets another."""

    __tablename__ = "erased_learners"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID]

    @property
    def whose(self) -> tuple[str, UUID | None]:
        """Return the tenant of events and rows, and of whom in it."""
        return str(self.tenant_id), self.id
