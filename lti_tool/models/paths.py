"""What teachers decided of paths, for a class or for one learner."""

from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from lti_tool.models.base import Base
from lti_tool.models.decided import Undoable


class PathOrder(Undoable, Base):
    """A teacher's order about one skill of an activity's path.

    `kind` is "lock", "skip", "mastered" or "pin". It is for the whole class where
    `learner_id` is None. One that was taken back has `undone_at`, and stays.
    """

    __tablename__ = "path_orders"
    __table_args__ = (Index("ix_path_orders_activity", "activity_id", "learner_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("deployments.id"))
    activity_id: Mapped[UUID] = mapped_column(ForeignKey("activities.id"))
    learner_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    skill_id: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(16))
    reason: Mapped[str] = mapped_column(Text)


class SkillReset(Undoable, Base):
    """A teacher let a learner begin anew on a skill, or on all of a bank.

    It holds in every activity of the course over the bank, as what is believed of the
    learner does; `activity_id` is where it was given. `skill_id` is None for all skills.
    Answers from before `made_at` count no more, until it has `undone_at`.
    """

    __tablename__ = "skill_resets"
    __table_args__ = (Index("ix_skill_resets_learner", "course_id", "bank_id", "learner_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("deployments.id"))
    course_id: Mapped[UUID] = mapped_column(ForeignKey("courses.id"))
    activity_id: Mapped[UUID] = mapped_column(ForeignKey("activities.id"))
    bank_id: Mapped[str] = mapped_column(String(64))
    learner_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    skill_id: Mapped[str | None] = mapped_column(String(64))
    reason: Mapped[str] = mapped_column(Text)

    def covers(self, skill_id: str) -> bool:
        """Tell whether a skill begins anew by it."""
        return self.skill_id in {None, skill_id}
