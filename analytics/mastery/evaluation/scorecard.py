"""Fits the scorecard head to many rows, and reads many rows with it."""

import itertools
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from analytics.mastery.evaluation.figures import Numbers
from analytics.mastery.scorecard import Scorecard

BINS = 12
PENALTY = 8.0
"""The precision of the Gaussian that each weight is drawn from."""

_STEPS = 40
_SAMPLE = 20_000
_FRESH = 4


def contributions(card: Scorecard, rows: Numbers) -> Numbers:
    """Return (answers, counters) logits; with the base they sum to the logit."""
    parts = np.empty_like(rows)
    for column, (edges, points) in enumerate(zip(card.edges, card.points, strict=True)):
        places = np.searchsorted(np.array(edges), rows[:, column], side="right")
        parts[:, column] = np.array(points)[places]
    parts[:, 0] += card.slope * rows[:, 0]
    return parts


def logits(card: Scorecard, rows: Numbers) -> Numbers:
    """Return the logit of a right answer for rows (answers, counters)."""
    total: Numbers = contributions(card, rows).sum(axis=1) + card.base
    return total


def fit(
    rows: Numbers, right: Numbers, columns: Sequence[str], penalty: float = PENALTY
) -> Scorecard:
    """Fit a scorecard to rows (answers, counters) with their outcomes, 0 to 1."""
    edges = [_edges(column) for column in rows.T]
    sizes = [len(inner) + 1 for inner in edges]
    starts = np.concatenate(([0], np.cumsum(sizes)))
    places = np.stack(
        [
            np.searchsorted(inner, column, side="right") + start
            for inner, column, start in zip(edges, rows.T, starts, strict=False)
        ]
    )
    weights = _Descent(places, rows[:, 0], right, int(starts[-1]), penalty).weights()
    points = [weights[a:b] for a, b in itertools.pairwise(starts)]
    means = [
        float(np.bincount(places[n] - starts[n], minlength=sizes[n]) @ points[n]) / len(right)
        for n in range(len(points))
    ]
    return Scorecard(
        columns=tuple(columns),
        base=float(weights[-2]) + sum(means),
        slope=float(weights[-1]),
        edges=tuple(tuple(inner.tolist()) for inner in edges),
        points=tuple(tuple((p - mean).tolist()) for p, mean in zip(points, means, strict=True)),
    )


def _edges(column: Numbers) -> Numbers:
    inner = np.linspace(0, 1, BINS + 1)[1:-1]
    edges: Numbers = np.unique(np.quantile(column, inner, method="lower"))
    return edges


class _Descent:
    """Newton's method on the penalised likelihood, its curvature from a sample.

    The curvature is renewed every few steps; the gradient is always exact, so
    the sample decides how fast it converges and not where.
    """

    def __init__(
        self,
        places: NDArray[np.int64],
        filtered: Numbers,
        right: Numbers,
        size: int,
        penalty: float,
    ) -> None:
        self._places, self._filtered, self._right, self._size = places, filtered, right, size
        self._prior = np.full(size + 2, penalty)
        self._prior[size:] = 1e-6

    def weights(self) -> Numbers:
        """Return a weight for each bin, then the base and the slope."""
        weights = np.zeros(self._size + 2)
        weights[-1] = 1.0
        inverse = np.zeros((0, 0))
        for number in range(_STEPS):
            chance = self._chance(weights)
            if number % _FRESH == 0:
                inverse = np.linalg.inv(self._curvature(chance) + np.diag(self._prior))
            step = inverse @ (self._gradient(self._right - chance) - self._prior * weights)
            weights += step
            if np.abs(step).max() < 1e-3:
                break
        return weights

    def _chance(self, weights: Numbers) -> Numbers:
        logit = weights[-2] + weights[-1] * self._filtered
        for column in self._places:
            logit += weights[column]
        return np.asarray(1 / (1 + np.exp(-logit)))

    def _gradient(self, residual: Numbers) -> Numbers:
        gradient = np.zeros(self._size + 2)
        for column in self._places:
            gradient[: self._size] += np.bincount(column, residual, minlength=self._size)
        gradient[-2], gradient[-1] = residual.sum(), residual @ self._filtered
        return gradient

    def _curvature(self, chance: Numbers) -> Numbers:
        every = max(1, len(chance) // _SAMPLE)
        taken = np.arange(0, len(chance), every)
        curvature = np.zeros((self._size + 2, self._size + 2))
        for start in range(0, len(taken), 8192):
            part = taken[start : start + 8192]
            design = np.zeros((len(part), self._size + 2), dtype=np.float32)
            np.put_along_axis(design, self._places[:, part].T, 1.0, axis=1)
            design[:, -2], design[:, -1] = 1.0, self._filtered[part]
            slope = (chance[part] * (1 - chance[part])).astype(np.float32)
            curvature += (design * slope[:, None]).T @ design
        scaled: Numbers = curvature * (len(chance) / len(taken))
        return scaled
