"""When a skill is to be reviewed: the same answers always say the same."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import fsrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.mastery import LearnerState, Observation, mastery, observe, start
from analytics.mastery.reviews import reviewed
from analytics.mastery.state import Card

DAY = datetime(2026, 3, 2, 9, tzinfo=UTC)


def answered(
    number: int, score: float | None, hours: float | None, version: int = 1
) -> Observation:
    return Observation(
        attempt_id=UUID(int=(number + 1) << 80),
        item_id=f"i{number}",
        skills={"ratio": 1.0},
        difficulty=0.0,
        grade_version=0 if score is None else version,
        score=score,
        at=None if hours is None else DAY + timedelta(hours=hours),
    )


def after(*seen: Observation, state: LearnerState | None = None) -> LearnerState:
    state = state or start()
    for one in seen:
        state = observe(state, one)
    return state


def card_of(state: LearnerState) -> Card:
    card = state.now.skills["ratio"].card
    assert card is not None
    return card


lessons = st.lists(st.tuples(st.floats(0, 1), st.floats(0, 2_000)), min_size=1, max_size=15).map(
    lambda rows: [answered(n, score, hours) for n, (score, hours) in enumerate(rows)]
)


@given(lessons)
@settings(max_examples=50, deadline=None)
def test_the_same_answers_make_the_same_card_however_often_they_come(
    seen: list[Observation],
) -> None:
    once = after(*seen)
    assert after(*seen).now == once.now
    assert after(*seen, state=once) is once


@given(lessons, st.data(), st.floats(0, 1))
@settings(max_examples=50, deadline=None)
def test_a_grade_corrected_days_later_leaves_the_card_of_the_right_grade(
    seen: list[Observation], data: st.DataObject, score: float
) -> None:
    place = data.draw(st.integers(0, len(seen) - 1))
    right = seen[place].model_copy(update={"score": score, "grade_version": 2})
    late = right.model_copy(update={"at": DAY + timedelta(days=900)})
    assert after(*seen, late).now == after(*seen[:place], right, *seen[place + 1 :]).now


@given(lessons)
@settings(max_examples=50, deadline=None)
def test_a_card_is_never_due_before_its_last_answer_and_survives_its_journey(
    seen: list[Observation],
) -> None:
    state = after(*seen)
    card = card_of(state)
    assert card.due > card.last == max(one.at for one in seen if one.at)
    assert LearnerState.from_json(state.to_json()) == state


def as_py_fsrs_says(seen: list[Observation]) -> Card:
    scheduler = fsrs.Scheduler(learning_steps=(), relearning_steps=(), enable_fuzzing=False)
    card = fsrs.Card(card_id=0, due=DAY)
    for one in seen:
        assert one.score is not None
        assert one.at is not None
        good = fsrs.Rating.Good if one.score >= 0.75 else fsrs.Rating.Hard
        rating = good if one.score >= 0.5 else fsrs.Rating.Again
        at = max(card.last_review or one.at, one.at)
        card, _ = scheduler.review_card(card, rating, at)
    assert card.stability is not None
    assert card.difficulty is not None
    assert card.last_review is not None
    return Card(card.stability, card.difficulty, card.last_review, card.due)


@given(lessons)
@settings(max_examples=100, deadline=None)
def test_a_card_is_what_py_fsrs_makes_of_the_answers_at_their_times(
    seen: list[Observation],
) -> None:
    assert card_of(after(*seen)) == as_py_fsrs_says(seen)


def test_what_is_recalled_after_a_while_need_not_be_reviewed_as_soon_again() -> None:
    gaps, hours = [], 0.0
    state = after(answered(0, 1.0, 0), answered(1, 1.0, 0.1))
    for number in range(2, 6):
        card = card_of(state)
        gaps.append(card.due - card.last)
        hours = (card.due - DAY) / timedelta(hours=1)
        state = observe(state, answered(number, 1.0, hours))
    assert gaps == sorted(gaps)
    assert gaps[-1] > 4 * gaps[0] > timedelta(days=1)


def test_what_was_forgotten_is_due_sooner_than_before_and_not_on_the_same_day() -> None:
    kept = after(answered(0, 1.0, 0), answered(1, 1.0, 90), answered(2, 1.0, 400))
    forgotten = card_of(observe(kept, answered(3, 0.0, 1_000)))
    assert timedelta(days=1) <= forgotten.due - forgotten.last
    assert forgotten.due - forgotten.last < card_of(kept).due - card_of(kept).last


@pytest.mark.parametrize(("worse", "better"), [(0.2, 0.6), (0.6, 0.9)])
def test_a_worse_answer_is_reviewed_sooner(worse: float, better: float) -> None:
    card = reviewed(reviewed(None, 1.0, DAY), 1.0, DAY)
    later = DAY + timedelta(days=9)
    assert reviewed(card, worse, later).due < reviewed(card, better, later).due


def test_an_answer_whose_time_nobody_knows_makes_no_card() -> None:
    state = after(answered(0, 1.0, None))
    assert state.now.skills["ratio"].card is None
    assert mastery(state.now, "ratio").due is None


def test_an_answer_that_waits_for_its_teacher_is_reviewed_as_of_when_it_was_given() -> None:
    held = after(answered(0, None, 5), answered(1, 1.0, 30))
    graded = observe(held, answered(0, 1.0, 100))
    assert graded.now == after(answered(0, 1.0, 5), answered(1, 1.0, 30)).now
