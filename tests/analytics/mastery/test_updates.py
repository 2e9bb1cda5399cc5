from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.content import Plan, PlanItem, PlanSkill
from analytics.mastery import (
    SLACK,
    WINDOW,
    LearnerState,
    Observation,
    activity_score,
    masteries,
    mastery,
    observe,
    predict,
    start,
)
from analytics.mastery.asking import authored
from analytics.mastery.beliefs import situation_of
from analytics.mastery.filter import success

SKILLS = ("ratio", "graphs", "units")


def answered(
    number: int, score: float | None, *, skill: str = "ratio", item: str = "i1", version: int = 1
) -> Observation:
    return Observation(
        attempt_id=UUID(int=(number + 1) << 80),
        item_id=item,
        skills={skill: 1.0},
        difficulty=0.0,
        grade_version=0 if score is None else version,
        score=score,
    )


def after(*seen: Observation, state: LearnerState | None = None) -> LearnerState:
    state = state or start()
    for one in seen:
        state = observe(state, one)
    return state


scores = st.floats(min_value=0, max_value=1)
work = st.lists(
    st.tuples(scores, st.sampled_from(SKILLS), st.sampled_from(["i1", "i2", "i3"])),
    min_size=1,
    max_size=25,
).map(
    lambda rows: [
        answered(n, score, skill=skill, item=item) for n, (score, skill, item) in enumerate(rows)
    ]
)


@given(work)
@settings(max_examples=50, deadline=None)
def test_a_prediction_is_what_the_items_situation_says(seen: list[Observation]) -> None:
    state = after(*seen)
    for weights in ({"ratio": 1.0}, {"units": 0.6, "ratio": 0.4}, {"never practised": 1.0}):
        situation = situation_of(state.now, authored("i1", weights, 0.4))
        assert predict(state, weights, 0.4) == success(situation)


@given(work)
@settings(max_examples=50, deadline=None)
def test_a_replayed_answer_moves_mastery_once(seen: list[Observation]) -> None:
    once = after(*seen)
    assert after(*seen, state=once) is once


@given(work, st.data(), scores)
@settings(max_examples=50, deadline=None)
def test_a_corrected_grade_ends_where_the_right_one_would_have(
    seen: list[Observation], data: st.DataObject, score: float
) -> None:
    place = data.draw(st.integers(min_value=0, max_value=len(seen) - 1))
    right = seen[place].model_copy(update={"score": score, "grade_version": 2})
    corrected = after(*seen, right)
    from_the_start = after(*seen[:place], right, *seen[place + 1 :])
    assert corrected.now == from_the_start.now
    assert corrected.seq == len(seen) + 1


@given(work, st.data())
@settings(max_examples=50, deadline=None)
def test_a_late_grade_of_a_held_answer_takes_its_place(
    seen: list[Observation], data: st.DataObject
) -> None:
    place = data.draw(st.integers(min_value=0, max_value=len(seen) - 1))
    held = seen[place].model_copy(update={"score": None, "grade_version": 0})
    waiting = after(*seen[:place], held, *seen[place + 1 :])
    assert after(seen[place], state=waiting).now == after(*seen).now


@given(work)
@settings(max_examples=50, deadline=None)
def test_best_never_falls_without_a_correction(seen: list[Observation]) -> None:
    state = start()
    for one in seen:
        later = observe(state, one)
        for skill in SKILLS:
            assert mastery(later.now, skill).best >= mastery(state.now, skill).best
        state = later


@given(work, st.sampled_from(SKILLS))
@settings(max_examples=50, deadline=None)
def test_a_right_answer_never_lowers_the_mastery_of_its_skill(
    seen: list[Observation], skill: str
) -> None:
    state = after(*seen)
    later = observe(state, answered(99, 1.0, skill=skill))
    assert mastery(later.now, skill).value >= mastery(state.now, skill).value


@given(work)
@settings(max_examples=50, deadline=None)
def test_bands_hold_the_value_and_narrow_with_practice(seen: list[Observation]) -> None:
    for skill in SKILLS:
        shown = mastery(after(*seen).now, skill)
        assert 0 <= shown.low <= shown.value <= shown.high <= 1
    few, many = after(seen[0]), after(*seen)
    assert many.now.ability.variance <= few.now.ability.variance + 0.1


def test_a_state_survives_its_journey_as_json() -> None:
    state = after(*(answered(n, 0.3) for n in range(WINDOW + SLACK + 5)))
    assert LearnerState.from_json(state.to_json()) == state


def test_an_older_grade_version_changes_nothing() -> None:
    state = after(answered(1, 0.2), answered(1, 0.9, version=3))
    assert observe(state, answered(1, 0.1, version=2)) is state


@given(st.permutations(range(3)), st.lists(scores, max_size=3))
@settings(max_examples=50, deadline=None)
def test_the_grades_of_an_answer_lead_to_one_state_whatever_their_order(
    order: list[int], later: list[float]
) -> None:
    """Each kind of grade has a topic of its own, and no order is between topics."""
    given_at = datetime(2026, 3, 1, tzinfo=UTC)
    grades = [
        answered(0, score, version=version).model_copy(update={"at": given_at + timedelta(days)})
        for days, (score, version) in enumerate(((None, 0), (0.2, 1), (0.9, 2)))
    ]
    since = [
        answered(n + 1, score).model_copy(update={"at": given_at + timedelta(n + 5)})
        for n, score in enumerate(later)
    ]
    first, *rest = order
    ended = after(grades[first], *since, *(grades[one] for one in rest))
    expected = after(*grades, *since)
    assert (ended.now, ended.recent) == (expected.now, expected.recent)


def test_a_held_answer_is_seen_and_moves_no_belief() -> None:
    state = after(answered(1, None))
    assert state.seq == 1
    assert state.now.ability == start().now.ability
    assert state.now.seen["i1"].times == 1
    assert not state.now.seen["i1"].solved


def test_three_right_answers_reach_the_usual_threshold_and_wrong_ones_never_earn() -> None:
    assert mastery(after(*(answered(n, 1.0) for n in range(3))).now, "ratio").best >= 0.8
    assert mastery(after(*(answered(n, 0.0) for n in range(3))).now, "ratio").best == 0.0


def test_mastery_is_certain_only_after_some_answers() -> None:
    assert not mastery(after(answered(1, 1.0)).now, "ratio").certain
    assert mastery(after(*(answered(n, 1.0) for n in range(8))).now, "ratio").certain
    assert not mastery(after(*(answered(n, 1.0) for n in range(8))).now, "graphs").certain


def test_success_is_likelier_on_easier_items_and_after_right_answers() -> None:
    state = start()
    assert predict(state, {"ratio": 1.0}, -1.0) > 0.5 > predict(state, {"ratio": 1.0}, 1.0)
    better = observe(state, answered(1, 1.0))
    assert predict(better, {"ratio": 1.0}, 0.0) > predict(state, {"ratio": 1.0}, 0.0)


def many(count: int, score: float) -> list[Observation]:
    return [answered(n, score if n == 0 else 0.5 + (n % 3) / 4) for n in range(count)]


def test_the_window_is_bounded_and_an_answer_that_left_it_is_still_known() -> None:
    seen = many(WINDOW + SLACK, 0.0)
    assert after(*seen).folded == {}
    seen = many(WINDOW + SLACK + 1, 0.0)
    state = after(*seen)
    assert len(state.recent) == WINDOW
    assert len(state.folded) == SLACK + 1
    assert after(*seen, state=state) is state


def test_a_correction_outside_the_window_is_close_to_the_exact_one() -> None:
    wrong, right = many(WINDOW + SLACK + 5, 0.0), many(WINDOW + SLACK + 5, 1.0)
    uncorrected = mastery(after(*wrong).now, "ratio")
    corrected = observe(after(*wrong), answered(0, 1.0, version=2))
    exact = mastery(after(*right).now, "ratio")
    shown = mastery(corrected.now, "ratio")
    assert abs(shown.value - exact.value) < 0.002
    assert shown.value > uncorrected.value
    assert shown.best > uncorrected.best
    assert observe(corrected, answered(0, 1.0, version=2)) is corrected


def test_a_correction_down_outside_the_window_lowers_the_best() -> None:
    state = after(*(answered(n, 1.0) for n in range(WINDOW + SLACK + 5)))
    lower = observe(state, answered(0, 0.0, version=2))
    assert mastery(lower.now, "ratio").value < mastery(state.now, "ratio").value
    assert lower.before.skills["ratio"].best < state.before.skills["ratio"].best


def test_a_held_answer_graded_after_it_left_the_window_counts_once() -> None:
    state = after(answered(0, None), *(answered(n, 0.6) for n in range(1, WINDOW + SLACK + 5)))
    graded = observe(state, answered(0, 1.0))
    assert graded.now.skills["ratio"].answers == state.now.skills["ratio"].answers + 1
    assert graded.now.answers == state.now.answers


def test_the_activity_score_is_the_mean_way_to_the_threshold() -> None:
    plan = Plan(
        skills=(PlanSkill(id="ratio"), PlanSkill(id="graphs")),
        items=(PlanItem(id="i1", kind="numeric", skills={"ratio": 1.0}),),
        threshold=0.8,
    )
    nothing = masteries(start(), plan)
    assert activity_score(nothing, plan.threshold) == 0.0
    half = masteries(after(*(answered(n, 1.0) for n in range(9))), plan)
    assert activity_score(half, plan.threshold) == 0.5
