"""A skill that has come is noticed by the last answers to it."""

from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.mastery import LearnerState, Observation, observe, start
from analytics.paths.noticing import noticed

KNOWN = {"a": 0.3, "b": 0.3}


def after(*scores: float | None, skill: str = "a") -> LearnerState:
    state = start()
    for number, score in enumerate(scores):
        seen = Observation(
            attempt_id=UUID(int=number + 1),
            item_id=f"{skill}-{number}",
            skills={skill: 1.0},
            difficulty=0.0,
            grade_version=1,
            score=score,
        )
        state = observe(state, seen)
    return state


def test_three_right_answers_in_a_row_are_noticed_at_once() -> None:
    assert noticed(after(1.0, 1.0, 1.0), KNOWN)["a"] > noticed(after(), KNOWN)["a"] + 0.25


def test_a_wrong_answer_takes_it_back() -> None:
    assert noticed(after(1.0, 1.0, 0.0), KNOWN)["a"] < noticed(after(1.0, 1.0), KNOWN)["a"]


def test_answers_to_another_skill_tell_nothing() -> None:
    assert noticed(after(1.0, 1.0), KNOWN)["b"] == noticed(after(), KNOWN)["b"]


def test_an_answer_that_waits_for_a_teacher_tells_nothing() -> None:
    assert noticed(after(None), KNOWN) == noticed(after(), KNOWN)


def test_mastery_counts_too() -> None:
    more = noticed(after(), {"a": 0.9, "b": 0.3})
    assert more["a"] - more["b"] == pytest.approx(0.36)


@given(st.lists(st.sampled_from([0.0, 0.4, 0.5, 1.0]), max_size=80))
def test_what_is_noticed_is_a_chance(scores: list[float]) -> None:
    assert 0.0 <= noticed(after(*scores), KNOWN)["a"] <= 1.0
