"""A placement test: few questions, each the one that tells most."""

import random
from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.content import Plan, PlanItem, PlanSkill
from analytics.mastery import LearnerState, start
from analytics.paths import Advice, advise, offer
from analytics.paths.placement import FEWEST, MOST, SURE, doubt, opening_question, placed
from tests.analytics.paths.test_orders import orders
from tests.analytics.paths.test_policy import answer, plan_of

WIDE = plan_of({f"s{n}": (f"s{n - 1}",) if n else () for n in range(14)}, items_each=5)


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    names = [f"s{n}" for n in range(draw(st.integers(1, 12)))]
    skills = {
        name: tuple(sorted(draw(st.sets(st.sampled_from(names[:n]), max_size=2)))) if n else ()
        for n, name in enumerate(names)
    }
    return plan_of(skills, draw(st.integers(1, 8)))


def taken(
    plan: Plan, score: Callable[[int], float]
) -> tuple[list[str], LearnerState, Advice | None]:
    """Let a learner take the test to its end; return what was asked."""
    state, asked, said = start(), [], None
    step = opening_question(plan, state)
    while step is not None and step.reason.code == "placement":
        state = answer(state, plan, step.item_id, score(len(asked)))
        asked.append(step.item_id)
        said = placed(plan, state, len(asked), advise(plan, state, 0))
        step = said.step
    return asked, state, said


@given(plans(), st.integers(0, 999), st.sampled_from([0.0, 0.3, 0.7, 1.0]))
@settings(max_examples=40, deadline=None)
def test_it_ends_within_25_questions_and_asks_none_twice(
    plan: Plan, seed: int, ability: float
) -> None:
    chance = random.Random(seed)
    asked, state, _ = taken(plan, lambda _: float(chance.random() < ability))
    assert len(asked) <= MOST
    assert len(set(asked)) == len(asked)
    if len(asked) < MOST:
        enough = len(asked) >= FEWEST and doubt(plan, state) <= SURE
        assert enough or opening_question(plan, state) is None


@given(st.data())
@settings(max_examples=40, deadline=None)
def test_it_asks_nothing_that_the_teacher_locked_or_left_out(data: st.DataObject) -> None:
    plan = data.draw(plans())
    told = plan.ordered(data.draw(orders(plan)))
    closed = told.waiting | set(told.orders.skipped)
    skills = {item.id: set(item.skills) for item in plan.items}
    asked, _, _ = taken(told, lambda n: float(n % 2))
    assert all(skills[item_id].isdisjoint(closed) for item_id in asked)


def test_it_ends_early_once_enough_is_known() -> None:
    asked, state, said = taken(WIDE, lambda n: float(n % 2))
    assert FEWEST <= len(asked) < MOST
    assert doubt(WIDE, state) <= SURE
    assert said == advise(WIDE, state, 0)


def test_it_goes_through_the_skills_and_does_not_dwell_on_one() -> None:
    asked, _, _ = taken(WIDE, lambda n: float(n % 2))
    assert len({item_id.split("-")[0] for item_id in asked}) >= 12


def test_a_skill_that_much_waits_for_is_asked_before_one_that_nothing_waits_for() -> None:
    plan = plan_of({"z": (), "a": (), "b": ("a",), "c": ("b",), "d": ("c",)}, items_each=3)
    step = opening_question(plan, start())
    assert step is not None
    assert step.skill_id == "a"
    asked, _, _ = taken(plan, lambda _: 0.0)
    first = [item_id.split("-")[0] for item_id in asked]
    assert first.index("a") < first.index("z")


def test_a_question_that_may_wait_for_a_person_comes_after_one_that_does_not() -> None:
    plan = Plan(
        skills=(PlanSkill(id="a"),),
        items=(
            PlanItem(id="words", kind="short_answer", skills={"a": 1.0}),
            PlanItem(id="number", kind="numeric", skills={"a": 1.0}, difficulty=0.8),
        ),
    )
    step = opening_question(plan, start())
    assert step is not None
    assert step.item_id == "number"


def test_every_answer_leaves_less_doubt_whichever_way_it_turns_out() -> None:
    for score in (0.0, 1.0):
        state, before = start(), doubt(WIDE, start())
        for _ in range(8):
            step = opening_question(WIDE, state)
            assert step is not None
            state = answer(state, WIDE, step.item_id, score)
            assert doubt(WIDE, state) < before
            before = doubt(WIDE, state)


def test_who_leaves_the_test_gets_what_the_policy_says_and_within_it_nothing_is_picked() -> None:
    state = answer(start(), WIDE, "s0-1", 1.0)
    then = advise(WIDE, state, 7)
    said = placed(WIDE, state, 1, then)
    assert said.reason.code == "placement"
    assert said.runner_up == then.step
    assert said.progress == then.progress
    assert offer(WIDE, state, said) == (said.step,)


def test_the_last_question_is_followed_by_the_path() -> None:
    state = answer(start(), WIDE, "s0-1", 1.0)
    then = advise(WIDE, state, 7)
    assert placed(WIDE, state, MOST, then) is then
