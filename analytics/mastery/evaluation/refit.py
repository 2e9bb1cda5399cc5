"""Fits a model's constants and head to answers as the product sees them."""

import math
from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np

from analytics.mastery.asking import Ask, authored
from analytics.mastery.beliefs import answered, nothing_known, situation_of
from analytics.mastery.counters import COLUMNS, row_of
from analytics.mastery.evaluation.answers import Log
from analytics.mastery.evaluation.figures import Numbers, auc
from analytics.mastery.evaluation.scorecard import fit, logits
from analytics.mastery.evaluation.trial import dealt
from analytics.mastery.filter import START, Constants, success
from analytics.mastery.model import Model, Provenance
from analytics.mastery.scorecard import blended
from analytics.mastery.state import Beliefs

HALF_LOCAL = 20_000
"""Local answers at which the shipped head and the local one count the same."""

LEAST = 500
"""Local answers under which nothing is fitted."""

_TUNED = 20_000
_TRIED: Mapping[str, tuple[float, ...]] = {
    "ability_noise": (0.0003, 0.001, 0.003, 0.01),
    "skill_noise": (0.003, 0.01, 0.03),
    "gain_right": (0.0, 0.01, 0.03),
    "gain_wrong": (0.0, 0.01, 0.03),
}


class TooFew(Exception):
    """There are not enough answers to fit anything to."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """One graded answer to learn from, in the order in which it was given."""

    learner: str
    ask: Ask
    score: float


@dataclass(frozen=True, slots=True)
class Source:
    """Where lessons come from, and when they were taken."""

    names: tuple[str, ...]
    version: str
    at: datetime | None = None


def refitted(
    lessons: Sequence[Lesson], source: Source, progress: Callable[[str], None], old: Model | None
) -> Model:
    """Return a model fitted to answers; with an old one, blended with its head.

    Without an old one the constants stay those of an untrained system.

    Raises:
        TooFew: nothing can be fitted to so few answers.
    """
    if len(lessons) < LEAST:
        raise TooFew(f"{len(lessons)} graded answers; at least {LEAST} are needed")
    constants = _tuned(_some(lessons), old.constants, progress) if old else START
    progress(f"reading {len(lessons)} answers")
    rows, scores = rows_of(lessons, constants)
    progress("fitting the head")
    head = fit(rows, scores, COLUMNS)
    share = 0.0
    if old:
        share = len(lessons) / (len(lessons) + HALF_LOCAL)
        head = blended(old.head, head, share)
    learners = sorted({lesson.learner for lesson in lessons})
    return Model(
        version=source.version,
        constants=constants,
        head=head,
        provenance=Provenance(
            at=source.at,
            sources=source.names,
            learners=len(learners),
            answers=len(lessons),
            share=share,
            auc=_held_out_auc(lessons, learners, rows, scores),
        ),
    )


def rows_of(lessons: Iterable[Lesson], constants: Constants) -> tuple[Numbers, Numbers]:
    """Return the rows known before each answer, and the scores."""
    known: dict[str, Beliefs] = {}
    rows, scores = array("d"), []
    for lesson in lessons:
        beliefs = known.get(lesson.learner) or nothing_known(constants)
        situation = situation_of(beliefs, lesson.ask, constants)
        rows.extend(row_of(beliefs, lesson.ask, situation))
        scores.append(lesson.score)
        known[lesson.learner] = answered(beliefs, lesson.ask, lesson.score, situation, constants)[0]
    return np.frombuffer(rows).reshape(-1, len(COLUMNS)), np.array(scores)


def lessons_of(log: Log, most: int) -> list[Lesson]:
    """Return the first answers of a log, its learners dealt, nothing known of an item."""
    found = []
    for answer in dealt(log.answers, 1)[:most]:
        skills = log.skills.get(answer.item) or (-1,)
        weights = dict.fromkeys(map(str, skills), 1 / len(skills))
        ask = authored(str(answer.item), weights, 0.0)
        found.append(Lesson(f"{log.name}/{answer.learner}", ask, float(answer.right)))
    return found


def _tuned(
    lessons: Sequence[Lesson], constants: Constants, progress: Callable[[str], None]
) -> Constants:
    """Return constants by one round of coordinate descent.

    Each answer is predicted before it is learned from, so the loss is honest.
    Only what moves beliefs is tuned: what mastery means stays as it is.
    """
    least = _loss(lessons, constants)
    for name, values in _TRIED.items():
        for value in values:
            tried = replace(constants, **{name: value})
            if (loss := _loss(lessons, tried)) < least - 1e-5:
                least, constants = loss, tried
        progress(f"{name} {getattr(constants, name)}, loss {least:.4f}")
    return constants


def _some(lessons: Sequence[Lesson]) -> list[Lesson]:
    """Return the lessons of every so many learners, about `_TUNED` of them."""
    learners = sorted({lesson.learner for lesson in lessons})
    every = max(1, len(lessons) // _TUNED)
    kept = frozenset(learners[::every])
    return [lesson for lesson in lessons if lesson.learner in kept]


def _loss(lessons: Sequence[Lesson], constants: Constants) -> float:
    known: dict[str, Beliefs] = {}
    total = 0.0
    for lesson in lessons:
        beliefs = known.get(lesson.learner) or nothing_known(constants)
        situation = situation_of(beliefs, lesson.ask, constants)
        chance = success(situation)
        total -= lesson.score * math.log(chance) + (1 - lesson.score) * math.log(1 - chance)
        known[lesson.learner] = answered(beliefs, lesson.ask, lesson.score, situation, constants)[0]
    return total / len(lessons)


def _held_out_auc(
    lessons: Sequence[Lesson], learners: Sequence[str], rows: Numbers, scores: Numbers
) -> float | None:
    held_out = frozenset(learners[::5])
    mask = np.array([lesson.learner in held_out for lesson in lessons])
    right = (scores[mask] >= 0.5).astype(np.float64)
    if len(held_out) < 4 or len(set(right.tolist())) < 2:
        return None
    card = fit(rows[~mask], scores[~mask], COLUMNS)
    return auc(right, logits(card, rows[mask]))
