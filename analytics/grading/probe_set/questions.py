"""Reads the committed questions: one line of JSON each, with its hand-written answers."""

from __future__ import annotations

from importlib.resources import files
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

Language = Literal["en", "zh"]
LANGUAGES: tuple[Language, ...] = ("en", "zh")

_Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class BadProbe(ValueError):
    """Say which line of a probe set cannot be read, and why."""


class ProbeQuestion(BaseModel):
    """A question with one hand-written answer of each kind.

    Attributes:
        id: The same in every language for the same question.
        references: One to three right answers.
        paraphrase: The reference, said differently in the same terms.
        other_words: The right idea without the terms of the reference.
        negation: The opposite of the right answer.
        turned: The reference with a word or two changed, or two things in each other's
            places, so that it is wrong.
        off_topic: True perhaps, but no answer to the question.
        misspelt: The paraphrase with a learner's mistakes.
        dialect: The right answer in regional words.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: _Text
    subject: Literal["science", "history", "maths", "language", "programming"]
    question: _Text
    references: Annotated[tuple[_Text, ...], Field(min_length=1, max_length=3)]
    paraphrase: _Text
    other_words: _Text
    negation: _Text
    turned: _Text
    off_topic: _Text
    misspelt: _Text
    dialect: _Text


def read_questions(language: Language) -> tuple[ProbeQuestion, ...]:
    """Return the committed questions of a language, in their order."""
    name = f"{language}.jsonl"
    return parse_questions(files(__package__).joinpath(name).read_text(encoding="utf-8"), name)


def parse_questions(text: str, name: str) -> tuple[ProbeQuestion, ...]:
    """Return one question a line.

    Args:
        text: Lines of JSON.
        name: What messages call the text.

    Raises:
        BadProbe: A line is no question or repeats the id of another.
    """
    found: dict[str, ProbeQuestion] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        try:
            question = ProbeQuestion.model_validate_json(line)
        except ValidationError as error:
            raise BadProbe(f"{name}, line {number}: {error}") from error
        if question.id in found:
            raise BadProbe(f"{name}, line {number}: id {question.id!r} is there already")
        found[question.id] = question
    return tuple(found.values())
