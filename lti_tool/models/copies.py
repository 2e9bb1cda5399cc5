"""Copied courses and what came over; notices of platforms."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lti_tool.models.base import Base, utc_now


class CourseCopy(Base):
    """A course that was made from another one of its tenant.

    `mode` is None until a teacher chose, then "same", "fresh" or "none": what
    becomes of activities that are first opened later. `seen_by` says how it
    was noticed: "launch" or "notice".
    """

    __tablename__ = "course_copies"
    __table_args__ = (UniqueConstraint("course_id", "source_course_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("deployments.id", ondelete="CASCADE"))
    course_id: Mapped[UUID] = mapped_column(ForeignKey("courses.id", ondelete="CASCADE"))
    source_course_id: Mapped[UUID] = mapped_column(ForeignKey("courses.id", ondelete="CASCADE"))
    seen_by: Mapped[str] = mapped_column(String(16))
    mode: Mapped[str | None] = mapped_column(String(16))
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    decided_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=utc_now)


class CopiedActivity(Base):
    """An activity of the source course, and what it became in the copy.

    `activity_id` is None until a teacher chose. In mode "same" it follows
    changes of its source until it is changed itself; in mode "fresh" it is on
    its own. It always has attempts and progress of its own.
    """

    __tablename__ = "copied_activities"
    __table_args__ = (UniqueConstraint("course_id", "source_activity_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    tenant_id: Mapped[UUID] = mapped_column(
        ForeignKey("deployments.id", ondelete="CASCADE"), index=True
    )
    copy_id: Mapped[UUID] = mapped_column(ForeignKey("course_copies.id", ondelete="CASCADE"))
    course_id: Mapped[UUID] = mapped_column(ForeignKey("courses.id", ondelete="CASCADE"))
    source_activity_id: Mapped[UUID] = mapped_column(
        ForeignKey("activities.id", ondelete="CASCADE"), index=True
    )
    activity_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("activities.id", ondelete="CASCADE"), index=True
    )
    mode: Mapped[str | None] = mapped_column(String(16))
    created_at: Mapped[datetime] = mapped_column(default=utc_now)


class CopiedLink(Base):
    """A link of a copied course that waits for its activity."""

    __tablename__ = "copied_links"

    resource_link_id: Mapped[UUID] = mapped_column(
        ForeignKey("resource_links.id", ondelete="CASCADE"), primary_key=True
    )
    tenant_id: Mapped[UUID] = mapped_column(
        ForeignKey("deployments.id", ondelete="CASCADE"), index=True
    )
    copied_activity_id: Mapped[UUID] = mapped_column(
        ForeignKey("copied_activities.id", ondelete="CASCADE"), index=True
    )


class Notice(Base):
    """A platform's notice: kept first, acted on afterwards.

    `replay_key` is the notice's jti or nonce, unique for a registration.
    `outcome` is empty until it was acted on.
    """

    __tablename__ = "notices"
    __table_args__ = (UniqueConstraint("registration_id", "replay_key"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    registration_id: Mapped[UUID] = mapped_column(
        ForeignKey("registrations.id", ondelete="CASCADE")
    )
    deployment_id: Mapped[str] = mapped_column(String(255))
    replay_key: Mapped[str] = mapped_column(String(255))
    kind: Mapped[str] = mapped_column(String(64))
    claims: Mapped[dict[str, Any]]
    received_at: Mapped[datetime] = mapped_column(index=True)
    acted_at: Mapped[datetime | None]
    outcome: Mapped[str] = mapped_column(String(64), default="")


class NoticeSubscription(Base):
    """A kind of notice that a tenant's platform offers, and whether we get it.

    `status` is "wanted", "on" or "refused".
    """

    __tablename__ = "notice_subscriptions"
    __table_args__ = (UniqueConstraint("tenant_id", "kind"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("deployments.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(64))
    service_url: Mapped[str] = mapped_column(Text)
    status: Mapped[str] = mapped_column(String(16), default="wanted")
    detail: Mapped[str] = mapped_column(Text, default="")
    next_try_at: Mapped[datetime] = mapped_column(default=utc_now)
    updated_at: Mapped[datetime] = mapped_column(default=utc_now, onupdate=utc_now)
