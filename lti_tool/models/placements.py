"""What an LMS was asked for when an activity was placed in its course."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from lti_tool.models.base import Base, utc_now


class Placement(Base):
    """The last placing of an activity by Deep Linking.

    `with_column`: a gradebook column was asked for. `opens_at` and `closes_at` are
    the dates that the teacher gave; they count where the LMS names none itself.
    """

    __tablename__ = "placements"

    activity_id: Mapped[UUID] = mapped_column(
        ForeignKey("activities.id", ondelete="CASCADE"), primary_key=True
    )
    tenant_id: Mapped[UUID] = mapped_column(
        ForeignKey("deployments.id", ondelete="CASCADE"), index=True
    )
    with_column: Mapped[bool]
    opens_at: Mapped[datetime | None]
    closes_at: Mapped[datetime | None]
    placed_at: Mapped[datetime] = mapped_column(default=utc_now)
