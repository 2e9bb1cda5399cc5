"""Holds two exported networks against each other, question by question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np
import numpy.typing as npt

from analytics.grading.calibration import Array, verdicts
from analytics.grading.dataset import Example
from analytics.grading.overlap import Item

DRAWS: Final = 2_000
_VERDICTS: Final = 3
_TAIL: Final = 2.5
_SEED: Final = 1
_FIGURES: Final = ("macro_f1_3way", "accuracy_2way")

Labels = npt.NDArray[np.int64]


class Scores(Protocol):
    """Gives probabilities to answers, as `analytics.grading.scorer.Scorer` does."""

    def probabilities(self, items: Sequence[Item]) -> Array:
        """Return five probabilities an item, in order."""
        ...


@dataclass(frozen=True, slots=True)
class Difference:
    """One figure of two networks over the same answers.

    Attributes:
        first, second: The figure of each, a share.
        low, high: Where the second's lead over the first lies in 95 of 100 redraws.
        better: Share of the redraws in which the second is ahead.
    """

    first: float
    second: float
    low: float
    high: float
    better: float

    @property
    def lead(self) -> float:
        """Return by how much the second is ahead of the first."""
        return self.second - self.first


def compare(
    first: Scores, second: Scores, examples: Sequence[Example]
) -> dict[str, dict[str, Difference]]:
    """Return the figures of two networks, for each split that the examples are of.

    Whole questions are redrawn, the same for both: answers to one question stand and
    fall together, and a question that is hard for one is hard for the other
    (paired cluster bootstrap).

    Args:
        first: What is there.
        second: What is to be better.
        examples: Answers that, at best, neither was trained on.
    """
    return {
        split: _differences(first, second, [one for one in examples if one.split == split])
        for split in sorted({one.split for one in examples})
    }


def lines_of(found: Mapping[str, Mapping[str, Difference]]) -> str:
    """Return the comparison as lines of text."""
    head = f"{'':<34}{'A':>8}{'B':>8}{'B - A':>9}{'95 % of redraws':>20}{'B ahead':>9}"
    rows = [
        f"{split:<20}{name:<14}{one.first:>8.3f}{one.second:>8.3f}{one.lead:>+9.3f}"
        f"{f'{one.low:+.3f} to {one.high:+.3f}':>20}{one.better:>9.0%}"
        for split, figures in found.items()
        for name, one in figures.items()
    ]
    return "\n".join([head, *rows])


def _differences(
    first: Scores, second: Scores, examples: Sequence[Example]
) -> dict[str, Difference]:
    weights = _redraws(len({one.group for one in examples}))
    ours, theirs = (_counts(network, examples) for network in (first, second))
    measured = {
        name: (measure(ours, weights), measure(theirs, weights))
        for name, measure in zip(_FIGURES, (_macro_f1, _accuracy), strict=True)
    }
    return {name: _difference(*pair) for name, pair in measured.items()}


def _difference(first: Array, second: Array) -> Difference:
    """Return the figures; the first of each array is of the answers as they are."""
    leads = (second - first)[1:]
    low, high = np.percentile(leads, (_TAIL, 100 - _TAIL))
    ahead = float(np.mean(leads > 0))
    return Difference(float(first[0]), float(second[0]), float(low), float(high), ahead)


def _redraws(questions: int) -> Array:
    """Return how often each draw has each question; the first has each once."""
    draw = np.random.default_rng(_SEED).multinomial(
        questions, np.full(questions, 1 / questions), size=DRAWS
    )
    return np.vstack([np.ones((1, questions)), draw])


def _counts(network: Scores, examples: Sequence[Example]) -> Array:
    """Return how often each gold verdict was given each verdict, by question."""
    given = verdicts(network.probabilities([one.item for one in examples]))
    gold = np.array([one.verdict for one in examples], dtype=np.int64)
    # Whether an answer is right is told at one half, not by the likeliest of three.
    taken = np.where(given[:, 0] >= 0.5, 0, 1)
    place = {group: at for at, group in enumerate(sorted({one.group for one in examples}))}
    row = np.array([place[one.group] for one in examples], dtype=np.int64)
    counts = np.zeros((len(place), _VERDICTS, _VERDICTS + 2))
    np.add.at(counts, (row, gold, given.argmax(axis=1)), 1)
    np.add.at(counts, (row, gold, _VERDICTS + taken), 1)
    return counts


def _macro_f1(counts: Array, weights: Array) -> Array:
    """Return the mean F1 over the verdicts that each draw's gold has."""
    table = np.tensordot(weights, counts[:, :, :_VERDICTS], axes=1)
    both = np.diagonal(table, axis1=1, axis2=2)
    wanted, given = table.sum(axis=2), table.sum(axis=1)
    scores = 2 * both / np.maximum(wanted + given, 1)
    there = wanted > 0
    return np.asarray((scores * there).sum(axis=1) / there.sum(axis=1))


def _accuracy(counts: Array, weights: Array) -> Array:
    """Return the share of answers that were rightly told correct or not."""
    table = np.tensordot(weights, counts[:, :, _VERDICTS:], axes=1)
    right = table[:, 0, 0] + table[:, 1:, 1].sum(axis=1)
    return np.asarray(right / table.sum(axis=(1, 2)))
