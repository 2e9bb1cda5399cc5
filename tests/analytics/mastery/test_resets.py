"""A learner begins anew: one final state, whatever the order of what is told."""

from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.mastery import (
    Beliefs,
    LearnerState,
    Observation,
    Reset,
    masteries,
    mastery,
    observe,
    plan_progress,
    reset,
    start,
)
from analytics.mastery.explaining import foreseen, observed
from analytics.mastery.model import shipped_model
from analytics.mastery.moves import moves_of
from analytics.paths import advise
from analytics.paths.noticing import noticed
from analytics.paths.view import view_of
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
    scores,
    told,
)


def learned(state: LearnerState) -> tuple[Beliefs, tuple[Observation, ...], dict[UUID, Reset]]:
    """Return what is known in the end, however many steps it took."""
    return state.now, state.recent, state.resets


@st.composite
def stories(draw: st.DrawFn) -> tuple[list[Observation], list[Word]]:
    """Return answers as they come, and what is said of them: grades, resets, undos."""
    seen = draw(answers)
    said: list[Word] = [
        answered(n, draw(scores), tuple(seen[n].skills), version=version)
        for n, version in draw(
            st.lists(
                st.tuples(st.integers(0, len(seen) - 1), st.integers(2, 9)),
                max_size=4,
                unique_by=lambda row: row[1],
            )
        )
    ]
    for number in range(draw(st.integers(1, 3))):
        at, skills, words = (
            draw(st.integers(0, len(seen))),
            draw(covers),
            draw(st.integers(1, 3)),
        )
        said += [
            (UUID(int=900 + number), anew(at, *skills, version=version + 1))
            for version in range(words)
        ]
    return seen, said


@given(stories(), st.data())
@settings(max_examples=300, deadline=None)
def test_any_order_and_repetition_of_what_is_told_ends_in_one_state(
    story: tuple[list[Observation], list[Word]], data: st.DataObject
) -> None:
    seen, said = story
    expected = learned(told(*seen, *said))
    # An answer's place is that of its first grade; all else may come at any time.
    mixed: list[Word] = list(seen)
    for word in data.draw(st.permutations(said)):
        first = 0
        if isinstance(word, Observation):
            first = 1 + next(n for n, w in enumerate(mixed) if _is_of(w, word))
        mixed.insert(data.draw(st.integers(first, len(mixed))), word)
    for word in data.draw(st.lists(st.sampled_from([*seen, *said]), max_size=6)):
        mixed.insert(data.draw(st.integers(mixed.index(word) + 1, len(mixed))), word)
    assert learned(told(*mixed)) == expected


def _is_of(word: Word, grade: Observation) -> bool:
    return isinstance(word, Observation) and word.attempt_id == grade.attempt_id


@given(stories())
@settings(max_examples=100, deadline=None)
def test_what_is_told_again_returns_the_very_same_state(
    story: tuple[list[Observation], list[Word]],
) -> None:
    once = told(*story[0], *story[1])
    assert told(*story[0], *story[1], state=once) is once


@given(answers, st.data(), covers)
@settings(max_examples=100, deadline=None)
def test_a_reset_taken_back_has_never_been(
    seen: list[Observation], data: st.DataObject, skills: tuple[str, ...]
) -> None:
    at = data.draw(st.integers(0, len(seen)))
    without = told(*seen)
    state = told(*seen[:at], (FIRST, anew(at, *skills)), *seen[at:])
    undone = reset(state, FIRST, anew(at, *skills, version=2))
    assert (undone.now, undone.before, undone.recent) == (without.now, without.before, tuple(seen))
    assert masteries(undone, PLAN) == masteries(without, PLAN)


@given(answers, st.data())
@settings(max_examples=100, deadline=None)
def test_all_of_a_bank_anew_is_a_learner_never_seen_but_for_what_was_asked(
    seen: list[Observation], data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(seen)))
    state = told(*seen, (FIRST, anew(at)))
    fresh = told(*seen[at:])
    assert _moved(state.now) == _moved(fresh.now)
    assert set(state.now.seen) == {one.item_id for one in seen}
    assert state.now.answers == len(seen)


def _moved(beliefs: Beliefs) -> Beliefs:
    """Return beliefs without the places of answers among all."""
    skills = {one: replace(known, last=0) for one, known in beliefs.skills.items()}
    return replace(beliefs, skills=skills, seen={}, answers=0, at=None)


@given(answers)
@settings(max_examples=100, deadline=None)
def test_one_skill_anew_moves_no_other_skill(seen: list[Observation]) -> None:
    before = told(answered(0, 0.7, ("units",)), *seen[1:])
    after = reset(before, FIRST, anew(len(seen), "ratio"))
    for skill in ("graphs", "units"):
        assert mastery(after.now, skill) == mastery(before.now, skill)
    assert "ratio" not in after.now.skills
    assert after.now.ability == before.now.ability


def test_the_only_skill_that_was_practised_anew_is_a_learner_never_seen() -> None:
    state = told(*(answered(n, 1.0) for n in range(5)), (FIRST, anew(5, "ratio")))
    assert _moved(state.now) == _moved(start().now)


@given(stories())
@settings(max_examples=100, deadline=None)
def test_the_score_never_falls_by_a_reset_and_the_way_begins_anew(
    story: tuple[list[Observation], list[Word]],
) -> None:
    seen, _ = story
    before = told(*seen)
    after = reset(before, FIRST, anew(len(seen)))
    assert _score(after) == _score(before)
    assert advise(PLAN, after, 1).progress == 0.0
    assert {one.answers for one in masteries(after, PLAN)} == {0}
    later = told(answered(40, 1.0), answered(41, 0.0), state=after)
    assert _score(later) >= _score(before)


def _score(state: LearnerState) -> float:
    return plan_progress(PLAN, {one.skill_id: one.best for one in masteries(state, PLAN)})


def test_the_best_ever_stays_and_the_best_since_begins_anew() -> None:
    state = told(*(answered(n, 1.0) for n in range(6)), (FIRST, anew(6, "ratio")))
    [ratio, graphs, _] = masteries(state, PLAN)
    assert ratio.best > 0.8
    assert (ratio.anew, ratio.standing, ratio.answers, ratio.certain) == (0.0, 0.0, 0, False)
    assert (ratio.uncounted, graphs.uncounted) == (6, 0)
    assert (graphs.anew, graphs.standing) == (None, graphs.best)
    then = masteries(told(answered(7, 1.0), state=state), PLAN)[0]
    assert 0 < then.standing < then.best == ratio.best


def test_a_score_shown_after_a_reset_goes_with_it_when_it_is_taken_back() -> None:
    wrong, right = [answered(n, 0.0) for n in range(6)], [answered(n, 1.0) for n in range(6, 10)]
    state = told(*wrong, (FIRST, anew(6, "ratio")), *right)
    undone = reset(state, FIRST, anew(6, "ratio", version=2))
    assert _score(undone) == _score(told(*wrong, *right)) < _score(state)


def test_an_answer_from_before_the_reset_that_is_graded_after_it_counts_no_more() -> None:
    waits = answered(3, None)
    state = told(answered(1, 1.0), waits, (FIRST, anew(4, "ratio")))
    graded = observe(state, answered(3, 1.0))
    assert "ratio" not in graded.now.skills
    late = observe(state, answered(2, 1.0))
    assert "ratio" not in late.now.skills
    assert observe(late, answered(5, 1.0)).now.skills["ratio"].answers == 1


def test_a_corrected_grade_from_before_the_reset_moves_the_score_and_no_belief() -> None:
    seen = [answered(n, 1.0) for n in range(5)]
    state = told(*seen, (FIRST, anew(5, "ratio")), answered(6, 0.4))
    zeroed = told(*(answered(n, 0.0, version=2) for n in range(5)), state=state)
    assert zeroed.now.skills["ratio"].answers == state.now.skills["ratio"].answers == 1
    assert _score(state) > 0.3
    assert _score(zeroed) == 0.0


def test_the_path_goes_back_to_a_skill_that_was_reset_and_notices_nothing_of_before() -> None:
    seen = [answered(n, 1.0, (skill,)) for n, skill in enumerate(SKILLS * 5)]
    state = told(*seen)
    assert advise(PLAN, state, 1).step is None
    again = reset(state, FIRST, anew(len(seen), "units"))
    step = advise(PLAN, again, 1).step
    assert step is not None
    assert step.skill_id == "units"
    known = view_of(PLAN, again).known
    before, now = (noticed(PLAN, one, known)["units"] for one in (state, again))
    assert now < 0.6
    assert before > 0.9


@pytest.mark.parametrize("skills", [(), ("ratio",)])
def test_what_is_foreseen_and_moved_is_told_the_same_again(skills: tuple[str, ...]) -> None:
    model = shipped_model()
    state = told(*(answered(n, 1.0) for n in range(4)), (FIRST, anew(4, *skills)))
    seen = answered(5, 0.0)
    after, expected = observed(state, seen, model)
    moved = moves_of(state, after, seen)
    later = told(answered(6, 1.0), state=after)
    assert foreseen(later, seen, model) == expected
    assert moves_of(later, later, seen) == moved


def test_a_late_answer_from_before_a_reset_is_told_as_what_it_did_then() -> None:
    model, late = shipped_model(), answered(2, 1.0)
    state = told(answered(0, 1.0), answered(1, 0.0), (FIRST, anew(4, "ratio")))
    after, _ = observed(state, late, model)
    assert moves_of(state, after, late) == moves_of(after, after, late)
    assert after == observe(state, late)


def test_a_state_with_resets_survives_its_journey_and_one_of_before_them_is_read() -> None:
    state = told(
        *(answered(n, 0.9) for n in range(4)), (FIRST, anew(2)), (SECOND, anew(3, "ratio"))
    )
    assert LearnerState.from_json(state.to_json()) == state
    old = told(answered(1, 1.0)).to_json().replace(',"resets":{}', "")
    assert "resets" not in old
    assert LearnerState.from_json(old) == told(answered(1, 1.0))
