"""People and courses as the platforms name them, and their launches."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lti_tool.models.base import Base, utc_now
from lti_tool.models.platform import Deployment


class User(Base):
    """A person: the tenant and the subject, never the e-mail."""

    __tablename__ = "users"
    __table_args__ = (UniqueConstraint("tenant_id", "subject"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("deployments.id"))
    subject: Mapped[str] = mapped_column(String(255))
    name: Mapped[str] = mapped_column(String(255), default="")
    created_at: Mapped[datetime] = mapped_column(default=utc_now)


class Course(Base):
    """An LTI context. `placement`: who comes new to it is placed by a test."""

    __tablename__ = "courses"
    __table_args__ = (UniqueConstraint("tenant_id", "lti_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("deployments.id"))
    lti_id: Mapped[str] = mapped_column(String(255))
    title: Mapped[str] = mapped_column(String(255), default="")
    memberships_url: Mapped[str | None] = mapped_column(Text)
    placement: Mapped[bool] = mapped_column(default=False, server_default=false())
    created_at: Mapped[datetime] = mapped_column(default=utc_now)


class Launch(Base):
    """One accepted launch: what its pages may see and do.

    `token_hash` is the SHA-256 of the page token; the token itself is only in
    the page. `role` is "learner", "teacher", "admin" or "viewer", and speaks of
    the course; `sees_institution` is true for an administrator of the platform,
    who may also teach. `review_of` is the learner whose work a launch from a
    gradebook is about. `is_test_user`: a platform's test student, who is no
    person. Answers are taken from `opens_at` until `closes_at`.
    """

    __tablename__ = "launches"
    __table_args__ = (
        Index(
            "ix_launches_test_users",
            "user_id",
            sqlite_where=text("is_test_user = 1"),
            postgresql_where=text("is_test_user"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("deployments.id"))
    course_id: Mapped[UUID] = mapped_column(ForeignKey("courses.id"))
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    activity_id: Mapped[UUID | None] = mapped_column(ForeignKey("activities.id"))
    resource_link_id: Mapped[UUID | None] = mapped_column(ForeignKey("resource_links.id"))
    message_type: Mapped[str] = mapped_column(String(64))
    role: Mapped[str] = mapped_column(String(16))
    sees_institution: Mapped[bool] = mapped_column(default=False)
    is_test_user: Mapped[bool] = mapped_column(default=False, server_default=false())
    opens_at: Mapped[datetime | None]
    closes_at: Mapped[datetime | None]
    locale: Mapped[str] = mapped_column(String(16), default="en")
    return_url: Mapped[str | None] = mapped_column(Text)
    deep_linking: Mapped[dict[str, Any] | None]
    review_of: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    expires_at: Mapped[datetime] = mapped_column(index=True)

    tenant: Mapped[Deployment] = relationship()
    course: Mapped[Course] = relationship()
    user: Mapped[User] = relationship(foreign_keys=[user_id])
