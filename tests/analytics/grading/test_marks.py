from __future__ import annotations

import pytest

from analytics.grading.marks import confidence_of, label_of, score_of


def test_a_sure_right_answer_earns_all_marks() -> None:
    assert score_of((1.0, 0.0, 0.0, 0.0, 0.0)) == 1.0


def test_a_partly_right_answer_earns_half() -> None:
    assert score_of((0.0, 1.0, 0.0, 0.0, 0.0)) == 0.5


def test_rounding_above_one_is_cut() -> None:
    assert score_of((1.0000001, 0.0000001, 0.0, 0.0, 0.0)) == 1.0


def test_the_label_is_taken_from_the_likeliest_verdict() -> None:
    probabilities = (0.4, 0.25, 0.0, 0.2, 0.15)
    assert label_of(probabilities) == "partial"
    assert confidence_of(probabilities) == pytest.approx(0.6)


def test_a_contradiction_is_its_own_verdict() -> None:
    probabilities = (0.2, 0.1, 0.5, 0.1, 0.1)
    assert label_of(probabilities) == "contradictory"
    assert confidence_of(probabilities) == 0.5
