"""How long it takes to reach a target when not everybody has reached it yet.

Who has not is counted as far as they have come (Kaplan and Meier, 1958): leaving them
out would make slow ways look fast.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analytics.evaluation.resampling import Measure, Numbers


@dataclass(frozen=True, slots=True)
class Way:
    """One way to a target: how far it went, and whether it arrived.

    Attributes:
        learner: the place of whose it is among the group's learners.
        length: answers, or minutes; 0 and up.
    """

    learner: int
    length: float
    reached: bool


def median_way(ways: Sequence[Way], learners: int) -> Measure:
    """Return the length after which half of the ways have reached their target.

    There is none, NaN, while fewer than half have. Between two lengths it is taken from
    the straight line, or an interval of whole answers would cover far too much. A
    learner's ways are drawn together.
    """
    lengths = np.unique([way.length for way in ways if way.reached])
    arrived, going = np.zeros((2, learners, len(lengths)))
    for way in ways:
        going[way.learner] += lengths <= way.length
        if way.reached:
            arrived[way.learner, np.searchsorted(lengths, way.length)] += 1

    def statistic(times: Numbers) -> Numbers:
        return _medians(times @ arrived, times @ going, lengths)

    return Measure(learners, statistic)


def _medians(arrived: Numbers, going: Numbers, lengths: Numbers) -> Numbers:
    """Return the median of each draw (a row) from who arrived and who still went."""
    if not len(lengths):
        return np.full(len(arrived), np.nan)
    with np.errstate(invalid="ignore", divide="ignore"):
        leaving = np.where(going > 0, arrived / going, 0.0)
    left = np.cumprod(1 - leaving, axis=1)
    half = left <= 0.5 + 1e-12
    at = half.argmax(axis=1)[:, None]
    before = np.take_along_axis(np.hstack([np.ones((len(left), 1)), left]), at, 1)[:, 0]
    after = np.take_along_axis(left, at, 1)[:, 0]
    start, end = np.concatenate([[0.0], lengths])[at[:, 0]], lengths[at[:, 0]]
    with np.errstate(invalid="ignore", divide="ignore"):
        found = start + (end - start) * (before - 0.5) / (before - after)
    return np.where(half.any(axis=1), found, np.nan)
