"""A course's skills where its teachers changed them, and what answers say of them."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lti_tool.models.base import Base, utc_now
from lti_tool.models.decided import Undoable
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


class RejectedEdge(Undoable, Base):
    """A prerequisite that answers suggested for a course and a teacher did not want.

    `learners` are those whose answers the suggestion went by. One that was taken back
    has `undone_at`, and stays.
    """

    __tablename__ = "rejected_edges"
    __table_args__ = (Index("ix_rejected_edges_course", "course_id", "bank_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("deployments.id"))
    course_id: Mapped[UUID] = mapped_column(ForeignKey("courses.id"))
    bank_id: Mapped[str] = mapped_column(String(64))
    before_id: Mapped[str] = mapped_column(String(64))
    after_id: Mapped[str] = mapped_column(String(64))
    learners: Mapped[int]


class SkillFindings(Base):
    """What answers say of a course's skills, as it was worked out last.

    `body` is an `analytics.evaluation.prerequisites.Findings`, empty before the first
    time; `basis` tells the skills and questions that it was worked out for. While
    `asked_at` is set somebody waits for it.
    """

    __tablename__ = "skill_findings"
    __table_args__ = (Index("ix_skill_findings_asked", "asked_at"),)

    course_id: Mapped[UUID] = mapped_column(ForeignKey("courses.id"), primary_key=True)
    bank_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("deployments.id"), index=True)
    asked_at: Mapped[datetime | None]
    found_at: Mapped[datetime | None]
    basis: Mapped[str] = mapped_column(String(64), default="")
    body: Mapped[dict[str, Any]] = mapped_column(default=dict)
