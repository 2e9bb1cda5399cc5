"""No policy, whatever it thinks best, goes against what the teacher decided."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.content import Plan
from analytics.content.plan import PathOrders
from analytics.mastery import plan_progress, start
from analytics.paths import Advice, Step, advise, first_step
from analytics.paths.catalogue import POLICIES
from tests.analytics.paths.test_policy import CHAIN, answer, plans, reach


def ordered(plan: Plan, **orders: object) -> Plan:
    return plan.ordered(PathOrders.model_validate(orders))


@st.composite
def orders(draw: st.DrawFn, plan: Plan) -> PathOrders:
    """Return any orders over a plan's skills; a skill may stand in several."""
    some = st.sets(st.sampled_from([skill.id for skill in plan.skills]), max_size=3).map(tuple)
    pinned = st.none() | st.sampled_from([skill.id for skill in plan.skills])
    return PathOrders(
        locked=draw(some), skipped=draw(some), mastered=draw(some), pinned=draw(pinned)
    )


def steps_of(advice: Advice) -> list[Step]:
    return [step for step in (advice.step, advice.runner_up) if step is not None]


def violations(plan: Plan, state: object, advice: Advice) -> list[str]:
    """Return what steps go against the orders, in words."""
    items = {item.id: item for item in plan.items}
    found = []
    for step in steps_of(advice):
        skills = set(items[step.item_id].skills)
        if skills & (plan.waiting | set(plan.orders.skipped)):
            found.append(f"{step.item_id} exercises what is locked or skipped")
        if step.skill_id in plan.orders.mastered:
            found.append(f"{step.skill_id} counts as mastered")
        pinned = plan.orders.pinned
        best = state.now.skills[pinned].best if pinned in state.now.skills else 0.0
        free = pinned in plan.askable.items_by_skill
        if free and best < plan.threshold and step.skill_id != pinned:
            found.append(f"{step.skill_id} comes before the pinned {pinned}")
    return found


@settings(max_examples=60, deadline=None)
@given(st.data(), st.sampled_from(POLICIES), st.integers(0, 2**32))
def test_no_policy_ever_goes_against_the_orders(
    data: st.DataObject, policy: object, seed: int
) -> None:
    plan = data.draw(plans())
    chance, state = random.Random(seed), start()
    for _ in range(12):
        plan = plan.ordered(data.draw(orders(plan)))
        advice = policy.advise(plan, state, chance.getrandbits(32))
        assert violations(plan, state, advice) == []
        assert 0 <= advice.progress <= 1
        if advice.step is not None:
            state = answer(state, plan, advice.step.item_id, chance.random())


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_nobody_begins_against_the_orders_while_anything_else_is_left(data: st.DataObject) -> None:
    plan = data.draw(plans())
    plan = plan.ordered(data.draw(orders(plan)))
    step = first_step(plan)
    if plan.askable.skills:
        advice = advise(plan, start(), 0).model_copy(update={"step": step, "runner_up": None})
        assert violations(plan, start(), advice) == []


def test_who_has_nothing_to_learn_practises_what_is_not_shut() -> None:
    plan = ordered(CHAIN, mastered=["a"], locked=["b"])
    assert {skill.id for skill in plan.practice.skills} == {"a"}
    assert first_step(plan).skill_id == "a"


def test_what_builds_on_a_locked_skill_waits_with_it() -> None:
    plan = ordered(CHAIN, locked=["b"])
    assert plan.waiting == {"b", "c"}
    state = reach(start(), CHAIN, "a")
    advice = advise(plan, state, 1)
    assert (advice.step, advice.reason.code) == (None, "waiting")
    assert advice.progress == pytest.approx(1 / 3)


def test_a_skipped_or_mastered_skill_holds_nothing_up() -> None:
    for kind in ("skipped", "mastered"):
        step = first_step(ordered(CHAIN, **{kind: ["a"]}))
        assert step.skill_id == "b"


def test_mastered_skills_count_as_reached_and_skipped_ones_not_at_all() -> None:
    def progress(**given: object) -> float:
        return plan_progress(ordered(CHAIN, **given), {"a": 0.0, "b": 0.4, "c": 0.0})

    assert progress() == pytest.approx(0.5 / 3)
    assert progress(mastered=["a"]) == pytest.approx(1.5 / 3)
    assert progress(skipped=["a"]) == pytest.approx(0.5 / 2)
    assert progress(skipped=["a", "b", "c"]) == 1.0
    done = ordered(CHAIN, mastered=["a", "b"], skipped=["c"])
    assert advise(done, start(), 1).reason.code == "all_reached"


def test_a_pinned_skill_comes_next_until_it_is_reached() -> None:
    plan = ordered(CHAIN, pinned="c")
    assert first_step(plan).skill_id == "c"
    assert advise(plan, reach(start(), plan, "c"), 1).step.skill_id == "a"
