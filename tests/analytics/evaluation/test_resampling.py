"""Intervals hold what they promise, counted over simulated experiments."""

import numpy as np
import pytest

from analytics.evaluation.reaching import Way, median_way
from analytics.evaluation.resampling import FEWEST, Measure, difference, estimate, mean_of

RUNS = 400


def covered(draw: "np.random.Generator", of: str, shift: float = 0.0) -> tuple[float, float]:
    """Return how often the interval covers zero, and how often it is clearly above."""
    zero, above = 0, 0
    for run in range(RUNS):
        found = difference(
            _group(draw, of, 0.0), _group(draw, of, shift), np.random.default_rng(run)
        )
        assert found.low is not None
        assert found.high is not None
        zero += found.low <= 0 <= found.high
        above += found.low > 0
    return zero / RUNS, above / RUNS


def _group(draw: "np.random.Generator", of: str, shift: float) -> Measure:
    """Return 15 learners: their gains, or the answers that some of them needed."""
    if of == "mean":
        return mean_of(np.clip(draw.normal(0.3 + shift, 0.15, 15), -1, 1))
    needed = draw.geometric(1 / (6 + shift), (15, 4))
    patience = draw.integers(15, 40, (15, 4))
    ways = [
        Way(learner, float(min(need, most)), bool(need <= most))
        for learner in range(15)
        for need, most in zip(needed[learner], patience[learner], strict=True)
    ]
    return median_way(ways, 15)


@pytest.mark.parametrize("of", ["mean", "median"])
def test_without_an_effect_the_interval_covers_zero_about_19_times_in_20(of: str) -> None:
    zero, _ = covered(np.random.default_rng(11), of)
    assert 0.915 <= zero <= 0.985


@pytest.mark.parametrize(("of", "shift"), [("mean", 0.2), ("median", 7.0)])
def test_a_large_effect_is_mostly_seen(of: str, shift: float) -> None:
    _, above = covered(np.random.default_rng(12), of, shift)
    assert above > 0.7


def test_too_few_learners_have_a_value_and_no_interval() -> None:
    few = mean_of(np.linspace(0, 1, FEWEST - 1))
    many = mean_of(np.linspace(0, 1, 40))
    rng = np.random.default_rng(1)
    assert estimate(few, rng).value == pytest.approx(0.5)
    assert estimate(few, rng).low is None
    assert difference(few, many, rng).low is None
    assert not difference(few, many, rng).is_clear
    assert estimate(mean_of(np.array([])), rng).value is None


def test_weights_count_what_a_learner_stands_for() -> None:
    measure = mean_of(np.array([1.0, 0.0]), np.array([3.0, 1.0]))
    assert measure.value() == 0.75
    assert mean_of(np.array([1.0]), np.array([0.0])).value() is None


def test_the_median_counts_those_who_have_not_arrived() -> None:
    arrived = [Way(n, float(n + 1), reached=True) for n in range(4)]
    assert median_way(arrived, 4).value() == 2.0
    still_going = [Way(4 + n, 10.0, reached=False) for n in range(2)]
    assert median_way([*arrived, *still_going], 6).value() == 3.0
    most_going = [Way(4 + n, 10.0, reached=False) for n in range(5)]
    assert median_way([*arrived, *most_going], 9).value() is None
    assert median_way([], 3).value() is None


def test_who_stopped_early_is_not_counted_as_slow() -> None:
    ways = [Way(0, 1.0, reached=False), Way(1, 4.0, reached=True), Way(2, 5.0, reached=True)]
    assert median_way(ways, 3).value() == 4.0


def test_an_interval_of_medians_is_missing_where_draws_often_have_none() -> None:
    ways = [Way(n, 5.0, reached=n % 2 == 0) for n in range(20)]
    found = estimate(median_way(ways, 20), np.random.default_rng(3))
    assert (found.value, found.low) == (5.0, None)
