"""Grows the forest and fits what calibrates it.

Only training imports this module: it needs scikit-learn.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import Any, Final

import numpy as np
from sklearn.ensemble import ExtraTreesRegressor

from analytics.grading.agreement import quadratic_kappa
from analytics.grading.chinese.dataset import FULL_MARKS, Scored
from analytics.grading.chinese.forest import Forest
from analytics.grading.chinese.scorer import Array, Calibration
from analytics.grading.metrics import Labels, log_loss

TREES: Final = 300
"""With half as many, one seed differs from the next by .02 in agreement on new questions."""
LEAST_IN_A_LEAF: Final = 6
FEATURES_TRIED: Final = 0.4
PRACTICE_WEIGHT: Final = 0.5
"""Of an answer that no learner gave, beside one of a learner."""

_TEMPERATURES: Final = (0.5, 0.75, 1.0, 1.5, 2.0)
_STRETCHES: Final = (1.0, 1.2, 1.4, 1.6, 1.8)
_SHIFTS: Final = (0.0, 0.03, 0.06, 0.1, 0.15)


def grow(rows: Array, examples: Sequence[Scored], seed: int) -> Forest:
    """Return a forest that gives the chance of full marks, of none, and the share of them."""
    verdicts = verdicts_of(examples)
    wanted = np.stack([verdicts == 0, verdicts == 2, shares_of(examples)], axis=1)
    weights = [1.0 if example.kind == "real" else PRACTICE_WEIGHT for example in examples]
    grown = ExtraTreesRegressor(
        TREES,
        min_samples_leaf=LEAST_IN_A_LEAF,
        max_features=FEATURES_TRIED,
        random_state=seed,
    ).fit(rows, wanted.astype(np.float64), sample_weight=weights)
    return _planted([one.tree_ for one in grown.estimators_])


def fit(given: Array, examples: Sequence[Scored]) -> Calibration:
    """Return the calibration of what forests gave on answers that they had not seen."""
    gold, marks = verdicts_of(examples), shares_of(examples)
    temperature = min(
        _TEMPERATURES, key=lambda t: log_loss(gold, Calibration(t, 1.0, 0.0).verdicts(given))
    )
    choices = [Calibration(temperature, *choice) for choice in product(_STRETCHES, _SHIFTS)]
    return max(choices, key=lambda one: agreed(one.shares(given), marks))


def agreed(shares: Array, wanted: Array) -> float:
    """Return how well shares of the marks agree in points of ten: quadratic kappa."""
    points, marks = (np.rint(FULL_MARKS * one).astype(np.int64) for one in (shares, wanted))
    return quadratic_kappa(points, marks, int(FULL_MARKS) + 1)


def verdicts_of(examples: Sequence[Scored]) -> Labels:
    """Return 0 for full marks, 1 for some, 2 for none."""
    return np.array([example.verdict for example in examples], dtype=np.int64)


def shares_of(examples: Sequence[Scored]) -> Array:
    """Return the shares of the marks, 0 to 1."""
    return np.array([example.mark / FULL_MARKS for example in examples])


def _planted(trees: Sequence[Any]) -> Forest:
    starts = np.cumsum([0, *(tree.node_count for tree in trees)])[:-1]

    def joined(name: str) -> Array:
        return np.concatenate([getattr(tree, name) for tree in trees])

    children = {
        side: np.concatenate(
            [
                np.where(child < 0, -1, child + start)
                for child, start in zip(
                    (getattr(tree, f"children_{side}") for tree in trees), starts, strict=True
                )
            ]
        ).astype(np.int32)
        for side in ("left", "right")
    }
    return Forest(
        roots=starts.astype(np.int32),
        feature=joined("feature").astype(np.int16),
        threshold=joined("threshold").astype(np.float32),
        value=joined("value")[:, :, 0].astype(np.float16),
        **children,
    )
