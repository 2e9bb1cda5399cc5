"""A skill that has come is noticed by the last answers to it."""

from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.content.plan import Plan, PlanItem, PlanSkill
from analytics.mastery import LearnerState, Observation, observe, start
from analytics.paths.noticing import SUDDEN
from analytics.paths.noticing import noticed as noticed_in

KNOWN = {"a": 0.3, "b": 0.3, "c": 0.3}


PLAN = Plan(
    skills=(PlanSkill(id="a"), PlanSkill(id="b"), PlanSkill(id="c", prerequisites=("a",))),
    items=(PlanItem(id="a-0", kind="numeric", skills={"a": 1.0}),),
)


def noticed(state: LearnerState, known: dict[str, float]) -> dict[str, float]:
    return noticed_in(PLAN, state, known)


def after(
    *scores: float | None,
    skill: str = "a",
    difficulty: float = 0.0,
    state: LearnerState | None = None,
) -> LearnerState:
    state = state or start()
    for number, score in enumerate(scores):
        seen = Observation(
            attempt_id=UUID(int=((state.seq + 1) << 80) + number),
            item_id=f"{skill}-{number}",
            skills={skill: 1.0},
            difficulty=difficulty,
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
    more = noticed(after(), KNOWN | {"a": 0.9})
    assert more["a"] - more["b"] == pytest.approx(0.6 * (1 - SUDDEN))


def test_a_right_answer_to_a_hard_item_says_more_than_one_to_an_easy_item() -> None:
    hard, easy = after(1.0, difficulty=1.5), after(1.0, difficulty=-1.5)
    assert noticed(hard, KNOWN)["a"] > noticed(easy, KNOWN)["a"]


def test_who_fails_at_what_builds_on_a_skill_may_lack_it() -> None:
    got = after(1.0, 1.0, 1.0)
    failed = after(*[0.0] * 8, skill="c", state=got)
    assert noticed(failed, KNOWN)["a"] < noticed(got, KNOWN)["a"]
    assert noticed(failed, KNOWN)["b"] == noticed(got, KNOWN)["b"]


def test_who_gets_on_with_what_builds_on_a_skill_has_it() -> None:
    assert noticed(after(1.0, 1.0, 1.0, skill="c"), KNOWN)["a"] > noticed(after(), KNOWN)["a"]


@given(st.lists(st.sampled_from([0.0, 0.4, 0.5, 1.0]), max_size=80))
def test_what_is_noticed_is_a_chance(scores: list[float]) -> None:
    assert 0.0 <= noticed(after(*scores), KNOWN)["a"] <= 1.0
