"""The skills of a course where its teachers changed them, every revision kept."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lti_tool.models.base import Base, utc_now
from lti_tool.models.people import User


class CourseSkills(Base):
    """A course's own skills in place of a bank's; the course's activities hold a copy.

    `body` is an `analytics.content.SkillMap`. Revision 0 is the bank's own skills.
    """

    __tablename__ = "course_skills"
    __table_args__ = (UniqueConstraint("course_id", "bank_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("deployments.id"))
    course_id: Mapped[UUID] = mapped_column(ForeignKey("courses.id"))
    bank_id: Mapped[str] = mapped_column(String(64))
    revision: Mapped[int] = mapped_column(default=0)
    body: Mapped[dict[str, Any]]


class CourseSkillsRevision(Base):
    """A course's skills as they were after one change.

    `deed` says what was done, `names` to which skills.
    """

    __tablename__ = "course_skills_revisions"

    map_id: Mapped[UUID] = mapped_column(ForeignKey("course_skills.id"), primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("deployments.id"), index=True)
    body: Mapped[dict[str, Any]]
    deed: Mapped[str] = mapped_column(String(16))
    names: Mapped[list[str]] = mapped_column(default=list)
    made_by: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    made_at: Mapped[datetime] = mapped_column(default=utc_now)

    maker: Mapped[User] = relationship()
