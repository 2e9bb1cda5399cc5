"""Agreement, overrules, drift and usefulness, against known values."""

import numpy as np
import pytest

from analytics.grading.agreement import FEWEST_PAIRS, agreement, level
from analytics.grading.monitors import Share, alarm, overrides, shift
from analytics.grading.usefulness import most_useful, uncertainty


def test_kappa_is_one_for_the_same_marks_and_about_nothing_for_chance() -> None:
    marks = [0.0, 0.5, 1.0] * 20
    whole = agreement(marks, marks)
    assert whole.plain is not None
    assert (whole.same, whole.plain.value, whole.plain.low) == (1.0, 1.0, 1.0)
    chance = np.random.default_rng(1)
    other = agreement(list(chance.choice(marks, 600)), list(chance.choice(marks, 600)))
    assert other.plain is not None
    assert other.plain.low < 0 < other.plain.high or abs(other.plain.value) < 0.08


def test_kappa_is_what_the_formula_says() -> None:
    first = [1.0] * 25 + [0.0] * 25
    second = [1.0] * 20 + [0.0] * 5 + [1.0] * 10 + [0.0] * 15
    found = agreement(first, second)
    assert found.plain is not None
    assert found.same == 0.7
    assert found.plain.value == pytest.approx(0.4)
    assert found.plain.low < 0.4 < found.plain.high


def test_a_near_miss_costs_less_with_quadratic_weights() -> None:
    first = [0.0, 0.5, 1.0] * 10
    near = agreement(first, [0.0, 0.5, 0.5] * 10)
    assert near.weighted is not None
    assert near.plain is not None
    assert near.weighted.value > near.plain.value


def test_few_pairs_state_no_kappa() -> None:
    found = agreement([1.0] * (FEWEST_PAIRS - 1), [1.0] * (FEWEST_PAIRS - 1))
    assert found.plain is None
    assert agreement([], []).same is None


def test_levels_are_those_of_the_labels() -> None:
    assert [level(s) for s in (0, 0.2, 0.25, 0.5, 0.84, 0.85, 1)] == [0, 0, 1, 1, 1, 2, 2]


def test_a_mark_overrules_when_it_is_far_from_what_was_proposed() -> None:
    share = overrides([(0.5, 0.55), (0.5, 1.0), (0.9, 0.0), (1.0, 1.0)])
    assert (share.cases, share.of, share.value) == (2, 4, 0.5)
    assert share.low < 0.5 < share.high


def test_an_interval_by_wilson_is_the_published_one() -> None:
    share = Share(1, 10)
    assert share.low == pytest.approx(0.0179, abs=2e-4)
    assert share.high == pytest.approx(0.4042, abs=2e-4)


def test_the_same_distribution_has_no_shift_and_another_one_has() -> None:
    low, high = [0.1, 0.3] * 20, [0.7, 0.9] * 20
    assert shift(low, low) == 0
    assert (shift(low, high) or 0) > 1
    assert shift(low[:5], high) is None


def test_the_alarm_names_what_to_look_at_first() -> None:
    assert alarm(Share(4, 6), 2.0) == "overruled"
    assert alarm(Share(0, 6), 0.4) == "shifted"
    assert alarm(Share(0, 6), 0.1) == "fine"
    assert alarm(Share(1, 2), None) == "thin"


def test_unsure_answers_that_many_resemble_are_asked_about_first() -> None:
    texts = ["the sun heats it", "the sun heats it up", "sun heats", "bananas", "a dog ran"]
    assert most_useful(texts, [0.5, 0.5, 0.5, 0.5, 0.01], 2)[0] in {0, 1, 2}
    assert most_useful(texts, [0.01, 0.01, 0.01, 0.9, 0.0], 1) == (3,)
    assert most_useful([], [], 3) == ()
    assert len(most_useful(texts, [0.0] * 5, 3)) == 0


def test_questions_ask_about_different_things() -> None:
    texts = ["the sun heats it", "the sun heats it", "bananas grow", "bananas grow"]
    first, second = most_useful(texts, [0.6, 0.6, 0.5, 0.5], 2)
    assert texts[first] != texts[second]


def test_who_said_nothing_is_least_sure() -> None:
    assert uncertainty(None) == 1.0
    assert uncertainty(0.75) == 0.25
