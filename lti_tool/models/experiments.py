"""Experiments between two path policies, and who was put into which arm."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lti_tool.models.base import Base, utc_now
from lti_tool.models.people import User


class PolicyExperiment(Base):
    """Two path policies compared in an activity.

    `share` of the learners go to the second arm. `ends_at` is when it ends by itself;
    `stopped_at` is set where a teacher ended it sooner.
    """

    __tablename__ = "policy_experiments"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("deployments.id"))
    activity_id: Mapped[UUID] = mapped_column(ForeignKey("activities.id"), index=True)
    first_policy: Mapped[str] = mapped_column(String(64))
    second_policy: Mapped[str] = mapped_column(String(64))
    share: Mapped[float]
    started_by: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    started_at: Mapped[datetime] = mapped_column(default=utc_now)
    ends_at: Mapped[datetime]
    stopped_at: Mapped[datetime | None]

    starter: Mapped[User] = relationship()


class ExperimentArm(Base):
    """A learner's arm of an experiment, "first" or "second", from a moment on."""

    __tablename__ = "experiment_arms"

    experiment_id: Mapped[UUID] = mapped_column(
        ForeignKey("policy_experiments.id"), primary_key=True
    )
    learner_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"), primary_key=True)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("deployments.id"), index=True)
    arm: Mapped[str] = mapped_column(String(8))
    assigned_at: Mapped[datetime] = mapped_column(default=utc_now)

    learner: Mapped[User] = relationship()
