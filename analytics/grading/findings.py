"""What a grade found, as codes and facts that any language can word."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from analytics.content.values import Value
from analytics.grading.types import GradeLabel, Probability

Fact = Annotated[str, Field(max_length=200)] | int


class Note(Value):
    """One thing to tell the learner, never in words of the right answer.

    Attributes:
        code: what it is; a reader that does not know it tells nothing.
        facts: what the sentence is filled with: the learner's own words, words of the
            question, counts and masked words.
    """

    code: str = Field(pattern=r"^[a-z][a-z_]{1,39}$")
    facts: dict[str, Fact] = Field(default_factory=dict, max_length=6)


class Mark(Value):
    """Characters of the answer that cover or contradict a reference.

    Attributes:
        start, end: offsets in the answer; `end` is not included.
    """

    start: int = Field(ge=0)
    end: int = Field(ge=1)
    kind: Literal["covered", "contradicted"]

    @model_validator(mode="after")
    def _holds_something(self) -> Mark:
        if self.start >= self.end:
            raise ValueError("a mark holds at least one character")
        return self


class CriterionFinding(Value):
    """How an answer does on one criterion.

    Attributes:
        text, points: the criterion's, as they were when it was graded.
        score: share of its points, 0 to 1.
        confidence: chance that its verdict is right.
        covered, missing: words of its nearest reference.
        contradicted: words of the answer that say the opposite.
        notes: hints towards it.
    """

    text: str
    points: float = Field(gt=0)
    score: Probability
    label: GradeLabel
    confidence: Probability
    covered: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    contradicted: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()


class Findings(Value):
    """Everything that a grade found, apart from the grade itself.

    Attributes:
        criteria: what each criterion that is judged apart got.
        notes: what to tell the learner.
        marks: which characters of the answer the grade rests on.
    """

    criteria: tuple[CriterionFinding, ...] = ()
    notes: tuple[Note, ...] = ()
    marks: tuple[Mark, ...] = ()
