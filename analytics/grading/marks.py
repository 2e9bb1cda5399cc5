"""Turns the five label probabilities into what a person is shown.

Pure; export copies this file beside the weights.
"""

from __future__ import annotations

from collections.abc import Sequence

from .labels import LABELS, GradeLabel

MARKS = (1.0, 0.5, 0.0, 0.0, 0.0)
"""Share of the marks that each label earns, in the order of `LABELS`."""

_VERDICTS = ((0,), (2,), (1, 3, 4))
"""Correct, contradictory, otherwise wrong: what the model is calibrated on."""


def score_of(probabilities: Sequence[float]) -> float:
    """Return the expected share of the marks, 0 to 1.

    A right answer earns all, a partly right one half, any other nothing; each is
    weighed by its probability, so an unsure grade lies between.
    """
    earned = sum(p * mark for p, mark in zip(probabilities, MARKS, strict=True))
    return min(max(earned, 0.0), 1.0)


def label_of(probabilities: Sequence[float]) -> GradeLabel:
    """Return the likeliest label of the likeliest verdict."""
    return LABELS[max(_verdict(probabilities), key=lambda index: probabilities[index])]


def confidence_of(probabilities: Sequence[float]) -> float:
    """Return the probability of the likeliest verdict, 0 to 1."""
    return min(_mass(probabilities, _verdict(probabilities)), 1.0)


def _verdict(probabilities: Sequence[float]) -> tuple[int, ...]:
    return max(_VERDICTS, key=lambda labels: _mass(probabilities, labels))


def _mass(probabilities: Sequence[float], labels: Sequence[int]) -> float:
    return sum(probabilities[index] for index in labels)
