"""How well two markers agree beyond chance: Cohen's kappa. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

LEVELS = 3
"""Wrong, right in part, right: what marks are compared by."""

FEWEST_PAIRS = 10
"""With fewer pairs a kappa says nothing, and none is stated."""

_RESAMPLES = 2_000
_RIGHT, _PART = 0.85, 0.25
Table = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Kappa:
    """An agreement with the interval that holds 95 % of its resamples."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Agreement:
    """How two markers agree.

    Attributes:
        same: share of the answers put at the same level.
        plain: Cohen's kappa; None with fewer pairs than `FEWEST_PAIRS`.
        weighted: the same with quadratic weights.
    """

    pairs: int
    same: float | None
    plain: Kappa | None
    weighted: Kappa | None


def level(score: float) -> int:
    """Return 0 for a wrong, 1 for a partly right, 2 for a right answer."""
    return 2 if score >= _RIGHT else int(score >= _PART)


def agreement(first: Sequence[float], second: Sequence[float]) -> Agreement:
    """Return how two markers' scores of the same answers agree.

    The interval is a percentile bootstrap over the answers, from a fixed seed.
    """
    table = np.zeros((LEVELS, LEVELS))
    for one, other in zip(first, second, strict=True):
        table[level(one), level(other)] += 1
    pairs = len(first)
    same = float(np.trace(table)) / pairs if pairs else None
    if pairs < FEWEST_PAIRS:
        return Agreement(pairs, same, None, None)
    again = np.random.default_rng(7).multinomial(pairs, (table / pairs).ravel(), size=_RESAMPLES)
    resamples = again.reshape(-1, LEVELS, LEVELS).astype(np.float64)
    return Agreement(
        pairs, same, _kappa(table, resamples, power=0), _kappa(table, resamples, power=2)
    )


def quadratic_kappa(
    first: npt.NDArray[np.int64], second: npt.NDArray[np.int64], levels: int
) -> float:
    """Return Cohen's kappa with quadratic weights of two markers' whole points.

    Args:
        first: From 0 on.
        second: Of the same answers.
        levels: How many different points there are.
    """
    table = np.zeros((levels, levels))
    np.add.at(table, (first, second), 1.0)
    return float(_values(table[None], power=2)[0])


def _kappa(table: Table, resamples: Table, *, power: int) -> Kappa:
    spread = _values(resamples, power)
    low, high = np.quantile(spread, (0.025, 0.975))
    return Kappa(float(_values(table[None], power)[0]), float(low), float(high))


def _values(tables: Table, power: int) -> Table:
    """Return kappa of each table; 1 where chance alone explains everything."""
    levels = np.arange(tables.shape[1])
    steps = np.abs(np.subtract.outer(levels, levels)).astype(np.float64)
    cost = steps**power if power else (steps > 0).astype(np.float64)
    total = tables.sum(axis=(1, 2))
    rows, columns = tables.sum(axis=2), tables.sum(axis=1)
    expected = np.einsum("ni,nj,ij->n", rows, columns, cost) / np.maximum(total, 1)
    seen = np.einsum("nij,ij->n", tables, cost)
    return np.asarray(np.where(expected > 0, 1 - seen / np.maximum(expected, 1e-12), 1.0))
