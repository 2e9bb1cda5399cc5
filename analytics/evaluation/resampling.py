"""Intervals by drawing the learners of two groups again and again (bootstrap).

Learners are drawn, not answers: what one learner does belongs together. Of n learners
n - 1 are drawn each time, because draws of n vary too little by a factor (n - 1) / n
(Hesterberg, What teachers should know about the bootstrap, 2014, section 6).
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Statistic = Callable[[Numbers], Numbers]
"""From draws (draws x learners, how often each is in) to one value a draw; NaN for none."""

DRAWS = 2_000
LEVEL = 0.95
FEWEST = 10
"""Learners in a group below which no interval is given: it would promise too much."""

_MOST_WITHOUT = 0.05
"""Share of the draws that may lack a value before an interval says nothing."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value and the interval that covers the true one 19 times in 20.

    Attributes:
        value: None where the learners do not tell it.
        low, high: None where there are too few of them for an interval.
    """

    value: float | None
    low: float | None = None
    high: float | None = None

    @property
    def is_clear(self) -> bool:
        """Tell whether the interval leaves zero out."""
        return self.low is not None and self.high is not None and not self.low <= 0 <= self.high


@dataclass(frozen=True, slots=True)
class Measure:
    """What is measured of a group: its size, and the statistic of any draw of it."""

    learners: int
    statistic: Statistic

    def value(self) -> float | None:
        """Return the statistic of the group itself."""
        if not self.learners:
            return None
        [value] = self.statistic(np.ones((1, self.learners)))
        return None if np.isnan(value) else float(value)

    def drawn(self, rng: np.random.Generator, draws: int = DRAWS) -> Numbers:
        """Return the statistic of many draws of the group."""
        times = rng.multinomial(self.learners - 1, np.full(self.learners, 1 / self.learners), draws)
        return self.statistic(times.astype(np.float64))


def estimate(measure: Measure, rng: np.random.Generator) -> Estimate:
    """Return a group's value with its interval."""
    value = measure.value()
    if value is None or measure.learners < FEWEST:
        return Estimate(value)
    return Estimate(value, *_interval(measure.drawn(rng)))


def difference(first: Measure, second: Measure, rng: np.random.Generator) -> Estimate:
    """Return by how much the second group's value is above the first's."""
    values = first.value(), second.value()
    if values[0] is None or values[1] is None:
        return Estimate(None)
    value = values[1] - values[0]
    if min(first.learners, second.learners) < FEWEST:
        return Estimate(value)
    return Estimate(value, *_interval(second.drawn(rng) - first.drawn(rng)))


def mean_of(values: Numbers, weights: Numbers | None = None) -> Measure:
    """Return the mean of one value a learner, or of weighted ones."""
    held = np.ones(len(values)) if weights is None else weights

    def statistic(times: Numbers) -> Numbers:
        with np.errstate(invalid="ignore", divide="ignore"):
            found: Numbers = (times @ (values * held)) / (times @ held)
        return found

    return Measure(len(values), statistic)


def _interval(drawn: Numbers) -> tuple[float | None, float | None]:
    known = drawn[~np.isnan(drawn)]
    if len(known) < (1 - _MOST_WITHOUT) * len(drawn):
        return None, None
    low, high = np.quantile(known, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return float(low), float(high)
