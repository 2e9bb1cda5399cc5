"""Questions that teachers made, every revision kept."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lti_tool.models.base import Base, utc_now
from lti_tool.models.people import User


class OwnItem(Base):
    """A teacher's question, for every teacher of the tenant to place.

    `body` is an `analytics.content.Item` as it is now; its skills are of the bank
    `bank_id`. Teachers of `course_id` and who made it may change it. An activity
    holds a copy of the body: what it asks moves only when it takes a revision.
    `copied_from` is the id of the item that it began as.
    """

    __tablename__ = "own_items"
    __table_args__ = (Index("ix_own_items_bank", "tenant_id", "bank_id", "updated_at"),)

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("deployments.id"))
    course_id: Mapped[UUID] = mapped_column(ForeignKey("courses.id"), index=True)
    bank_id: Mapped[str] = mapped_column(String(64))
    created_by: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    updated_at: Mapped[datetime] = mapped_column(default=utc_now)
    revision: Mapped[int] = mapped_column(default=1)
    body: Mapped[dict[str, Any]]
    copied_from: Mapped[str | None] = mapped_column(String(64))
    removed_at: Mapped[datetime | None]

    author: Mapped[User] = relationship()


class OwnItemRevision(Base):
    """A teacher's question as it was after one change."""

    __tablename__ = "own_item_revisions"

    item_id: Mapped[str] = mapped_column(ForeignKey("own_items.id"), primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("deployments.id"), index=True)
    body: Mapped[dict[str, Any]]
    made_by: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    made_at: Mapped[datetime] = mapped_column(default=utc_now)

    maker: Mapped[User] = relationship()
