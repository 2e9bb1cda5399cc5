"""A forecast is made of its parts, and knows nothing of the answer itself."""

from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.mastery import Observation, observe, start
from analytics.mastery.asking import authored
from analytics.mastery.beliefs import situation_of
from analytics.mastery.counters import COLUMNS, row_of
from analytics.mastery.explaining import CAUSES, forecast, foreseen, observed
from analytics.mastery.model import shipped_model

MODEL = shipped_model()


def answer(number: int, score: float, item: str = "i1", skill: str = "ratio") -> Observation:
    return Observation(
        attempt_id=UUID(int=(number + 1) << 80),
        item_id=item,
        skills={skill: 1.0},
        difficulty=0.3,
        grade_version=1,
        score=score,
    )


work = st.lists(
    st.tuples(st.floats(0, 1), st.sampled_from(["i1", "i2"]), st.sampled_from(["ratio", "units"])),
    max_size=20,
).map(lambda rows: [answer(n, *row) for n, row in enumerate(rows)])


@given(work)
@settings(max_examples=60, deadline=None)
def test_the_parts_and_the_base_sum_to_the_logit_of_the_head(seen: list[Observation]) -> None:
    state = start()
    for one in seen:
        state = observe(state, one)
    ask = authored("i1", {"ratio": 0.6, "units": 0.4}, 0.3)
    told = forecast(state.now, ask, MODEL)
    parts = told.parts.largest(len(CAUSES))
    assert abs(told.base + sum(logit for _, logit in parts) - told.logit) < 1e-9
    situation = situation_of(state.now, ask, MODEL.constants)
    row = row_of(state.now, ask, situation)
    assert abs(told.logit - MODEL.head.logit(row)) < 1e-9
    assert sorted(cause for cause, _ in parts) == sorted(CAUSES)
    sizes = [abs(logit) for _, logit in parts]
    assert sizes == sorted(sizes, reverse=True)


@given(work, st.data())
@settings(max_examples=40, deadline=None)
def test_what_was_foreseen_is_the_same_when_the_grade_comes_again(
    seen: list[Observation], data: st.DataObject
) -> None:
    one = answer(99, data.draw(st.floats(0, 1)))
    before = start(MODEL.constants)
    for each in seen:
        before = observe(before, each, MODEL.constants)
    after, expected = observed(before, one, MODEL)
    assert after == observe(before, one, MODEL.constants)
    assert expected == foreseen(before, one, MODEL) == foreseen(after, one, MODEL)
    assert observed(after, one, MODEL) == (after, expected)


def test_an_answer_does_not_change_what_was_foreseen_of_it() -> None:
    state = start()
    assert foreseen(state, answer(1, 0.0), MODEL) == foreseen(state, answer(1, 1.0), MODEL)


def test_nothing_is_said_of_an_answer_that_is_no_longer_kept() -> None:
    state = start()
    for n in range(100):
        state = observe(state, answer(n, 1.0))
    assert foreseen(state, answer(0, 1.0), MODEL) is None


def test_right_answers_raise_the_chance_and_the_shipped_head_says_where_it_is_from() -> None:
    state = start()
    new = forecast(state.now, authored("i9", {"ratio": 1.0}, 0.0), MODEL)
    for n in range(5):
        state = observe(state, answer(n, 1.0))
    practised = forecast(state.now, authored("i9", {"ratio": 1.0}, 0.0), MODEL)
    assert practised.chance > new.chance + 0.1
    assert MODEL.head.columns == COLUMNS
    assert MODEL.provenance.answers == 60_000
    assert MODEL.provenance.auc == pytest.approx(0.72, abs=0.1)
