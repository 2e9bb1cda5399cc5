"""Tenants that were erased: ids alone, so that nothing of theirs is kept again."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from lti_tool.models.base import Base, utc_now


class ErasedTenant(Base):
    """A tenant that was erased, and what came after its erasure.

    `id` was the deployment's own; nobody has it any more. The warehouse is swept
    again from `sweep_at` on until the last sweep, then it is None. `dropped` counts
    events that were on their way and were not kept; `swept` rows that had been.
    """

    __tablename__ = "erased_tenants"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    erased_at: Mapped[datetime] = mapped_column(default=utc_now)
    receipt_id: Mapped[UUID | None]
    dropped: Mapped[int] = mapped_column(default=0)
    swept: Mapped[int] = mapped_column(default=0)
    sweeps: Mapped[int] = mapped_column(default=0)
    sweep_at: Mapped[datetime | None] = mapped_column(index=True)
