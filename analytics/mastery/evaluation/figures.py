"""How good predicted chances of success are."""

import itertools
from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
BINS = 15


@dataclass(frozen=True, slots=True)
class Figures:
    """Quality of predictions, each a share of 0 to 1."""

    auc: float
    accuracy: float
    rmse: float
    ece: float


def figures(right: Numbers, predicted: Numbers) -> Figures:
    """Return the quality of predictions, both of shape (answers,)."""
    return Figures(
        auc=auc(right, predicted),
        accuracy=float(np.mean((predicted >= 0.5) == (right >= 0.5))),
        rmse=float(np.sqrt(np.mean((predicted - right) ** 2))),
        ece=sum(abs(p - r) * n for p, r, n in reliability(right, predicted)) / len(right),
    )


def auc(right: Numbers, predicted: Numbers) -> float:
    """Return the chance that a right answer was predicted above a wrong one.

    Ties count half; without both kinds of answers it is 0.5.
    """
    _, places, counts = np.unique(predicted, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[places]
    wins = float(right.sum())
    losses = len(right) - wins
    if not wins or not losses:
        return 0.5
    return float((ranks[right >= 0.5].sum() - wins * (wins + 1) / 2) / (wins * losses))


def reliability(right: Numbers, predicted: Numbers) -> list[tuple[float, float, int]]:
    """Return mean prediction, share right and answers of each tenth or so."""
    place = np.minimum((predicted * BINS).astype(int), BINS - 1)
    return [
        (float(predicted[here].mean()), float(right[here].mean()), int(here.sum()))
        for here in (place == number for number in range(BINS))
        if here.any()
    ]


def by_size(
    right: Numbers, predicted: Numbers, size: Numbers, edges: Sequence[float]
) -> dict[str, dict[str, float]]:
    """Return the quality by a number that each answer has, between edges."""
    bounds = itertools.pairwise((*edges, float("inf")))
    chosen = {f"{low:g}-{high:g}": (size >= low) & (size < high) for low, high in bounds}
    return {
        name: {**asdict(figures(right[here], predicted[here])), "answers": int(here.sum())}
        for name, here in chosen.items()
        if here.any()
    }


def chance_of(logit: Numbers) -> Numbers:
    """Return the chance that a logit stands for, 0 to 1."""
    return np.asarray(1 / (1 + np.exp(-logit)))
