"""Which policy teaches a learner: the activity's own, or an experiment's arm.

Everything here follows from the plan, the learner and the moment of the answer, so
that the web, the streams and a replay say the same without asking each other.
"""

import hashlib
from datetime import datetime
from typing import Final, Literal
from uuid import UUID

from analytics.content.plan import Experiment, Plan
from analytics.mastery import start
from analytics.paths.catalogue import POLICIES
from analytics.paths.choosing import Policy
from analytics.paths.policy import DEFAULT_POLICY, first_step
from analytics.paths.step import Step

Arm = Literal["first", "second"]

_OUT_OF: Final = 2**64


def family(policy: Policy) -> str:
    """Return a policy's name without its version, as plans name it."""
    return policy.name.split(":")[0]


OFFERED: Final[tuple[str, ...]] = tuple(
    sorted(
        (family(policy) for policy in POLICIES if family(policy) != "random"),
        key=lambda name: (name != family(DEFAULT_POLICY), name),
    )
)
"""What a teacher may choose, the default first; nobody is taught by lot."""

_BY_FAMILY: Final = {family(policy): policy for policy in POLICIES}


def policy_called(name: str | None) -> Policy:
    """Return a policy by its name without version; the default for one not known here."""
    return _BY_FAMILY.get(name or "", DEFAULT_POLICY)


def arm_of(experiment: Experiment, learner_id: UUID) -> Arm:
    """Return a learner's arm: by chance, and always the same.

    A hash of both ids is as good as a draw, and nobody can choose it.
    """
    digest = hashlib.sha256(f"{experiment.id}:{learner_id}".encode()).digest()
    drawn = int.from_bytes(digest[:8], "big") / _OUT_OF
    return "second" if drawn < experiment.share else "first"


def running(plan: Plan, at: datetime) -> Experiment | None:
    """Return the experiment that a plan's learners are in at a moment."""
    experiment = plan.experiment
    return experiment if experiment is not None and at < experiment.until else None


def policy_for(plan: Plan, learner_id: UUID, at: datetime) -> Policy:
    """Return what chooses the step after a learner's answer of that moment."""
    experiment = running(plan, at)
    if experiment is None:
        return policy_called(plan.policy)
    first, second = experiment.policies
    return policy_called(second if arm_of(experiment, learner_id) == "second" else first)


def opening_step(plan: Plan) -> Step:
    """Return what everybody begins with, in either arm alike: by the activity's policy.

    Arms part with the first advice, so that nobody leaves one before it began.
    """
    policy = policy_called(plan.policy)
    opening = None if policy is DEFAULT_POLICY else policy.advise(plan, start(), 0).step
    return opening or first_step(plan)
