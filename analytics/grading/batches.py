"""Cuts what is learnt into batches of like length.

Only training imports this module: it needs torch.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import torch
from tokenizers import Encoding, Tokenizer
from torch import Tensor

from analytics.grading.dataset import Example
from analytics.grading.overlap import Item, text_pair
from analytics.grading.recipe import Recipe
from analytics.grading.types import LABELS

_BUCKET_BATCHES = 50

Fields = tuple[Tensor, Tensor, Tensor]
"""Token numbers, mask and types, each of shape (batch, length)."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """What one row teaches.

    Attributes:
        item: What the network reads.
        gold: Indices of the labels that are right; empty where only a teacher speaks.
        soft: A teacher's five probabilities, if it was asked.
    """

    item: Item
    gold: tuple[int, ...]
    soft: tuple[float, ...] | None = None

    @classmethod
    def of(cls, example: Example) -> Lesson:
        """Return the lesson of an example without a teacher."""
        return cls(example.item, example.gold)


Plan = Callable[[int], Sequence[Lesson]]
"""Gives what is learnt in an epoch."""


@dataclass(frozen=True, slots=True)
class Row:
    """A lesson with its tokens."""

    encoding: Encoding
    lesson: Lesson


def schedule(plan: Plan, tokenizer: Tokenizer, recipe: Recipe) -> list[list[list[Row]]]:
    """Return the batches of each epoch; the last epoch may be cut short."""
    whole = math.ceil(recipe.epochs)
    epochs = [
        list(_batches(_rows(plan(epoch), tokenizer), recipe, epoch)) for epoch in range(whole)
    ]
    left = round(len(epochs[-1]) * (recipe.epochs - whole + 1))
    return [*epochs[:-1], epochs[-1][:left]]


def padded(encodings: Sequence[Encoding], pad: int) -> Fields:
    """Return the fields of some encodings, filled up to the longest."""
    longest = max(len(encoding.ids) for encoding in encodings)
    fields = torch.zeros(3, len(encodings), longest, dtype=torch.int64)
    fields[0] = pad
    for at, e in enumerate(encodings):
        fields[:, at, : len(e.ids)] = torch.tensor([e.ids, e.attention_mask, e.type_ids])
    return fields[0], fields[1], fields[2]


def allowed(golds: Sequence[tuple[int, ...]]) -> Tensor:
    """Return which of the five labels each gold label may stand for."""
    table = torch.zeros(len(golds), len(LABELS), dtype=torch.bool)
    for at, gold in enumerate(golds):
        table[at, list(gold)] = True
    return table


def _rows(lessons: Sequence[Lesson], tokenizer: Tokenizer) -> list[Row]:
    encodings = tokenizer.encode_batch([text_pair(lesson.item) for lesson in lessons])
    return [Row(e, lesson) for e, lesson in zip(encodings, lessons, strict=True)]


def _batches(rows: Sequence[Row], recipe: Recipe, epoch: int) -> Iterator[list[Row]]:
    rng = random.Random(recipe.seed * 1_000 + epoch)  # noqa: S311 -- repeatable, not secret
    mixed = rng.sample(list(rows), len(rows))
    bucket = recipe.batch * _BUCKET_BATCHES
    batches: list[list[Row]] = []
    for at in range(0, len(mixed), bucket):
        ordered = sorted(mixed[at : at + bucket], key=lambda row: len(row.encoding.ids))
        batches += [ordered[i : i + recipe.batch] for i in range(0, len(ordered), recipe.batch)]
    rng.shuffle(batches)
    return iter(batches)
