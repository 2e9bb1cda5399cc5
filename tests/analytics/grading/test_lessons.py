"""What a network learns in a pass; it needs the ``train`` extra, as `test_training` does."""

from __future__ import annotations

from collections import Counter

import pytest

pytest.importorskip("torch", reason="the train extra (torch) is not installed")
pytest.importorskip("peft", reason="the train extra (peft) is not installed")

from analytics.grading.dataset import Example
from analytics.grading.lessons import plan_of
from analytics.grading.practice_set.reading import SPLIT
from analytics.grading.recipe import Recipe


def answered(split: str, number: int) -> Example:
    item = (f"{split} {number}?", ("the reference",), f"answer {number} of {split}")
    return Example(split, f"{split}/{number}", item, (0,))


def test_public_answers_are_shown_as_often_as_the_recipe_says_and_practice_once() -> None:
    public = [answered("beetle_train", number) for number in range(3)]
    practice = [answered(SPLIT, number) for number in range(3)]
    lessons = plan_of([*public, *practice], Recipe(practice=True, public_times=2))(0)
    shown = Counter(lesson.item for lesson in lessons)
    assert [shown[example.item] for example in public] == [2, 2, 2]
    assert [shown[example.item] for example in practice] == [1, 1, 1]
