"""Choose what teaches an activity; start and stop experiments; put learners into arms."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4, uuid5

from sqlalchemy import select
from sqlalchemy.orm import Session

from analytics.content.plan import Experiment
from analytics.events import ExperimentAssigned
from analytics.paths.teaching import OFFERED, arm_of, running
from lti_tool.errors import Refused
from lti_tool.models import Activity, ExperimentArm, Launch, PolicyExperiment
from lti_tool.services.activities import Course, find_activity
from lti_tool.services.outbox import accept

DAYS_MAX = 366


@dataclass(frozen=True, slots=True)
class ExperimentDraft:
    """What a teacher fills in to compare two policies.

    Attributes:
        share: of the learners in the second arm, 0.1 to 0.9.
        days: how long it runs, 1 to `DAYS_MAX`.
    """

    first: str
    second: str
    share: float
    days: int


def choose_policy(session: Session, launch: Launch, name: str) -> None:
    """Let another policy teach the launch's activity, from the next answer on.

    Raises:
        NotFound: the launch has no activity.
        Refused: no such policy is offered.
    """
    activity = find_activity(session, launch)
    activity.policy = _offered(name)


def start_experiment(
    session: Session, launch: Launch, draft: ExperimentDraft, now: datetime
) -> PolicyExperiment:
    """Compare two policies in the launch's activity.

    Raises:
        NotFound: the launch has no activity.
        Refused: a value is outside its range, or an experiment runs already.
    """
    activity = find_activity(session, launch)
    if _runs(activity, now):
        raise Refused("experiment_runs")
    _check(draft)
    made = PolicyExperiment(
        id=uuid4(),
        tenant_id=activity.tenant_id,
        activity_id=activity.id,
        first_policy=draft.first,
        second_policy=draft.second,
        share=draft.share,
        started_by=launch.user_id,
        started_at=now,
        ends_at=now + timedelta(days=draft.days),
    )
    session.add(made)
    carried = Experiment(
        id=made.id,
        policies=(made.first_policy, made.second_policy),
        share=made.share,
        until=made.ends_at,
    )
    activity.experiment = carried.model_dump(mode="json")
    return made


def stop_experiment(session: Session, launch: Launch, now: datetime) -> None:
    """End the experiment of the launch's activity; none running is fine.

    Raises:
        NotFound: the launch has no activity.
    """
    activity = find_activity(session, launch)
    if not _runs(activity, now):
        return
    row = session.get_one(PolicyExperiment, UUID(str((activity.experiment or {})["id"])))
    row.stopped_at, activity.experiment = now, None


def enroll(session: Session, launch: Launch, course: Course, now: datetime) -> None:
    """Note which arm a learner is in, once, when their first answer in it is taken.

    A platform's test student is taught like any other, but is nobody to count.
    """
    experiment = running(course.plan, now)
    if experiment is None or launch.is_test_user:
        return
    if session.get(ExperimentArm, (experiment.id, launch.user_id)) is not None:
        return
    arm = arm_of(experiment, launch.user_id)
    session.add(
        ExperimentArm(
            experiment_id=experiment.id,
            learner_id=launch.user_id,
            tenant_id=launch.tenant_id,
            arm=arm,
            assigned_at=now,
        )
    )
    accept(
        session,
        ExperimentAssigned(
            event_id=uuid5(experiment.id, str(launch.user_id)),
            occurred_at=now,
            produced_at=now,
            tenant=str(launch.tenant_id),
            course_id=str(launch.course_id),
            learner_id=launch.user_id,
            activity_id=course.activity.id,
            experiment_id=experiment.id,
            arm=arm,
            policy=experiment.policies[arm == "second"],
            share=experiment.share,
        ),
    )


def _offered(name: str) -> str:
    if name not in OFFERED:
        raise Refused("policy_unknown", "policy")
    return name


def _check(draft: ExperimentDraft) -> None:
    if _offered(draft.first) == _offered(draft.second):
        raise Refused("policies_alike", "second")
    if not 0.1 <= draft.share <= 0.9:
        raise Refused("out_of_range", "share")
    if not 1 <= draft.days <= DAYS_MAX:
        raise Refused("out_of_range", "days")


def _runs(activity: Activity, now: datetime) -> bool:
    if not activity.experiment:
        return False
    return now < Experiment.model_validate(activity.experiment).until


def experiments_of(session: Session, activity: Activity) -> list[PolicyExperiment]:
    """Return an activity's experiments, the newest first."""
    rows = session.scalars(
        select(PolicyExperiment)
        .where(PolicyExperiment.activity_id == activity.id)
        .order_by(PolicyExperiment.started_at.desc(), PolicyExperiment.id)
    )
    return list(rows)
