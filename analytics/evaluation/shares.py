"""Shares of two groups compared, among those who are alike in something else.

The difference of two shares over strata is Mantel and Haenszel's, its standard error
Sato's (Greenland and Robins, Estimation of a common effect parameter from sparse
follow-up data, Biometrics 41, 1985; Sato, On the variance estimator for the
Mantel-Haenszel risk difference, Biometrics 45, 1989), which holds for few large strata
and for many small ones. Many tests at once keep the rate of Benjamini and Hochberg
(Controlling the false discovery rate, JRSS B 57, 1995).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from analytics.evaluation.resampling import LEVEL

_NORMAL = NormalDist()
_LEAST_ERROR = 1e-6
"""Where every answer of both groups is alike the formula gives an error of none."""


@dataclass(frozen=True, slots=True)
class Share:
    """How many of a group did something; at least one is in the group."""

    count: int
    size: int

    @property
    def value(self) -> float:
        """Return the share, 0 to 1."""
        return self.count / self.size


@dataclass(frozen=True, slots=True)
class Gap:
    """By how much one group's share is above another's, -1 to 1, and its standard error."""

    value: float
    error: float

    @property
    def low(self) -> float:
        """Return the lower end of the interval that covers the true gap 19 times in 20."""
        return max(-1.0, self.value - self._reach)

    @property
    def high(self) -> float:
        """Return its upper end."""
        return min(1.0, self.value + self._reach)

    def chance_within(self, margin: float) -> float:
        """Return the one-sided p-value of a true gap of `margin` or less."""
        return _NORMAL.cdf((margin - self.value) / self.error)

    @property
    def _reach(self) -> float:
        return _NORMAL.inv_cdf((1 + LEVEL) / 2) * self.error


def gap_over(strata: NDArray[np.float64]) -> Gap | None:
    """Return the gap between two groups over strata; None where they share no stratum.

    `strata` counts people: strata x (lower group, upper group) x (did not, did).
    """
    sizes = strata.sum(axis=2)
    shared = strata[(sizes > 0).all(axis=1)]
    if not len(shared):
        return None
    lower, upper = shared.sum(axis=2).T
    lower_did, upper_did = shared[:, 0, 1], shared[:, 1, 1]
    size = lower + upper
    weight = float((lower * upper / size).sum())
    value = float(((upper_did * lower - lower_did * upper) / size).sum()) / weight
    uneven = upper**2 * lower_did - lower**2 * upper_did + lower * upper * (lower - upper) / 2
    mixed = upper_did * (lower - lower_did) + lower_did * (upper - upper_did)
    spread = value * float((uneven / size**2).sum()) + float((mixed / (2 * size)).sum())
    return Gap(value, max(_LEAST_ERROR, math.sqrt(max(0.0, spread)) / weight))


def discoveries(chances: Sequence[float], rate: float) -> frozenset[int]:
    """Return which of many p-values to believe, by place.

    On average at most `rate` of those that are believed are wrong.
    """
    order = sorted(range(len(chances)), key=chances.__getitem__)
    last = max(
        (n for n, place in enumerate(order, 1) if chances[place] <= rate * n / len(order)),
        default=0,
    )
    return frozenset(order[:last])


def one_sided(rate: float) -> float:
    """Return how many standard errors above zero are beyond chance at a rate."""
    return _NORMAL.inv_cdf(1 - rate)
