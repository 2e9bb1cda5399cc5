"""Which policy teaches whom: by chance, always the same, and only for a while."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from analytics.content.plan import Experiment, Plan
from analytics.paths import DEFAULT_POLICY, first_step
from analytics.paths.simulation.courses import make_course
from analytics.paths.teaching import (
    OFFERED,
    arm_of,
    family,
    opening_step,
    policy_called,
    policy_for,
    running,
)

END = datetime(2026, 3, 30, tzinfo=UTC)


def experiment(share: float = 0.5, number: int = 7) -> Experiment:
    policies = ("greedy", "fixed-sequence")
    return Experiment(id=UUID(int=number), policies=policies, share=share, until=END)


def plan(**changes: object) -> Plan:
    return make_course(1).plan.model_copy(update=changes)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.8])
def test_the_arms_get_their_shares(share: float) -> None:
    learners = [UUID(int=number) for number in range(4_000)]
    second = sum(arm_of(experiment(share), learner) == "second" for learner in learners)
    assert second / len(learners) == pytest.approx(share, abs=0.03)


def test_a_learner_stays_in_an_arm_and_another_experiment_draws_anew() -> None:
    learners = [UUID(int=number) for number in range(400)]
    arms = [arm_of(experiment(), learner) for learner in learners]
    assert arms == [arm_of(experiment(), learner) for learner in learners]
    again = [arm_of(experiment(number=8), learner) for learner in learners]
    same = sum(one == other for one, other in zip(arms, again, strict=True))
    assert 150 < same < 250


def test_the_arm_teaches_until_the_end_and_the_activity_from_then_on() -> None:
    learner, before = uuid4(), END - timedelta(seconds=1)
    compared = plan(policy="thompson", experiment=experiment())
    arm = {"first": "greedy", "second": "fixed-sequence"}[arm_of(experiment(), learner)]
    assert family(policy_for(compared, learner, before)) == arm
    assert family(policy_for(compared, learner, END)) == "thompson"
    assert running(compared, END) is None
    assert policy_for(plan(), learner, before) is DEFAULT_POLICY


def test_a_policy_that_is_not_known_here_is_the_default() -> None:
    assert policy_called("from-tomorrow") is DEFAULT_POLICY
    assert {family(policy_called(name)) for name in OFFERED} == set(OFFERED)
    assert OFFERED[0] == family(DEFAULT_POLICY)
    assert "random" not in OFFERED


def test_everybody_begins_by_the_activitys_policy_in_either_arm() -> None:
    fixed = plan(policy="fixed-sequence")
    skill = fixed.skills[0].id
    assert opening_step(fixed).item_id == fixed.items_by_skill[skill][0].id
    assert opening_step(plan(experiment=experiment())) == first_step(plan())
