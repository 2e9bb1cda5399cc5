"""From how certain a grade on a promise is kept."""

import numpy as np
import pytest

from analytics.grading.calibration import Array
from analytics.grading.metrics import Labels
from analytics.grading.release_fitting import fit_release, lower_bound

QUESTIONS, ANSWERS = 60, 40


def graded(slack: float, seed: int = 1) -> tuple[Array, Labels, list[str], list[str]]:
    """Return verdicts that are right as often as they claim less a slack."""
    rng = np.random.default_rng(seed)
    accepted = rng.uniform(0.0, 1.0, QUESTIONS * ANSWERS)
    verdicts = np.stack([accepted, np.zeros_like(accepted), 1.0 - accepted], axis=1)
    says_right = accepted >= 0.5
    right = rng.uniform(size=len(accepted)) < np.maximum(accepted, 1 - accepted) - slack
    gold = np.where(says_right == right, 0, 2).astype(np.int64)
    questions = [f"q{i // ANSWERS}" for i in range(len(accepted))]
    return verdicts, gold, questions, ["one"] * len(accepted)


def test_honest_certainty_is_released_as_far_as_the_promise_goes() -> None:
    rules = fit_release(*graded(slack=0.0))
    assert rules["lenient"].certainty < rules["standard"].certainty < rules["strict"].certainty
    # Uniform certainty from c to 1 is right (c + 1) / 2 of the time.
    assert rules["standard"].certainty == pytest.approx(0.80, abs=0.03)
    assert rules["standard"].share == pytest.approx(0.40, abs=0.06)


def test_a_promise_is_not_made_where_it_cannot_be_kept() -> None:
    rules = fit_release(*graded(slack=0.08))
    assert "strict" not in rules
    assert rules["lenient"].accuracy >= 0.85


def test_each_data_set_keeps_the_promise_by_itself() -> None:
    hard_verdicts, hard_gold, questions, hard = graded(slack=0.06, seed=2)
    easy_verdicts, easy_gold, others, _ = graded(slack=-0.06, seed=3)
    alone = fit_release(hard_verdicts, hard_gold, questions, hard)["standard"]
    together = fit_release(
        np.vstack([hard_verdicts, easy_verdicts]),
        np.concatenate([hard_gold, easy_gold]),
        [*questions, *(f"other {name}" for name in others)],
        [*hard, *("easy" for _ in others)],
    )["standard"]
    assert together.certainty == alone.certainty
    assert together.accuracy == alone.accuracy


def test_new_questions_keep_the_promise_on_the_mean_of_many_draws() -> None:
    shares = []
    for seed in range(30):
        rule = fit_release(*graded(slack=0.03, seed=seed))["standard"]
        verdicts, gold, *_ = graded(slack=0.03, seed=1_000 + seed)
        chosen = np.maximum(verdicts[:, 0], 1 - verdicts[:, 0]) >= rule.certainty
        shares.append(np.mean(((verdicts[:, 0] >= 0.5) == (gold == 0))[chosen]))
    assert np.mean(shares) >= 0.895


def test_answers_that_stand_or_fall_together_tell_less() -> None:
    group = np.repeat(np.arange(20), 10)
    apart = np.tile([True] * 9 + [False], 20)
    together = np.repeat([True] * 18 + [False] * 2, 10)
    assert apart.mean() == together.mean()
    assert lower_bound(together, group) < lower_bound(apart, group) < 0.9


def test_never_wrong_is_not_certainly_right() -> None:
    right, group = np.ones(50, dtype=bool), np.repeat(np.arange(10), 5)
    assert lower_bound(right, group) < 0.9
