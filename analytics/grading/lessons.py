"""Lays out what a network learns in each epoch.

Only training imports this module: it needs torch.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from analytics.grading.augment import augmented, swapped, unasked
from analytics.grading.batches import Lesson, Plan
from analytics.grading.calibration import softmax
from analytics.grading.dataset import Example
from analytics.grading.network import CrossEncoder
from analytics.grading.overlap import Item
from analytics.grading.practice_set.reading import SPLIT
from analytics.grading.recipe import Recipe
from analytics.grading.training import predict

_ASIDE = 12
_PRACTICE_FOR_MADE = 3


def plan_of(examples: Sequence[Example], recipe: Recipe) -> Plan:
    """Return the examples and answers made from them, drawn anew for each epoch."""
    again = [example for example in examples if example.split != SPLIT]
    shown = [*examples, *again * (recipe.public_times - 1)]

    def lessons(epoch: int) -> list[Lesson]:
        seed = recipe.seed * 1_000 + epoch
        drawn = unasked(swapped(shown, recipe.swapped, seed), recipe.unasked, seed)
        made = augmented(_to_make_of(examples, seed), seed)
        return [Lesson.of(example) for example in [*drawn, *made]]

    return lessons


def _to_make_of(examples: Sequence[Example], seed: int) -> list[Example]:
    """Return the answers whose questions get made ones too, of practice some each epoch.

    Practice has so many questions that made answers to all would outnumber real ones, and
    has negated and stuffed answers of its own.
    """
    asked = sorted({example.group for example in examples if example.split == SPLIT})
    rng = random.Random(seed)  # noqa: S311 -- repeatable, not secret
    left_out = frozenset(asked) - set(rng.sample(asked, len(asked) // _PRACTICE_FOR_MADE))
    return [example for example in examples if example.group not in left_out]


def taught_by(teachers: Sequence[CrossEncoder], plan: Plan) -> Plan:
    """Return a plan whose every lesson has what the teachers think of it, on average.

    A teacher that did not learn a lesson's question shows how to behave on new ones.
    What comes again in a later epoch is not asked again.
    """
    known: dict[Item, tuple[float, ...]] = {}

    def lessons(epoch: int) -> list[Lesson]:
        given = plan(epoch)
        new = list({lesson.item for lesson in given} - known.keys())
        views = np.mean([softmax(predict(teacher, new)) for teacher in teachers], axis=0)
        known.update(zip(new, map(tuple, views.tolist()), strict=True))
        return [replace(lesson, soft=known[lesson.item]) for lesson in given]

    return lessons


def is_aside(example: Example) -> bool:
    """Return whether an answer is kept from the folds' networks, though not its question.

    One in twelve is: they show how far to trust a network on questions that it knows.
    """
    text = example.group + "/" + example.item[2]
    return int(hashlib.sha256(text.encode()).hexdigest(), 16) % _ASIDE == 0
