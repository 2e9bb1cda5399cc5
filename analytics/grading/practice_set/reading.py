"""Reads the practice questions: one file a field, one question a line."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from analytics.grading import practice_set
from analytics.grading.dataset import Example

SPLIT: Final = "practice_train"

Label = Literal["correct", "partial", "contradictory", "incorrect"]
Text = Annotated[str, Field(min_length=1)]

_GOLD: Final[dict[Label, tuple[int, ...]]] = {
    "correct": (0,),
    "partial": (1,),
    "contradictory": (2,),
    "incorrect": (1, 3, 4),
}


class Question(BaseModel):
    """One question with answers as learners would write them.

    Attributes:
        topic: What its field has several questions on; no two folds share one.
        question: As a teacher would ask it.
        references: Model answers, each sufficient alone.
        answers: What was answered, with its label: ``partial`` is right as far as it
            goes, ``contradictory`` says the opposite, ``incorrect`` is otherwise wrong.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    topic: Text
    question: Text
    references: Annotated[tuple[Text, ...], Field(min_length=1)]
    answers: Annotated[tuple[tuple[Label, Text], ...], Field(min_length=1)]


def questions() -> Iterator[tuple[str, Question]]:
    """Give each question with its field, in the order of files and lines."""
    for file in sorted(files(practice_set).iterdir(), key=lambda one: one.name):
        field, _, kind = file.name.partition(".")
        if kind == "jsonl":
            for line in file.read_text(encoding="utf-8").splitlines():
                yield field, Question.model_validate_json(line)


def practice() -> list[Example]:
    """Return every practice answer."""
    return [
        Example(
            split=SPLIT,
            group=f"practice/{field}/{asked.topic}/{number}",
            item=(asked.question, asked.references, answer),
            gold=_GOLD[label],
        )
        for number, (field, asked) in enumerate(questions())
        for label, answer in asked.answers
    ]
