"""What every policy must keep to, whatever it prefers."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.mastery import LearnerState, start
from analytics.paths import COOL_DOWN
from analytics.paths.catalogue import POLICIES
from analytics.paths.choosing import Policy
from analytics.paths.sequences import FixedSequence, MasteryLearning, ThreeInARow
from analytics.paths.simulation.courses import Course, make_course
from analytics.paths.simulation.running import seen

EACH = pytest.mark.parametrize("policy", POLICIES, ids=lambda policy: policy.name)


def walk(policy: Policy, course: Course, scores: list[float]) -> tuple[list[str], LearnerState]:
    """Return the items that a learner is asked who scores so, and what is believed then."""
    items = {item.id: item for item in course.plan.items}
    state, asked = start(), []
    for number, score in enumerate(scores):
        step = policy.advise(course.plan, state, number).step
        if step is None:
            break
        assert step.skill_id in items[step.item_id].skills
        asked.append(step.item_id)
        state = seen(state, items[step.item_id], number, score)
    return asked, state


@EACH
def test_the_same_arguments_give_the_same_advice(policy: Policy) -> None:
    plan = make_course(1).plan
    assert policy.advise(plan, start(), 7) == policy.advise(plan, start(), 7)


@EACH
@settings(max_examples=5, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_no_item_comes_again_within_the_cool_down(policy: Policy, seed: int) -> None:
    rng = random.Random(seed)
    asked, _ = walk(policy, make_course(seed), [float(rng.random() < 0.5) for _ in range(40)])
    for at, item_id in enumerate(asked):
        assert item_id not in asked[max(0, at - COOL_DOWN) : at]


@EACH
@settings(max_examples=3, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_who_is_always_right_completes_every_course(policy: Policy, seed: int) -> None:
    course = make_course(seed)
    _, state = walk(policy, course, [1.0] * 240)
    assert policy.advise(course.plan, state, 0).step is None


def test_a_fixed_sequence_asks_every_item_in_order_whatever_is_answered() -> None:
    course = make_course(2)
    asked, _ = walk(FixedSequence(), course, [0.0] * 30)
    assert asked == [item.id for item in course.plan.items][:30]


def test_mastery_learning_stays_with_the_first_skill_until_it_is_reached() -> None:
    asked, _ = walk(MasteryLearning(), make_course(2), [0.0] * 10)
    assert {item_id.partition("-")[0] for item_id in asked} == {"s0"}


def test_three_right_answers_in_a_row_lead_to_the_next_skill() -> None:
    asked, _ = walk(ThreeInARow(), make_course(2), [1.0, 1.0, 0.0, 1.0, 1.0, 1.0, 0.0])
    assert [item_id.partition("-")[0] for item_id in asked] == ["s0"] * 6 + ["s1"]
