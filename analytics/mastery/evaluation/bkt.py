"""Bayesian knowledge tracing: two hidden states a skill, fitted by EM.

After Corbett and Anderson, Knowledge tracing, User Modeling and User-Adapted
Interaction 4, 1995. An item with several skills is traced as one skill of its own.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analytics.mastery.evaluation.answers import Answer
from analytics.mastery.evaluation.figures import Numbers

ROUNDS = 12
_LONGEST = 200
"""Answers of one learner to one skill that the fit looks at."""
_FLOOR = 1e-6


@dataclass(frozen=True, slots=True)
class Rows:
    """Answers by (learner, skill), longest first.

    Attributes:
        skill: (rows,) numbers of the skills.
        lengths: (rows,) answers in each, descending.
        right: (rows, longest) outcomes, 0 after the end.
        place: (rows, longest) which answer of the log each is.
    """

    skill: NDArray[np.int64]
    lengths: NDArray[np.int64]
    right: Numbers
    place: NDArray[np.int64]

    def active(self, step: int) -> int:
        """Return how many rows have an answer at a step."""
        return int(np.searchsorted(-self.lengths, -step))


@dataclass(frozen=True, slots=True)
class Parameters:
    """One number a skill: known at first, learned by an answer, guess, slip."""

    first: Numbers
    learn: Numbers
    guess: Numbers
    slip: Numbers


def predicted(
    train: Sequence[Answer], test: Sequence[Answer], skills: Mapping[int, tuple[int, ...]]
) -> Numbers:
    """Return the chance of each test answer, fitted on the training answers."""
    numbers: dict[tuple[int, ...], int] = {}
    known, asked = (_rows(part, skills, numbers) for part in (train, test))
    parameters = _start(len(numbers))
    for _ in range(ROUNDS):
        parameters = _better(known, parameters)
    return _forward(asked, parameters, np.empty(len(test)))


def _rows(
    answers: Sequence[Answer],
    skills: Mapping[int, tuple[int, ...]],
    numbers: dict[tuple[int, ...], int],
) -> Rows:
    found: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
    for place, answer in enumerate(answers):
        skill = numbers.setdefault(skills.get(answer.item, ()), len(numbers))
        found[answer.learner, skill].append(place)
    ordered = sorted(found.items(), key=lambda pair: -len(pair[1]))
    lengths = np.array([len(places) for _, places in ordered])
    table = np.zeros((len(ordered), int(lengths[0])), dtype=np.int64)
    for row, (_, places) in enumerate(ordered):
        table[row, : len(places)] = places
    outcomes = np.array([answer.right for answer in answers], dtype=np.float64)
    skill_of = np.array([key[1] for key, _ in ordered], dtype=np.int64)
    return Rows(skill_of, lengths, outcomes[table], table)


def _start(count: int) -> Parameters:
    return Parameters(*(np.full(count, value) for value in (0.4, 0.1, 0.25, 0.1)))


def _forward(rows: Rows, p: Parameters, chances: Numbers) -> Numbers:
    known = p.first[rows.skill]
    for step in range(rows.right.shape[1]):
        n = rows.active(step)
        skill, now = rows.skill[:n], known[:n]
        chances[rows.place[:n, step]] = now * (1 - p.slip[skill]) + (1 - now) * p.guess[skill]
        after = _after(now, rows.right[:n, step], p, skill)
        known[:n] = after + (1 - after) * p.learn[skill]
    return chances


def _after(known: Numbers, right: Numbers, p: Parameters, skill: NDArray[np.int64]) -> Numbers:
    slip, guess = p.slip[skill], p.guess[skill]
    if_known = known * np.where(right > 0, 1 - slip, slip)
    if_not = (1 - known) * np.where(right > 0, guess, 1 - guess)
    return np.asarray(if_known / (if_known + if_not))


def _better(rows: Rows, p: Parameters) -> Parameters:
    steps = min(rows.right.shape[1], _LONGEST)
    known = p.first[rows.skill]
    prior, after = np.zeros((steps + 1, len(known))), np.zeros((steps, len(known)))
    prior[0] = known
    for step in range(steps):
        n = rows.active(step)
        skill = rows.skill[:n]
        after[step, :n] = _after(prior[step, :n], rows.right[:n, step], p, skill)
        prior[step + 1, :n] = after[step, :n] + (1 - after[step, :n]) * p.learn[skill]
    return _maximised(rows, p, prior, after)


def _maximised(rows: Rows, p: Parameters, prior: Numbers, after: Numbers) -> Parameters:
    count = len(p.first)
    sums = np.zeros((8, count))
    smooth = np.zeros(len(rows.skill))
    for step in reversed(range(len(after))):
        n, later = rows.active(step), rows.active(step + 1)
        skill, right, mine = rows.skill[:n], rows.right[:n, step], after[step, :n].copy()
        if later:
            ratio = smooth[:later] / np.maximum(prior[step + 1, :later], _FLOOR)
            learned = (1 - mine[:later]) * p.learn[skill[:later]] * ratio
            mine[:later] *= ratio
            sums[0] += np.bincount(skill[:later], learned, minlength=count)
            sums[1] += np.bincount(skill[:later], 1 - mine[:later], minlength=count)
        smooth[:n] = np.clip(mine, 0.0, 1.0)
        for place, value in enumerate(
            ((1 - smooth[:n]) * right, 1 - smooth[:n], smooth[:n] * (1 - right), smooth[:n])
        ):
            sums[place + 2] += np.bincount(skill, value, minlength=count)
    sums[6] += np.bincount(rows.skill, smooth, minlength=count)
    sums[7] += np.bincount(rows.skill, minlength=count)
    return Parameters(
        first=_share(sums[6], sums[7], 0.4),
        learn=_share(sums[0], sums[1], 0.1),
        guess=np.minimum(_share(sums[2], sums[3], 0.25), 0.5),
        slip=np.minimum(_share(sums[4], sums[5], 0.1), 0.5),
    )


def _share(part: Numbers, whole: Numbers, usual: float, weight: float = 5.0) -> Numbers:
    return np.clip((part + usual * weight) / (whole + weight), 0.01, 0.99)
