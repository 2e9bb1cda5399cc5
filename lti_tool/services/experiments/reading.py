"""What is known of an experiment: who is in it, and in which arm."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from lti_tool.errors import NotFound
from lti_tool.models import ExperimentArm, Launch, PolicyExperiment, User
from lti_tool.services.activities import find_activity


@dataclass(frozen=True, slots=True)
class Enrolled:
    """An experiment and its learners by arm, each by name."""

    experiment: PolicyExperiment
    first: tuple[ExperimentArm, ...]
    second: tuple[ExperimentArm, ...]

    @property
    def ends_at(self) -> datetime:
        """Return when it ended or will end."""
        return self.experiment.stopped_at or self.experiment.ends_at

    def runs(self, now: datetime) -> bool:
        """Tell whether it still puts learners into arms."""
        return now < self.ends_at


def read_enrolled(session: Session, launch: Launch, experiment_id: UUID) -> Enrolled:
    """Return an experiment of the launch's activity with who is in it.

    Raises:
        NotFound: the activity has no such experiment.
    """
    with_starter = [joinedload(PolicyExperiment.starter)]
    experiment = session.get(PolicyExperiment, experiment_id, options=with_starter)
    if experiment is None or experiment.activity_id != find_activity(session, launch).id:
        raise NotFound
    rows = session.scalars(
        select(ExperimentArm)
        .join(User, User.id == ExperimentArm.learner_id)
        .where(ExperimentArm.experiment_id == experiment.id)
        .options(joinedload(ExperimentArm.learner))
        .order_by(User.name, User.id)
    ).all()
    arms = {arm: tuple(row for row in rows if row.arm == arm) for arm in ("first", "second")}
    return Enrolled(experiment, **arms)
