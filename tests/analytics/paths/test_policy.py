import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import groupby, pairwise
from statistics import mean
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.content import Plan, PlanItem, PlanSkill
from analytics.mastery import Observation, observe, predict_item, reached, start
from analytics.mastery.estimates import masteries
from analytics.mastery.filter import sigmoid
from analytics.mastery.state import LearnerState
from analytics.paths import COOL_DOWN, Advice, ReadinessPolicy, Step, advise, first_step
from analytics.paths.view import BREAK_AFTER, MANY_ANSWERS, WRONG_IN_A_ROW

CALM = ReadinessPolicy(explore_rate=0.0)
DAY = datetime(2026, 3, 2, 9, tzinfo=UTC)


def plan_of(skills: dict[str, tuple[str, ...]], items_each: int = 4) -> Plan:
    return Plan(
        skills=tuple(PlanSkill(id=s, prerequisites=before) for s, before in skills.items()),
        items=tuple(
            PlanItem(id=f"{s}-{n}", kind="numeric", skills={s: 1.0}, difficulty=n - items_each / 2)
            for s in skills
            for n in range(items_each)
        ),
    )


CHAIN = plan_of({"a": (), "b": ("a",), "c": ("b",)})


def reach(
    state: LearnerState, plan: Plan, skill_id: str, at: datetime | None = None
) -> LearnerState:
    """Answer a skill's items right, hardest first, until it is reached."""
    for item in reversed([i for i in plan.items if skill_id in i.skills]):
        [shown] = [m for m in masteries(state, plan) if m.skill_id == skill_id]
        if reached(shown, plan.threshold):
            break
        state = answer(state, plan, item.id, 1.0, at)
    return state


def answer(
    state: LearnerState, plan: Plan, item_id: str, score: float, at: datetime | None = None
) -> LearnerState:
    item = next(i for i in plan.items if i.id == item_id)
    return observe(
        state,
        Observation(
            attempt_id=UUID(int=(state.seq + 1) << 80),
            item_id=item.id,
            skills=item.skills,
            difficulty=item.difficulty,
            grade_version=1,
            score=score,
            at=at,
        ),
    )


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    names = [f"s{n}" for n in range(draw(st.integers(1, 6)))]
    skills = {
        name: tuple(sorted(draw(st.sets(st.sampled_from(names[:n]), max_size=2)))) if n else ()
        for n, name in enumerate(names)
    }
    return plan_of(skills, draw(st.integers(1, 4)))


def walk(
    plan: Plan, seed: int, length: int, score: Callable[[random.Random], float]
) -> list[tuple[LearnerState, Advice]]:
    chance, state, taken = random.Random(seed), start(), []
    step: Step | None = first_step(plan)
    for _ in range(length):
        if step is None:
            break
        state = answer(state, plan, step.item_id, score(chance))
        advice = advise(plan, state, chance.getrandbits(64))
        taken.append((state, advice))
        step = advice.step
    return taken


def coin(chance: random.Random) -> float:
    return float(chance.random() < 0.6)


@given(plans(), st.integers(0, 1000))
@settings(max_examples=40, deadline=None)
def test_a_solved_item_never_comes_back_while_one_is_unseen(plan: Plan, seed: int) -> None:
    for state, advice in walk(plan, seed, 30, coin):
        for step in (advice.step, advice.runner_up):
            note = state.now.seen.get(step.item_id) if step else None
            if note is not None and note.solved:
                unreached = {
                    s.skill_id for s in masteries(state, plan) if not reached(s, plan.threshold)
                }
                asked = {i.id for i in plan.items if set(i.skills) & unreached}
                assert asked <= set(state.now.seen)


@given(plans(), st.integers(0, 1000))
@settings(max_examples=40, deadline=None)
def test_an_item_rests_while_another_may_be_asked(plan: Plan, seed: int) -> None:
    for state, advice in walk(plan, seed, 30, coin):
        if advice.step is None or advice.step.item_id not in state.now.seen:
            continue
        ago = state.now.answers - state.now.seen[advice.step.item_id].last
        if ago < COOL_DOWN:
            unreached = {
                s.skill_id for s in masteries(state, plan) if not reached(s, plan.threshold)
            }
            for item in plan.items:
                if set(item.skills) & unreached:
                    assert state.now.answers - state.now.seen[item.id].last <= max(ago, COOL_DOWN)


@given(plans(), st.integers(0, 1000))
@settings(max_examples=30, deadline=None)
def test_every_plan_can_be_completed_by_right_answers(plan: Plan, seed: int) -> None:
    *_, (_, last) = walk(plan, seed, 60, lambda _: 1.0)
    assert last.step is None
    assert last.reason.code == "all_reached"
    assert last.progress == pytest.approx(1.0)


@given(plans(), st.integers(0, 1000), st.integers(0, 2**128 - 1))
@settings(max_examples=30, deadline=None)
def test_the_same_seed_gives_the_same_advice(plan: Plan, seed: int, event: int) -> None:
    state, _ = walk(plan, seed, 5, coin)[-1]
    assert advise(plan, state, event) == advise(plan, state, event)


def test_prerequisites_come_first() -> None:
    assert first_step(CHAIN).skill_id == "a"
    step = CALM.advise(CHAIN, reach(start(), CHAIN, "a"), 0).step
    assert step is not None
    assert (step.skill_id, step.reason.code) == ("b", "next_skill")
    assert step.reason.prerequisite_of == ("c",)


def test_the_item_is_the_one_nearest_to_the_aim() -> None:
    step = first_step(CHAIN)
    items = [i for i in CHAIN.items if i.skills == {"a": 1.0}]
    gaps = {i.id: abs(predict_item(start(), i) - CHAIN.target_success) for i in items}
    assert gaps[step.item_id] == min(gaps.values())


def failed(plan: Plan, state: LearnerState, skill_id: str, times: int) -> LearnerState:
    items = len(plan.items_by_skill[skill_id])
    for n in range(times):
        state = answer(state, plan, f"{skill_id}-{n % items}", 0.0)
    return state


def test_who_fails_again_and_again_strengthens_the_base_and_then_goes_on() -> None:
    plan = plan_of({"a": (), "b": ("a",)}, items_each=9)
    state = failed(plan, reach(start(), plan, "a"), "b", 3 * BREAK_AFTER)
    advice = CALM.advise(plan, state, 0)
    assert advice.step is not None
    assert (advice.step.skill_id, advice.step.reason.code) == ("a", "stronger_base")
    assert "b" in advice.step.reason.prerequisite_of
    assert advice.runner_up is not None
    assert advice.runner_up.skill_id == "b"
    for score in (0.0, 1.0):
        after = CALM.advise(plan, answer(state, plan, advice.step.item_id, score), 0)
        assert after.step is not None
        assert after.step.skill_id == "b"


def test_who_fails_without_a_prerequisite_does_something_else_between() -> None:
    plan = plan_of({"a": (), "z": ()}, items_each=8)
    asked = []
    state = start()
    for _ in range(2 * BREAK_AFTER + 2):
        step = CALM.advise(plan, state, 0).step
        assert step is not None
        asked.append(step.skill_id)
        state = answer(state, plan, step.item_id, 0.0)
    runs = [len(list(run)) for _, run in groupby(asked)]
    assert runs[0] == BREAK_AFTER
    assert max(runs) == BREAK_AFTER


def test_many_answers_to_what_all_else_waits_for_do_not_lead_to_what_waits() -> None:
    plan = plan_of({"a": (), "b": ("a",)}, items_each=9)
    state = failed(plan, start(), "a", MANY_ANSWERS + 11)
    advice = CALM.advise(plan, state, 0)
    assert advice.step is not None
    assert (advice.step.skill_id, advice.stuck) == ("a", ("a",))


def test_a_teacher_is_told_of_who_is_stuck() -> None:
    plan = plan_of({"a": (), "z": ()}, items_each=9)
    for times, told in ((WRONG_IN_A_ROW - 1, ()), (WRONG_IN_A_ROW, ("a",))):
        assert CALM.advise(plan, failed(plan, start(), "a", times), 0).stuck == told


def test_chance_explores_one_time_in_twenty_and_tells_how_likely_that_was() -> None:
    plan = plan_of({"a": (), "b": (), "c": ()})
    state = answer(start(), plan, "a-1", 1.0)
    told: dict[str, float] = {}
    taken: list[str] = []
    for seed in range(4_000):
        advice = advise(plan, state, seed)
        assert advice.step is not None
        told[advice.step.skill_id] = advice.propensity
        taken.append(advice.step.skill_id)
    assert sum(told.values()) == pytest.approx(1.0)
    for skill_id, propensity in told.items():
        assert taken.count(skill_id) / len(taken) == pytest.approx(propensity, abs=0.02)
    assert max(told.values()) > 0.95


def worked_on(state: LearnerState, plan: Plan, days: int) -> tuple[LearnerState, list[Advice]]:
    """Go on days after `DAY` as advised, all right but what is new, a minute an answer."""
    said, at = [], DAY + timedelta(days=days)
    step = first_step(plan) if not state.seq else CALM.advise(plan, state, 0).step
    for n in range(12):
        if step is None:
            break
        score = float(step.reason.code == "review")
        state = answer(state, plan, step.item_id, score, at + timedelta(minutes=n))
        said.append(CALM.advise(plan, state, 0))
        step = said[-1].step
    return state, said


def test_a_reached_skill_is_reviewed_once_it_is_due_and_then_rests_longer() -> None:
    plan = plan_of({"a": (), "b": ()}, items_each=14)
    state = reach(start(), plan, "a", DAY)
    state, soon = worked_on(state, plan, days=0)
    assert all(advice.reason.code != "review" for advice in soon)
    first = state.now.skills["a"].card
    state, later = worked_on(state, plan, days=30)
    assert [a.step.skill_id for a in later if a.step and a.reason.code == "review"] == ["a"]
    second = state.now.skills["a"].card
    assert first is not None
    assert second is not None
    assert second.due - second.last > first.due - first.last


def test_reviews_are_at_most_a_quarter_while_something_is_left_to_reach() -> None:
    plan = plan_of({"a": (), "b": (), "c": (), "d": (), "z": ()}, items_each=14)
    state = start()
    for skill_id in "abcd":
        state = reach(state, plan, skill_id, DAY)
    _, said = worked_on(state, plan, days=60)
    places = [n for n, advice in enumerate(said) if advice.reason.code == "review"]
    assert len(places) == 3
    assert all(after - before >= 4 for before, after in pairwise(places))


def test_once_all_is_reached_what_is_due_is_reviewed_and_nothing_else() -> None:
    plan = plan_of({"a": (), "b": ()}, items_each=9)
    state = start()
    for skill_id in "ab":
        state = reach(state, plan, skill_id, DAY)
    assert CALM.advise(plan, state, 0).reason.code == "all_reached"
    last = next(iter(state.now.seen))
    state = answer(state, plan, last, 1.0, DAY + timedelta(days=60))
    state, said = worked_on(state, plan, days=60)
    assert [advice.reason.code for advice in said] == ["all_reached"]


def test_a_review_asks_what_was_solved_when_all_of_it_was_and_has_rested() -> None:
    plan = plan_of({"a": (), "b": ()}, items_each=12)
    state = start()
    for item in plan.items[:12]:
        state = answer(state, plan, item.id, 1.0, DAY)
    for item in plan.items[12:15]:
        state = answer(state, plan, item.id, 0.0, DAY + timedelta(days=60))
    step = CALM.advise(plan, state, 0).step
    assert step is not None
    assert (step.skill_id, step.reason.code) == ("a", "review")
    assert state.now.answers - state.now.seen[step.item_id].last >= COOL_DOWN


def test_a_review_waits_until_a_question_of_the_skill_has_rested() -> None:
    plan = plan_of({"a": (), "b": ()}, items_each=4)
    state = start()
    for item in (*plan.items[:4], *plan.items[4:7]):
        state = answer(state, plan, item.id, float("a" in item.skills), DAY)
    state = answer(state, plan, "b-3", 0.0, DAY + timedelta(days=60))
    for _ in range(3):
        assert CALM.advise(plan, state, 0).reason.code != "review"
        state = answer(state, plan, "b-3", 0.0, DAY + timedelta(days=60))


def test_the_reason_carries_the_numbers_of_the_step() -> None:
    step = first_step(CHAIN)
    assert step.reason.success == step.success
    assert step.reason.skill_id == step.skill_id
    assert step.reason.mastery is not None


def known_after(plan: Plan, seed: int, choose: Callable[[LearnerState, int], str]) -> float:
    """Teach a learner whose skills grow most when the answer is within reach."""
    chance, state = random.Random(seed), start()
    items = {item.id: item for item in plan.items}
    before = {skill.id: skill.prerequisites for skill in plan.skills}
    truth = {skill.id: chance.gauss(-1.0, 0.7) for skill in plan.skills}
    for _ in range(60):
        item = items[choose(state, chance.getrandbits(64))]
        [skill] = item.skills
        success = sigmoid(truth[skill] - item.difficulty)
        ready = min((sigmoid(2 * truth[b]) for b in before[skill]), default=1.0)
        state = answer(state, plan, item.id, float(chance.random() < success))
        truth[skill] += 1.2 * success * (1 - success) * ready
    return mean(float(value > 0.4) for value in truth.values())


def test_the_policy_teaches_more_than_chance_in_the_mean() -> None:
    plan = plan_of(
        {"a": (), "b": ("a",), "c": ("a",), "d": ("b",), "e": ("c", "d"), "f": ("e",)}, 8
    )

    def by_policy(state: LearnerState, seed: int) -> str:
        step = advise(plan, state, seed).step
        return step.item_id if step else plan.items[seed % len(plan.items)].id

    def by_chance(_: LearnerState, seed: int) -> str:
        return plan.items[seed % len(plan.items)].id

    policy = mean(known_after(plan, seed, by_policy) for seed in range(12))
    chance = mean(known_after(plan, seed, by_chance) for seed in range(12))
    assert policy > chance + 0.05
