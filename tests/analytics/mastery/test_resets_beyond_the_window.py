"""A reset that left the window of answers kept one by one: it holds, and is taken back."""

from collections.abc import Callable
from dataclasses import astuple
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.mastery import (
    SLACK,
    WINDOW,
    LearnerState,
    Observation,
    masteries,
    mastery,
    observe,
    reset,
)
from tests.analytics.mastery.beginning_anew import (
    FIRST,
    PLAN,
    SECOND,
    SKILLS,
    Word,
    anew,
    answered,
    answers,
    covers,
    told,
)

LONG = WINDOW + SLACK + 5


@given(answers, st.lists(st.tuples(st.integers(0, 12), covers), max_size=4))
@settings(max_examples=200, deadline=None)
def test_what_leaves_the_window_takes_its_resets_along_and_nothing_believed_moves(
    seen: list[Observation], given_at: list[tuple[int, tuple[str, ...]]]
) -> None:
    words: list[Word] = []
    for place in range(13):
        words += [
            (UUID(int=900 + number), anew(place, *skills))
            for number, (at, skills) in enumerate(given_at)
            if at == place
        ]
        words += seen[place : place + 1]
    expected = told(*words)
    with pytest.MonkeyPatch.context() as small:
        small.setattr("analytics.mastery.updates.WINDOW", 2)
        small.setattr("analytics.mastery.updates.SLACK", 1)
        state = told(*words)
    assert len(state.recent) <= 3
    assert state.now == expected.now
    assert masteries(state, PLAN) == masteries(expected, PLAN)


def uneven(n: int) -> float:
    return (n * 7 % 10) / 9


def long_story(at: int, *words: Word, score: Callable[[int], float] = uneven) -> LearnerState:
    """Return a state whose reset has left the window."""
    seen = [answered(n, score(n), (SKILLS[n % 2],)) for n in range(at + LONG)]
    return told(*seen[:at], *words, *seen[at:])


@pytest.mark.parametrize("skills", [(), ("ratio",)])
def test_a_reset_that_left_the_window_stays_and_what_it_took_is_kept(
    skills: tuple[str, ...],
) -> None:
    state = long_story(10, (FIRST, anew(10, *skills)))
    assert state.resets[FIRST].folded == 10
    fresh = told(*(answered(n, uneven(n), (SKILLS[n % 2],)) for n in range(10, 10 + LONG)))
    shown, expected = mastery(state.now, "ratio"), mastery(fresh.now, "ratio")
    assert shown.answers == expected.answers
    assert shown.value == pytest.approx(expected.value, abs=0.15 if skills else 1e-9)
    early = told(*(answered(n, uneven(n), (SKILLS[n % 2],)) for n in range(10)))
    assert masteries(state, PLAN)[0].best >= mastery(early.now, "ratio").best


@pytest.mark.parametrize("skills", [(), ("ratio",), ("graphs", "ratio")])
def test_taken_back_beyond_the_window_it_is_close_to_never_having_been(
    skills: tuple[str, ...],
) -> None:
    state = long_story(10, (FIRST, anew(10, *skills)))
    undone, without = reset(state, FIRST, anew(10, *skills, version=2)), long_story(10)
    assert undone.resets[FIRST].kept is None
    for shown, exact in zip(masteries(undone, PLAN), masteries(without, PLAN), strict=True):
        assert shown.value == pytest.approx(exact.value, abs=0.02)
        assert shown.answers == exact.answers
        assert shown.anew is None
    for skill in ("ratio", "graphs"):
        counted, exact = undone.now.skills[skill].tally, without.now.skills[skill].tally
        assert astuple(counted) == pytest.approx(astuple(exact))
    assert astuple(undone.now.tally) == pytest.approx(astuple(without.now.tally))
    assert told((FIRST, anew(10, *skills)), state=undone) is undone


def test_what_an_earlier_reset_gives_back_goes_to_a_later_one_over_it() -> None:
    state = long_story(10, (FIRST, anew(8, "ratio")), (SECOND, anew(10)))
    assert {one.folded for one in state.resets.values()} == {8, 10}
    undone = reset(state, FIRST, anew(8, "ratio", version=2))
    assert undone.now == state.now
    only_later = long_story(10, (SECOND, anew(10)))
    kept, expected = undone.resets[SECOND].kept, only_later.resets[SECOND].kept
    assert kept is not None
    assert expected is not None
    assert kept.skills["ratio"].answers == expected.skills["ratio"].answers == 5
    assert kept.skills["ratio"].belief.mean == pytest.approx(
        expected.skills["ratio"].belief.mean, abs=0.1
    )


@pytest.mark.parametrize("skills", [(), ("ratio",)])
def test_a_grade_changed_before_a_reset_beyond_the_window_moves_what_was_kept(
    skills: tuple[str, ...],
) -> None:
    state = long_story(10, (FIRST, anew(10, *skills)), score=lambda n: float(n < 10) or 0.1)
    lower = told(*(answered(n, 0.0, version=2) for n in (0, 2, 4, 6, 8)), state=state)
    assert mastery(lower.now, "ratio").answers == mastery(state.now, "ratio").answers
    assert lower.before.skills["ratio"] == state.before.skills["ratio"]
    assert masteries(lower, PLAN)[0].best < masteries(state, PLAN)[0].best
    again = observe(lower, answered(12, 1.0, version=2))
    assert mastery(again.now, "ratio").value > mastery(lower.now, "ratio").value


def test_a_reset_that_comes_after_its_moment_left_the_window_takes_all_that_left_it() -> None:
    state = long_story(10)
    late = reset(state, FIRST, anew(10, "ratio"))
    assert late.resets[FIRST].folded == len(state.folded)
    kept_ratio = [one for one in state.recent if "ratio" in one.skills]
    assert late.now.skills["ratio"].answers == len(kept_ratio)
    undone = reset(late, FIRST, anew(10, "ratio", version=2))
    assert undone.now.skills["ratio"].answers == state.now.skills["ratio"].answers
