"""Measures the release rules of a network in training.

Only training imports this module: it needs scikit-learn.
"""

from __future__ import annotations

from collections.abc import Mapping

from analytics.grading.calibration import Array
from analytics.grading.fitting import Asked
from analytics.grading.release import ReleaseRule, Strictness
from analytics.grading.release_fitting import fit_release


def release_of(asked: Asked, given: Array) -> Mapping[Strictness, ReleaseRule]:
    """Return the rules of a network.

    Args:
        asked: Real answers to questions that the network was not trained on.
        given: Verdicts of each by a calibration that was fitted without its topic.
    """
    return fit_release(given, asked.gold, [example.group for example in asked.examples])
