"""What a learner may pick from."""

from unittest.mock import patch

from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.content import Plan
from analytics.mastery import LearnerState, start
from analytics.paths import MOST_OFFERED, ReadinessPolicy, Step, offer
from analytics.paths.view import View
from tests.analytics.paths.test_policy import answer, plan_of, reach

CALM = ReadinessPolicy(explore_rate=0.0)
WIDE = plan_of({"a": (), "b": (), "c": (), "d": ()})
CHAIN = plan_of({"a": (), "b": ("a",), "c": ("b",)})


def offered(plan: Plan, state: LearnerState) -> tuple[Step, ...]:
    return offer(plan, state, CALM.advise(plan, state, seed=1))


def test_skills_that_deserve_it_alike_are_offered_the_advised_one_first() -> None:
    found = offered(WIDE, start())
    assert found[0] == CALM.advise(WIDE, start(), seed=1).step
    assert len(found) == MOST_OFFERED
    assert len({step.skill_id for step in found}) == MOST_OFFERED


def test_the_runner_up_comes_second() -> None:
    advice = CALM.advise(WIDE, start(), seed=1)
    assert offer(WIDE, start(), advice)[1] == advice.runner_up


def test_no_more_steps_are_worked_out_than_are_offered() -> None:
    advice = CALM.advise(WIDE, start(), seed=1)
    with patch.object(View, "step", autospec=True, side_effect=View.step) as worked_out:
        assert len(offer(WIDE, start(), advice)) == MOST_OFFERED
    assert worked_out.call_count <= MOST_OFFERED


def test_a_skill_that_is_not_in_reach_is_offered_as_runner_up_only() -> None:
    advice = CALM.advise(CHAIN, start(), seed=1)
    alone = offer(CHAIN, start(), advice.model_copy(update={"runner_up": None}))
    assert {step.skill_id for step in alone} == {"a"}
    assert len({step.item_id for step in alone}) == 2


def test_one_skill_gives_two_questions_of_it() -> None:
    single = plan_of({"a": ()})
    first, second = offered(single, start())
    assert first.skill_id == second.skill_id == "a"
    assert first.item_id != second.item_id


def test_nothing_is_offered_when_everything_is_reached() -> None:
    state = reach(start(), plan := plan_of({"a": ()}, items_each=12), "a")
    assert CALM.advise(plan, state, seed=1).step is None
    assert offered(plan, state) == ()


@settings(max_examples=40, deadline=None)
@given(scores=st.lists(st.floats(0, 1), max_size=25), seed=st.integers(0, 99))
def test_whatever_happened_the_offer_begins_with_the_advice(scores: list[float], seed: int) -> None:
    state = start()
    for score in scores:
        step = CALM.advise(CHAIN, state, seed).step
        if step is None:
            break
        state = answer(state, CHAIN, step.item_id, score)
    advice = CALM.advise(CHAIN, state, seed)
    found = offer(CHAIN, state, advice)
    assert found[:1] == ((advice.step,) if advice.step else ())
    assert len(found) <= MOST_OFFERED
    assert len({step.item_id for step in found}) == len(found)
