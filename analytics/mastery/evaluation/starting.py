"""The first answers of a system that knows nothing of its learners or items.

Whose answers come first decides much: the first 5,000 answers are those of a
few dozen learners. So the figure is the mean over fixed dealt orders of the
learners, one after the other; classes that answer side by side and the log's own
order stand beside it.
"""

from collections.abc import Mapping, Sequence
from itertools import groupby, zip_longest
from operator import attrgetter
from typing import Any

import numpy as np

from analytics.mastery.evaluation.answers import Answer, Log
from analytics.mastery.evaluation.figures import Numbers
from analytics.mastery.evaluation.scorecard import fit, logits
from analytics.mastery.evaluation.stream import FEATURES, Stream
from analytics.mastery.evaluation.trial import auc_of, dealt, right_of, table
from analytics.mastery.scorecard import Scorecard

FIRST = 5_000
"""How many answers an untrained system is judged on."""

ORDERS = range(5)
"""Seeds of the orders in which learners come."""

CLASS = 30
"""How many learners answer side by side where they come in classes."""

_LESSON = 15_000
_LESSON_SEEDS = (100, 101)
_TIMELESS = tuple(n for n, name in enumerate(FEATURES) if name not in ("gap", "skill_gap"))
"""Some logs have no times, so a head for any log reads none."""


def starts(logs: Sequence[Log]) -> dict[str, dict[str, Any]]:
    """Return how well each log starts, with a head that the other logs taught.

    A log alone has nobody to learn from: it starts with the filter as it is.
    """
    lessons = {log.name: _lesson(log) for log in logs} if len(logs) > 1 else {}
    return {log.name: _start(log, _taught(lessons, log.name)) for log in logs}


def in_classes(answers: Sequence[Answer]) -> list[Answer]:
    """Return answers in turns: of each class every learner's first, then every second one.

    Args:
        answers: each learner's in order and together.
    """
    learners = [list(of) for _, of in groupby(answers, attrgetter("learner"))]
    classes = [learners[at : at + CLASS] for at in range(0, len(learners), CLASS)]
    turns = (turn for of in classes for turn in zip_longest(*of))
    return [answer for turn in turns for answer in turn if answer is not None]


def _start(log: Log, head: Scorecard | None) -> dict[str, Any]:
    dealt_orders = [_read(log, dealt(log.answers, seed)[:FIRST], head) for seed in ORDERS]
    classes = [_read(log, in_classes(dealt(log.answers, seed))[:FIRST], head) for seed in ORDERS]
    own = _read(log, log.answers[:FIRST], head)
    return {
        "first_5000_auc": float(np.mean([with_head for _, with_head in dealt_orders])),
        "first_5000_auc_orders": [with_head for _, with_head in dealt_orders],
        "first_5000_filter_auc": float(np.mean([alone for alone, _ in dealt_orders])),
        "first_5000_auc_in_classes": float(np.mean([with_head for _, with_head in classes])),
        "first_5000_filter_auc_in_classes": float(np.mean([alone for alone, _ in classes])),
        "first_5000_auc_own_order": own[1],
        "first_5000_filter_auc_own_order": own[0],
        "first_5000_head": "fitted on the other logs" if head else "none",
    }


def _read(log: Log, answers: Sequence[Answer], head: Scorecard | None) -> tuple[float, float]:
    rows = table(Stream(log.skills), answers)
    alone = auc_of(answers, rows[:, 0])
    return alone, auc_of(answers, logits(head, rows[:, _TIMELESS])) if head else alone


def _lesson(log: Log) -> tuple[Numbers, Numbers]:
    parts = [dealt(log.answers, seed)[:_LESSON] for seed in _LESSON_SEEDS]
    rows = np.concatenate([table(Stream(log.skills), part) for part in parts])
    return rows, np.concatenate([right_of(part) for part in parts])


def _taught(lessons: Mapping[str, tuple[Numbers, Numbers]], name: str) -> Scorecard | None:
    others = [lesson for log, lesson in lessons.items() if log != name]
    if not others:
        return None
    rows, right = (np.concatenate(part) for part in zip(*others, strict=True))
    return fit(rows[:, _TIMELESS], right, [FEATURES[n] for n in _TIMELESS])
