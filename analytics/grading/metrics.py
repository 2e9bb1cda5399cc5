"""Figures that say how well verdicts were given."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Labels = npt.NDArray[np.int64]

BINS = 15


@dataclass(frozen=True, slots=True)
class Quality:
    """How well one split was graded; shares, 0 to 1.

    Attributes:
        macro_f1_3way: Mean F1 of correct, contradictory and otherwise wrong.
        accuracy_2way: Share told rightly whether correct or not.
        lexical_accuracy_2way: The same for word overlap alone, the floor.
        ece: Expected calibration error of the three-way confidence.
    """

    macro_f1_3way: float
    accuracy_2way: float
    lexical_accuracy_2way: float
    ece: float


def quality(gold: Labels, verdicts: Array, chosen: Labels, lexical: Array) -> Quality:
    """Return the figures of one split.

    Args:
        gold: 0 correct, 1 contradictory, 2 otherwise wrong.
        verdicts: Probabilities of shape (answers, 3) from the grader.
        chosen: The verdicts that its labels stand for.
        lexical: The same from the lexical model alone.
    """
    return Quality(
        macro_f1_3way=macro_f1(gold, chosen),
        accuracy_2way=two_way(gold, verdicts),
        lexical_accuracy_2way=two_way(gold, lexical),
        ece=calibration_error(gold, verdicts),
    )


def macro_f1(gold: Labels, predicted: Labels) -> float:
    """Return the mean F1 over the labels that the gold has."""
    return float(np.mean([_f1(gold == label, predicted == label) for label in np.unique(gold)]))


def two_way(gold: Labels, verdicts: Array) -> float:
    """Return the share of answers rightly told correct or not correct."""
    return float(np.mean((verdicts[:, 0] >= 0.5) == (gold == 0)))


def calibration_error(gold: Labels, verdicts: Array) -> float:
    """Return the mean gap between confidence and accuracy over equal-width bins."""
    confidence, right = verdicts.max(axis=1), verdicts.argmax(axis=1) == gold
    bins = np.minimum((confidence * BINS).astype(int), BINS - 1)
    gaps = [
        abs(float(np.sum(right[bins == b]) - np.sum(confidence[bins == b]))) for b in range(BINS)
    ]
    return sum(gaps) / len(gold)


def log_loss(gold: Labels, verdicts: Array) -> float:
    """Return the mean negative log probability of the gold verdict."""
    return float(np.mean(log_losses(gold, verdicts)))


def log_losses(gold: Labels, verdicts: Array) -> Array:
    """Return the negative log probability of each answer's gold verdict."""
    chosen = verdicts[np.arange(len(gold)), gold]
    return np.asarray(-np.log(np.maximum(chosen, 1e-9)))


def _f1(wanted: npt.NDArray[np.bool_], given: npt.NDArray[np.bool_]) -> float:
    both, either = float(np.sum(wanted & given)), float(np.sum(wanted) + np.sum(given))
    return 2.0 * both / either if either else 0.0
