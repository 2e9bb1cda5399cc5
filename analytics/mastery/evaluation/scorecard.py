"""The scorecard head: an additive logistic model over binned counters."""

import itertools
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analytics.mastery.evaluation.figures import Numbers

BINS = 12
_STEPS = 8


@dataclass(frozen=True, slots=True)
class Scorecard:
    """Points for the bin of each counter, on top of the filter's own logit.

    Attributes:
        base: the logit where every counter is average.
        slope: what one logit of the filter (column 0) is worth.
        edges: inner edges of the bins of each counter, ascending.
        points: logits for each bin of each counter.
    """

    base: float
    slope: float
    edges: tuple[Numbers, ...]
    points: tuple[Numbers, ...]

    def contributions(self, rows: Numbers) -> Numbers:
        """Return (answers, counters) logits; with `base` they sum to the logit."""
        parts = np.empty_like(rows)
        for column, (edges, points) in enumerate(zip(self.edges, self.points, strict=True)):
            parts[:, column] = points[np.searchsorted(edges, rows[:, column], side="right")]
        parts[:, 0] += self.slope * rows[:, 0]
        return parts

    def logits(self, rows: Numbers) -> Numbers:
        """Return the logit of a right answer for rows (answers, counters)."""
        total = self.base + self.slope * rows[:, 0]
        for column, (edges, points) in enumerate(zip(self.edges, self.points, strict=True)):
            total += points[np.searchsorted(edges, rows[:, column], side="right")]
        return total


def fit(rows: Numbers, right: Numbers, penalty: float = 8.0) -> Scorecard:
    """Fit a scorecard to rows (answers, counters) with their outcomes.

    Newton's method on the penalised likelihood; `penalty` is the precision of
    the Gaussian each weight is drawn from.
    """
    edges = tuple(_edges(column) for column in rows.T)
    sizes = [len(inner) + 1 for inner in edges]
    starts = np.concatenate(([0], np.cumsum(sizes)))
    places = np.stack(
        [
            np.searchsorted(inner, column, side="right") + start
            for inner, column, start in zip(edges, rows.T, starts, strict=False)
        ],
        axis=1,
    )
    base, slope, weights = _newton(places, rows[:, 0], right, int(starts[-1]), penalty)
    points = tuple(weights[a:b] for a, b in itertools.pairwise(starts))
    means = [
        float(np.bincount(places[:, n] - starts[n], minlength=sizes[n]) @ points[n]) / len(right)
        for n in range(len(points))
    ]
    centred = tuple(each - mean for each, mean in zip(points, means, strict=True))
    return Scorecard(base + sum(means), slope, edges, centred)


def _edges(column: Numbers) -> Numbers:
    inner = np.linspace(0, 1, BINS + 1)[1:-1]
    edges: Numbers = np.unique(np.quantile(column, inner, method="lower"))
    return edges


def _newton(
    places: NDArray[np.int64], filtered: Numbers, right: Numbers, size: int, penalty: float
) -> tuple[float, float, Numbers]:
    weights = np.zeros(size + 2)
    weights[size + 1] = 1.0
    prior = np.full(size + 2, penalty)
    prior[size:] = 1e-6
    for _ in range(_STEPS):
        logit = weights[size] + weights[size + 1] * filtered
        for column in places.T:
            logit += weights[column]
        chance = 1 / (1 + np.exp(-logit))
        gradient, curvature = np.zeros(size + 2), np.zeros((size + 2, size + 2))
        _derivatives(places, filtered, right - chance, chance * (1 - chance), gradient, curvature)
        step = np.linalg.solve(curvature + np.diag(prior), gradient - prior * weights)
        weights += step
        if np.abs(step).max() < 1e-4:
            break
    return float(weights[size]), float(weights[size + 1]), weights[:size]


def _derivatives(
    places: NDArray[np.int64],
    filtered: Numbers,
    residual: Numbers,
    slope: Numbers,
    gradient: Numbers,
    curvature: Numbers,
) -> None:
    size = len(gradient) - 2
    for start in range(0, len(residual), 8192):
        part = slice(start, start + 8192)
        design = np.zeros((len(residual[part]), size + 2), dtype=np.float32)
        np.put_along_axis(design, places[part], 1.0, axis=1)
        design[:, size] = 1.0
        design[:, size + 1] = filtered[part]
        gradient += residual[part] @ design
        curvature += (design * slope[part, None].astype(np.float32)).T @ design
