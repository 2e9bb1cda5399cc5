"""Tries the filter, its scorecard and older models on learners they never saw."""

from array import array
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from functools import partial
from random import Random
from typing import Any

import numpy as np

from analytics.mastery.evaluation import baselines
from analytics.mastery.evaluation.answers import Answer, Log, folds
from analytics.mastery.evaluation.figures import (
    Figures,
    Numbers,
    auc,
    by_size,
    chance_of,
    figures,
    reliability,
)
from analytics.mastery.evaluation.scorecard import contributions, fit, logits
from analytics.mastery.evaluation.stream import FEATURES, Stream
from analytics.mastery.scorecard import Scorecard

FOLDS = 5

DEALT_SEED = 1
"""Training learners come in a dealt order: ids follow the calendar in some logs, and
a head that saw items grow familiar as the year went on would mistake one for the other."""


@dataclass(frozen=True, slots=True)
class Fold:
    """What one fold of held-out learners showed.

    Attributes:
        scores: figures by model.
        size: how many answers the learner of each row gave in all.
    """

    scores: dict[str, Figures]
    right: Numbers
    chance: Numbers
    position: Numbers
    size: Numbers
    drops: int
    logit_error: float


@dataclass(frozen=True, slots=True)
class Effort:
    """How much work a trial is.

    Attributes:
        workers: folds at once, each in a process of its own.
        baselines: whether the older models are fitted too.
    """

    workers: int = 1
    baselines: bool = True


def evaluate(
    log: Log, progress: Callable[[str], None], effort: Effort = Effort()
) -> dict[str, Any]:
    """Return the figures of five folds by learner, each the mean of the folds.

    What is known of items and skills is learned from the other learners and
    goes on being learned while the held-out ones are streamed.
    """
    found = list(_told(log, progress, effort))
    right, chance, position, size = (
        np.concatenate([getattr(fold, name) for fold in found])
        for name in ("right", "chance", "position", "size")
    )
    models = {name: _mean([fold.scores[name] for fold in found]) for name in found[0].scores}
    return {
        **models.pop("scorecard"),
        **models,
        "answers": len(log.answers),
        "reliability": reliability(right, chance),
        "by_position": by_size(right, chance, position, (0, 10, 50, 200)),
        "by_group": by_size(right, chance, size, (0, 50, 200, 500)),
        "drops_after_right": sum(fold.drops for fold in found),
        "logit_error": max(fold.logit_error for fold in found),
    }


def _told(log: Log, progress: Callable[[str], None], effort: Effort) -> Iterable[Fold]:
    one = partial(_fold, log, effort)
    if effort.workers == 1:
        yield from _said(log, progress, map(one, range(FOLDS)))
        return
    with ProcessPoolExecutor(effort.workers) as pool:
        yield from _said(log, progress, pool.map(one, range(FOLDS)))


def _said(log: Log, progress: Callable[[str], None], found: Iterable[Fold]) -> Iterable[Fold]:
    for number, fold in enumerate(found, start=1):
        best = fold.scores["scorecard"]
        progress(f"{log.name}: fold {number} of {FOLDS}, AUC {best.auc:.4f} ECE {best.ece:.4f}")
        yield fold


def _fold(log: Log, effort: Effort, number: int) -> Fold:
    held_out = folds(log, FOLDS)[number]
    train = dealt([a for a in log.answers if a.learner not in held_out], DEALT_SEED)
    test = [a for a in log.answers if a.learner in held_out]
    stream = Stream(log.skills)
    rows, known = table(stream, train), right_of(train)
    unseen, right = table(stream, test), right_of(test)
    card = fit(rows, known, FEATURES)
    chances = {
        "scorecard": chance_of(logits(card, unseen)),
        "filter": chance_of(unseen[:, 0]),
        **(baselines.chances(log, train, test) if effort.baselines else {}),
    }
    return Fold(
        scores={name: figures(right, chance) for name, chance in chances.items()},
        right=right,
        chance=chances["scorecard"],
        position=_positions(test),
        size=_sizes(test),
        drops=stream.drops,
        logit_error=_logit_error(card, unseen),
    )


def dealt(answers: Sequence[Answer], seed: int) -> list[Answer]:
    """Return answers with their learners in a random order, each one's together."""
    learners = sorted({answer.learner for answer in answers})
    Random(seed).shuffle(learners)  # noqa: S311 - an order, not a secret
    place = {learner: number for number, learner in enumerate(learners)}
    return sorted(answers, key=lambda answer: place[answer.learner])


def table(stream: Stream, answers: Sequence[Answer]) -> Numbers:
    """Return the rows (answers, features) known before each answer."""
    numbers = array("d")
    for row in stream.rows(answers):
        numbers.extend(row)
    return np.frombuffer(numbers).reshape(-1, len(FEATURES))


def right_of(answers: Sequence[Answer]) -> Numbers:
    """Return the outcome of each answer, 0 or 1."""
    return np.array([answer.right for answer in answers], dtype=np.float64)


def auc_of(answers: Sequence[Answer], logit: Numbers) -> float:
    """Return how well logits tell right answers from wrong ones."""
    return auc(right_of(answers), logit)


def _logit_error(card: Scorecard, rows: Numbers) -> float:
    """Return the largest gap between a logit and its contributions, one by one."""
    some = rows[:: max(1, len(rows) // 2_000)]
    parts = contributions(card, some).sum(axis=1) + card.base
    alone = np.array([card.logit(row) for row in some.tolist()])
    return float(np.abs(parts - alone).max())


def _positions(answers: Sequence[Answer]) -> Numbers:
    counts: dict[int, int] = {}
    places = []
    for answer in answers:
        places.append(counts.get(answer.learner, 0))
        counts[answer.learner] = places[-1] + 1
    return np.array(places, dtype=np.float64)


def _sizes(answers: Sequence[Answer]) -> Numbers:
    counts: dict[int, int] = {}
    for answer in answers:
        counts[answer.learner] = counts.get(answer.learner, 0) + 1
    return np.array([counts[answer.learner] for answer in answers], dtype=np.float64)


def _mean(each: Sequence[Figures]) -> dict[str, float]:
    names = asdict(each[0])
    return {name: float(np.mean([getattr(one, name) for one in each])) for name in names}
