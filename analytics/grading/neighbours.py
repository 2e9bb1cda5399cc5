"""Moves a model's score by the nearest answers that a teacher marked. Pure.

A weighted mean of the model's score and the marks of the nearest answers; how much
they weigh is fitted for each question by leaving one mark out at a time, and where
that does not help, nothing moves.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from analytics.grading.likeness import Matrix, likeness

NEAREST = 5
"""Most marked answers that move one score."""

FEWEST_MARKS = 4
"""With fewer marks nothing is fitted."""

_STRENGTHS = (0.5, 1.0, 2.0, 4.0, 8.0)
_LEAST = (0.3, 0.45, 0.6, 0.75)
_GAIN = 0.98
"""Share of the error that must remain at most, for marks to move anything."""


@dataclass(frozen=True, slots=True)
class Marked:
    """An answer that a teacher marked.

    Attributes:
        score: the teacher's, 0 to 1.
        model: what the model had said, 0 to 1; None where it said nothing.
    """

    text: str
    score: float
    model: float | None


@dataclass(frozen=True, slots=True)
class Tuning:
    """How marks move scores of one question.

    Attributes:
        strength: weight of a mark of the very same answer; the model's is 1.
        least: likeness from which a marked answer counts at all.
        error_before, error_after: mean absolute gap between score and mark, with
            each mark left out when its own answer is scored.
        marks: how many were fitted on.
    """

    strength: float
    least: float
    error_before: float
    error_after: float
    marks: int


@dataclass(frozen=True, slots=True)
class Moved:
    """A score after the marks spoke; `neighbours` is how many did."""

    score: float
    neighbours: int


def tune(marks: Sequence[Marked]) -> Tuning | None:
    """Return how the marks of one question move scores; None if they do not help."""
    known = [mark for mark in marks if mark.model is not None]
    if len(known) < FEWEST_MARKS:
        return None
    alike = likeness([mark.text for mark in known])
    np.fill_diagonal(alike, 0.0)
    gold = np.array([mark.score for mark in known])
    before = _error(gold, [mark.model or 0.0 for mark in known])
    found = list(_tried(alike, known, before))
    best = min(found, key=lambda one: (round(one.error_after, 9), one.strength, -one.least))
    return best if best.error_after < before * _GAIN else None


def moved(
    texts: Sequence[str],
    scores: Sequence[float | None],
    marks: Sequence[Marked],
    tuning: Tuning,
) -> list[Moved | None]:
    """Return each score after the marks; None where no mark is near enough.

    An answer without a model's score is moved from nothing: it gets the weighted
    mean of its neighbours' marks.
    """
    alike = likeness(texts, [mark.text for mark in marks])
    given = [mark.score for mark in marks]
    found = (
        _moved(row, score, given, tuning.strength, tuning.least)
        for row, score in zip(alike, scores, strict=True)
    )
    return [one if one.neighbours else None for one in found]


def _tried(alike: Matrix, marks: Sequence[Marked], before: float) -> Iterator[Tuning]:
    given = [mark.score for mark in marks]
    gold = np.array(given)
    for strength, least in product(_STRENGTHS, _LEAST):
        scores = [
            _moved(row, mark.model, given, strength, least).score
            for row, mark in zip(alike, marks, strict=True)
        ]
        yield Tuning(strength, least, before, _error(gold, scores), len(marks))


def _moved(
    row: Matrix, score: float | None, given: Sequence[float], strength: float, least: float
) -> Moved:
    # A stable order: of two equally near ones, the first counts.
    nearest = [int(n) for n in np.argsort(-row, kind="stable")[:NEAREST] if row[n] > least]
    weights = [strength * ((float(row[n]) - least) / (1 - least)) ** 2 for n in nearest]
    own = 0.0 if score is None else 1.0
    total = own + sum(weights)
    if not nearest or total <= 0:
        return Moved(score or 0.0, 0)
    marked = sum(weight * given[n] for weight, n in zip(weights, nearest, strict=True))
    mean = ((score or 0.0) * own + marked) / total
    return Moved(min(max(mean, 0.0), 1.0), len(nearest))


def _error(gold: np.ndarray[tuple[int], np.dtype[np.float64]], scores: Sequence[float]) -> float:
    return float(np.mean(np.abs(gold - np.array(scores))))
