from __future__ import annotations

import numpy as np
import pytest

from analytics.grading.metrics import calibration_error, log_loss, macro_f1, quality, two_way


def test_perfect_verdicts_score_one_and_have_no_calibration_error() -> None:
    gold = np.array([0, 1, 2, 0])
    sure = np.eye(3)[gold]
    figures = quality(gold, sure, gold, sure)
    assert (figures.macro_f1_3way, figures.accuracy_2way, figures.ece) == (1.0, 1.0, 0.0)


def test_macro_f1_weighs_a_rare_label_like_a_common_one() -> None:
    gold = np.array([0] * 8 + [1] * 2)
    assert macro_f1(gold, np.zeros(10, dtype=np.int64)) == pytest.approx((16 / 18) / 2)


def test_two_way_asks_for_at_least_one_half_for_correct() -> None:
    verdicts = np.array([[0.45, 0.25, 0.3], [0.5, 0.3, 0.2]])
    assert two_way(np.array([1, 0]), verdicts) == 1.0
    assert two_way(np.array([0, 0]), verdicts) == 0.5


def test_a_grader_that_is_sure_and_wrong_half_the_time_is_off_by_half() -> None:
    gold = np.array([0, 1, 0, 1])
    sure = np.tile([1.0, 0.0, 0.0], (4, 1))
    assert calibration_error(gold, sure) == pytest.approx(0.5)


def test_log_loss_of_an_even_guess_is_log_three() -> None:
    assert log_loss(np.array([0, 2]), np.full((2, 3), 1 / 3)) == pytest.approx(np.log(3))
