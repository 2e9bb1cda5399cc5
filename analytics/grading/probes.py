"""Asks a grader what it must not be fooled by."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from analytics.grading.augment import negated, shuffled
from analytics.grading.calibration import Array
from analytics.grading.dataset import Example
from analytics.grading.overlap import Item

_LONGEST_NEGATED = 25


@dataclass(frozen=True, slots=True)
class Probed:
    """Shares, 0 to 1.

    Attributes:
        negation_told_apart: Of the references taken as correct, those whose negation
            is not.
        copied_or_stuffed_accepted: Copied questions and shuffled references that are
            taken as correct.
    """

    negation_told_apart: float
    copied_or_stuffed_accepted: float


def probe(verdicts: Callable[[Sequence[Item]], Array], examples: Sequence[Example]) -> Probed:
    """Return how a grader takes negated, copied and stuffed answers.

    Args:
        verdicts: Gives three probabilities an item.
        examples: Answers to questions that the grader was not trained on.
    """
    questions = list({example.group: example.item for example in examples}.values())
    return Probed(_negation(verdicts, questions), _cheating(verdicts, questions))


def _negation(verdicts: Callable[[Sequence[Item]], Array], questions: Sequence[Item]) -> float:
    plain: list[Item] = []
    opposite: list[Item] = []
    for question, references, _ in questions:
        sentence = references[0]
        turned = negated(sentence)
        if turned is not None and len(sentence.split()) <= _LONGEST_NEGATED:
            plain.append((question, references, sentence))
            opposite.append((question, references, turned))
    accepted = verdicts(plain)[:, 0] >= 0.5
    refused = verdicts(opposite)[:, 0] < 0.5
    return float(np.mean(refused[accepted]))


def _cheating(verdicts: Callable[[Sequence[Item]], Array], questions: Sequence[Item]) -> float:
    rng = random.Random(0)  # noqa: S311 -- repeatable, not secret
    cheats: list[Item] = []
    for question, references, _ in questions:
        cheats.append((question, references, question))
        bag = shuffled(references[0], rng)
        if bag is not None:
            cheats.append((question, references, bag))
    return float(np.mean(verdicts(cheats)[:, 0] >= 0.5))
