"""Who is in a course, and what its gradebook columns are, as last read."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lti_tool.models.base import Base
from lti_tool.models.people import User


class CourseRoster(Base):
    """How the reading of a course's roster stands.

    `differences_url` is where the platform tells what changed since; `read_at`
    the last reading of any kind, `whole_at` the last one of everybody.
    """

    __tablename__ = "course_rosters"

    course_id: Mapped[UUID] = mapped_column(ForeignKey("courses.id"), primary_key=True)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("deployments.id"), index=True)
    differences_url: Mapped[str | None] = mapped_column(Text)
    read_at: Mapped[datetime | None]
    whole_at: Mapped[datetime | None]
    next_try_at: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)
    detail: Mapped[str] = mapped_column(Text, default="")


class Membership(Base):
    """One person in one course. `role` is as in `Launch`; `active`: still there."""

    __tablename__ = "memberships"

    course_id: Mapped[UUID] = mapped_column(ForeignKey("courses.id"), primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"), primary_key=True)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("deployments.id"), index=True)
    role: Mapped[str] = mapped_column(String(16))
    active: Mapped[bool] = mapped_column(default=True)
    seen_at: Mapped[datetime]

    user: Mapped[User] = relationship()


class GradebookColumn(Base):
    """What we know of a link's column in the LMS, and when to look again.

    `line_item_url` is of a column that we found or made ourselves: the platform
    need not name it in launches. `label` is the last title that we gave it or
    saw first; `asked_at` when a teacher asked for a column to be made.
    """

    __tablename__ = "gradebook_columns"

    resource_link_id: Mapped[UUID] = mapped_column(
        ForeignKey("resource_links.id"), primary_key=True
    )
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("deployments.id"), index=True)
    line_item_url: Mapped[str | None] = mapped_column(Text)
    label: Mapped[str] = mapped_column(String(255), default="")
    maximum: Mapped[float | None]
    asked_at: Mapped[datetime | None]
    read_at: Mapped[datetime | None]
    next_read_at: Mapped[datetime] = mapped_column(index=True)
    tries: Mapped[int] = mapped_column(default=0)
    detail: Mapped[str] = mapped_column(Text, default="")
