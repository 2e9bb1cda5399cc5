"""Tries the filter and its scorecard on learners they never saw."""

from collections.abc import Callable, Sequence
from dataclasses import asdict
from random import Random
from typing import Any

import numpy as np

from analytics.mastery.evaluation.answers import Answer, Log, folds
from analytics.mastery.evaluation.figures import (
    Figures,
    Numbers,
    auc,
    by_position,
    figures,
    reliability,
)
from analytics.mastery.evaluation.scorecard import fit
from analytics.mastery.evaluation.stream import Stream

FIRST = 5_000
"""How many answers an untrained system is judged on."""

ORDERS = 5
"""In how many random orders of learners it is judged besides the log's own."""


def evaluate(log: Log, progress: Callable[[str], None]) -> dict[str, Any]:
    """Return the figures of five folds by learner, each the mean of the folds.

    What is known of items and skills is learned from the other learners and
    goes on being learned while the held-out ones are streamed.
    """
    filtered, scored, elo = [], [], []
    drops, error, pooled = 0, 0.0, []
    for number, held_out in enumerate(folds(log), start=1):
        stream = Stream(log.skills)
        train = [answer for answer in log.answers if answer.learner not in held_out]
        test = [answer for answer in log.answers if answer.learner in held_out]
        rows, known = _table(stream, train), _right(train)
        unseen, right = _table(stream, test), _right(test)
        card = fit(rows, known)
        logits, parts = card.logits(unseen), card.contributions(unseen)
        error = max(error, float(np.abs(parts.sum(axis=1) + card.base - logits).max()))
        drops += stream.drops
        filtered.append(figures(right, _chance(unseen[:, 0])))
        scored.append(figures(right, _chance(logits)))
        elo.append(figures(right, _elo(train, test, log.skills)))
        pooled.append((right, _chance(logits), _positions(test)))
        progress(f"{log.name}: fold {number} of 5, AUC {scored[-1].auc:.4f}")
    right, chance, position = (np.concatenate(each) for each in zip(*pooled, strict=True))
    return {
        **_mean(scored),
        "answers": len(log.answers),
        "first_5000_auc": _untrained(log, log.answers[:FIRST]),
        "first_5000_auc_random_order": [_untrained(log, _dealt(log, s)) for s in range(ORDERS)],
        "filter": _mean(filtered),
        "elo": _mean(elo),
        "reliability": reliability(right, chance),
        "by_position": {
            name: asdict(each) for name, each in by_position(right, chance, position).items()
        },
        "drops_after_right": drops,
        "logit_error": error,
    }


def _untrained(log: Log, answers: Sequence[Answer]) -> float:
    return auc(_right(answers), _table(Stream(log.skills), answers)[:, 0])


def _dealt(log: Log, seed: int) -> list[Answer]:
    learners = sorted({answer.learner for answer in log.answers})
    Random(seed).shuffle(learners)  # noqa: S311 - an order, not a secret
    place = {learner: number for number, learner in enumerate(learners)}
    return sorted(log.answers, key=lambda answer: place[answer.learner])[:FIRST]


def _elo(
    train: Sequence[Answer], test: Sequence[Answer], skills: dict[int, tuple[int, ...]]
) -> Numbers:
    ability: dict[tuple[int, int], tuple[float, int]] = {}
    item: dict[int, tuple[float, int]] = {}
    expected: list[float] = []
    for answer in (*train, *test):
        keys = [(answer.learner, -1), *((answer.learner, k) for k in skills.get(answer.item, ()))]
        known = [ability.get(key, (0.0, 0)) for key in keys]
        hard, count = item.get(answer.item, (0.0, 0))
        skilled = sum(m for m, _ in known[1:]) / max(1, len(known) - 1)
        chance = float(_chance(np.float64(known[0][0] + skilled - hard)))
        expected.append(chance)
        for key, (mean, times) in zip(keys, known, strict=True):
            ability[key] = mean + (answer.right - chance) / (1 + 0.05 * times), times + 1
        item[answer.item] = hard - (answer.right - chance) / (1 + 0.05 * count), count + 1
    return np.array(expected[len(train) :])


def _chance(logits: Any) -> Numbers:
    return np.asarray(1 / (1 + np.exp(-logits)))


def _table(stream: Stream, answers: Sequence[Answer]) -> Numbers:
    return np.array(stream.rows(answers), dtype=np.float64)


def _right(answers: Sequence[Answer]) -> Numbers:
    return np.array([answer.right for answer in answers], dtype=np.float64)


def _positions(answers: Sequence[Answer]) -> Numbers:
    counts: dict[int, int] = {}
    places = []
    for answer in answers:
        places.append(counts.get(answer.learner, 0))
        counts[answer.learner] = places[-1] + 1
    return np.array(places, dtype=np.float64)


def _mean(each: Sequence[Figures]) -> dict[str, float]:
    names = asdict(each[0])
    return {name: float(np.mean([getattr(one, name) for one in each])) for name in names}
