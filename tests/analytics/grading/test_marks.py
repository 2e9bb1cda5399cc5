from __future__ import annotations

import pytest

from analytics.grading.marks import (
    confidence_of,
    label_of,
    rated,
    saying_some,
    score_of,
    unheard,
)


def test_a_sure_right_answer_earns_all_marks() -> None:
    assert score_of((1.0, 0.0, 0.0, 0.0, 0.0)) == 1.0


def test_a_partly_right_answer_earns_half() -> None:
    assert score_of((0.0, 1.0, 0.0, 0.0, 0.0)) == 0.5


def test_rounding_above_one_is_cut() -> None:
    assert score_of((1.0000001, 0.0000001, 0.0, 0.0, 0.0)) == 1.0


def test_the_label_is_taken_from_the_likeliest_verdict() -> None:
    probabilities = (0.4, 0.25, 0.0, 0.2, 0.15)
    assert label_of(probabilities) == "partial"
    assert confidence_of(probabilities, "partial") == pytest.approx(0.6)


def test_what_rather_earns_something_is_partly_right() -> None:
    assert label_of((0.48, 0.08, 0.0, 0.44, 0.0)) == "partial"
    assert label_of((0.4, 0.05, 0.0, 0.55, 0.0)) == "irrelevant"


def test_a_contradiction_is_its_own_verdict() -> None:
    probabilities = (0.2, 0.1, 0.5, 0.1, 0.1)
    assert label_of(probabilities) == "contradictory"
    assert confidence_of(probabilities, "contradictory") == 0.5


def test_a_rare_verdict_may_count_for_more_but_never_against_a_right_answer() -> None:
    weights = (1.0, 2.0, 1.0)
    assert label_of((0.2, 0.3, 0.3, 0.1, 0.1), weights) == "contradictory"
    assert label_of((0.2, 0.3, 0.2, 0.2, 0.1), weights) == "partial"
    assert label_of((0.5, 0.0, 0.5, 0.0, 0.0), weights) == "correct"


def test_the_confidence_is_that_of_the_label_that_is_shown() -> None:
    probabilities = (0.2, 0.3, 0.3, 0.1, 0.1)
    assert confidence_of(probabilities, "contradictory") == pytest.approx(0.3)
    assert confidence_of(probabilities, "irrelevant") == pytest.approx(0.5)


def test_who_says_some_of_the_reference_is_not_taken_for_saying_nothing() -> None:
    before = (0.3, 0.1, 0.1, 0.1, 0.4)
    after = saying_some(before)
    assert label_of(before) == "non_domain"
    assert label_of(after) == "partial"
    assert after[0] == before[0]
    assert after[2] == before[2]
    assert sum(after) == pytest.approx(1.0)


def test_it_needs_no_wrong_verdict() -> None:
    assert saying_some((0.7, 0.0, 0.3, 0.0, 0.0)) == (0.7, 0.0, 0.3, 0.0, 0.0)


def test_what_a_verdict_shows_more_often_speaks_for_it() -> None:
    after = rated((0.5, 0.1, 0.2, 0.1, 0.1), (0.1, 1.0, 0.1))
    assert after == pytest.approx((0.05 / 0.28, 0.01 / 0.28, 0.2 / 0.28, 0.01 / 0.28, 0.01 / 0.28))
    assert sum(after) == pytest.approx(1.0)


def test_who_is_not_heard_keeps_its_shares_inside_a_verdict() -> None:
    rows = unheard((0.98, 0.012, 0.004, 0.003, 0.001)), unheard((0.01, 0.03, 0.95, 0.01, 0.0))
    for right, partial, contrary, irrelevant, nothing in rows:
        assert (right, contrary) == pytest.approx((0.455, 0.164))
        assert partial + irrelevant + nothing == pytest.approx(0.381)
    assert rows[0][1] == pytest.approx(0.75 * 0.381)
