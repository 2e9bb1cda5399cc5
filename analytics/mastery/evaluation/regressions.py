"""Logistic regressions on counts: PFA and Best-LR.

PFA after Pavlik, Cen and Koedinger, AIED 2009; Best-LR after Gervet, Koedinger,
Schneider and Mitchell, JEDM 12(3), 2020. Counts enter as log(1 + n).
"""

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analytics.mastery.evaluation.answers import Answer
from analytics.mastery.evaluation.figures import Numbers

ROUNDS = 80
_RATE = 0.1
_PENALTY = 2e-6

Skills = Mapping[int, tuple[int, ...]]
Feature = tuple[object, float]


@dataclass(slots=True)
class Counts:
    """What one learner did so far: wins and fails by skill, and all in all."""

    wins: defaultdict[int, int]
    fails: defaultdict[int, int]
    won: int = 0
    failed: int = 0

    def add(self, right: int, skills: Iterable[int]) -> None:
        """Count one more answer."""
        for skill in skills:
            (self.wins if right else self.fails)[skill] += 1
        self.won += right
        self.failed += 1 - right


Describe = Callable[[Answer, tuple[int, ...], Counts], list[Feature]]


def pfa(train: Sequence[Answer], test: Sequence[Answer], skills: Skills) -> Numbers:
    """Return the chance of each test answer by performance factors analysis."""
    return _predicted(train, test, skills, _performance)


def best_lr(train: Sequence[Answer], test: Sequence[Answer], skills: Skills) -> Numbers:
    """Return the chance of each test answer by Best-LR."""
    return _predicted(train, test, skills, _best)


def _performance(_: Answer, skills: tuple[int, ...], counts: Counts) -> list[Feature]:
    found: list[Feature] = []
    for k in skills:
        found += [
            (("skill", k), 1.0),
            (("wins", k), math.log1p(counts.wins[k])),
            (("fails", k), math.log1p(counts.fails[k])),
        ]
    return found


def _best(answer: Answer, skills: tuple[int, ...], counts: Counts) -> list[Feature]:
    return [
        *_performance(answer, skills, counts),
        (("item", answer.item), 1.0),
        ("won", math.log1p(counts.won)),
        ("failed", math.log1p(counts.failed)),
    ]


def _predicted(
    train: Sequence[Answer], test: Sequence[Answer], skills: Skills, describe: Describe
) -> Numbers:
    numbers: dict[object, int] = {"base": 0}
    rows = [_described(part, skills, describe) for part in (train, test)]
    for row in rows[0]:
        for name, _ in row:
            numbers.setdefault(name, len(numbers))
    places, values = _padded(rows[0], numbers)
    right = np.array([answer.right for answer in train], dtype=np.float64)
    weights = _fitted(places, values, right, len(numbers))
    places, values = _padded(rows[1], numbers)
    return _chance((weights[places] * values).sum(axis=1))


def _described(
    answers: Sequence[Answer], skills: Skills, describe: Describe
) -> list[list[Feature]]:
    learners: dict[int, Counts] = {}
    rows = []
    for answer in answers:
        counts = learners.get(answer.learner)
        if counts is None:
            counts = learners[answer.learner] = Counts(defaultdict(int), defaultdict(int))
        known = skills.get(answer.item) or (-1,)
        rows.append([("base", 1.0), *describe(answer, known, counts)])
        counts.add(answer.right, known)
    return rows


def _padded(
    rows: Sequence[Sequence[Feature]], numbers: Mapping[object, int]
) -> tuple[NDArray[np.int64], Numbers]:
    width = max(map(len, rows))
    places = np.zeros((len(rows), width), dtype=np.int64)
    values = np.zeros((len(rows), width))
    for n, row in enumerate(rows):
        for m, (name, value) in enumerate(row):
            place = numbers.get(name)
            if place is not None:
                places[n, m], values[n, m] = place, value
    return places, values


def _fitted(places: NDArray[np.int64], values: Numbers, right: Numbers, size: int) -> Numbers:
    """Return weights by Adam on the whole batch, an L2 penalty on each."""
    weights, mean, square = np.zeros(size), np.zeros(size), np.zeros(size)
    flat = places.ravel()
    for number in range(1, ROUNDS + 1):
        off = _chance((weights[places] * values).sum(axis=1)) - right
        gradient = np.bincount(flat, (values * off[:, None]).ravel(), minlength=size) / len(right)
        gradient += _PENALTY * weights
        mean = 0.9 * mean + 0.1 * gradient
        square = 0.99 * square + 0.01 * gradient**2
        step = (mean / (1 - 0.9**number)) / (np.sqrt(square / (1 - 0.99**number)) + 1e-8)
        weights -= _RATE * min(1.0, 2 * (1 - number / ROUNDS) + 0.02) * step
    return weights


def _chance(logit: Numbers) -> Numbers:
    return np.asarray(1 / (1 + np.exp(-logit)))
