"""Learners who do not believe an estimate, and what became of it."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lti_tool.models.base import Base, utc_now
from lti_tool.models.people import User


class Challenge(Base):
    """A learner challenged the estimate of a skill.

    `wish` is "question" (ask me one) or "look" (let the teacher look at it); `band` and
    `value` are what the learner saw. A question is answered by being asked, then
    `answered_by` is empty; a look by the teacher's `reply`.
    """

    __tablename__ = "challenges"
    __table_args__ = (
        Index("ix_challenges_activity", "activity_id", "answered_at"),
        Index("ix_challenges_learner", "learner_id", "activity_id", "skill_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("deployments.id"), index=True)
    activity_id: Mapped[UUID] = mapped_column(ForeignKey("activities.id"))
    learner_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    skill_id: Mapped[str] = mapped_column(String(64))
    wish: Mapped[str] = mapped_column(String(16))
    words: Mapped[str] = mapped_column(Text, default="")
    band: Mapped[str] = mapped_column(String(16))
    value: Mapped[float | None]
    opened_at: Mapped[datetime] = mapped_column(default=utc_now)
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    reply: Mapped[str] = mapped_column(Text, default="")

    learner: Mapped[User] = relationship(foreign_keys=[learner_id])
