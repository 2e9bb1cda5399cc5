"""Elo: a rating for each learner, skill of a learner, and item, moved by answers."""

import math
from collections.abc import Mapping, Sequence

import numpy as np

from analytics.mastery.evaluation.answers import Answer
from analytics.mastery.evaluation.figures import Numbers

_DECAY = 0.05


def predicted(
    train: Sequence[Answer], test: Sequence[Answer], skills: Mapping[int, tuple[int, ...]]
) -> Numbers:
    """Return the chance of each test answer, streamed after the training answers."""
    ability: dict[tuple[int, int], tuple[float, int]] = {}
    item: dict[int, tuple[float, int]] = {}
    expected: list[float] = []
    for answer in (*train, *test):
        keys = [(answer.learner, -1), *((answer.learner, k) for k in skills.get(answer.item, ()))]
        known = [ability.get(key, (0.0, 0)) for key in keys]
        hard, count = item.get(answer.item, (0.0, 0))
        skilled = sum(m for m, _ in known[1:]) / max(1, len(known) - 1)
        chance = 1 / (1 + math.exp(hard - known[0][0] - skilled))
        expected.append(chance)
        for key, (mean, times) in zip(keys, known, strict=True):
            ability[key] = mean + (answer.right - chance) / (1 + _DECAY * times), times + 1
        item[answer.item] = hard - (answer.right - chance) / (1 + _DECAY * count), count + 1
    return np.array(expected[len(train) :])
