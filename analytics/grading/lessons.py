"""Lays out what a network learns in each epoch.

Only training imports this module: it needs torch.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Sequence, Set
from dataclasses import replace

from analytics.grading.augment import augmented, swapped, unasked
from analytics.grading.batches import Lesson, Plan
from analytics.grading.dataset import Example
from analytics.grading.practice_set.reading import SPLIT
from analytics.grading.recipe import Recipe
from analytics.grading.views import Views

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


def taught_by(views: Views, plan: Plan, untaught: Set[str] = frozenset()) -> Plan:
    """Return a plan whose lessons have what a teacher thinks of them, where it was asked.

    A teacher that did not learn a lesson's question shows how to behave on new ones.

    Args:
        views: Of the teacher.
        plan: Of the lessons.
        untaught: Questions that it is not asked about.
    """

    def lessons(epoch: int) -> list[Lesson]:
        given = list(plan(epoch))
        asked = [at for at, lesson in enumerate(given) if lesson.item[0] not in untaught]
        for at, view in zip(asked, views.of([given[at].item for at in asked]), strict=True):
            given[at] = replace(given[at], soft=view)
        return given

    return lessons


def is_aside(example: Example) -> bool:
    """Return whether an answer is kept from the folds' networks, though not its question.

    One in twelve is: they show how far to trust a network on questions that it knows.
    """
    text = example.group + "/" + example.item[2]
    return int(hashlib.sha256(text.encode()).hexdigest(), 16) % _ASIDE == 0
