"""What a grader is asked and what it answers."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from analytics.grading.evidence import Evidence, Span
from analytics.grading.labels import LABELS, GradeLabel

__all__ = [
    "LABELS",
    "MAX_ANSWER_CHARS",
    "SUPPORTED_LANGUAGES",
    "Grade",
    "GradeLabel",
    "GradingRequest",
    "Probability",
]

MAX_ANSWER_CHARS = 4_000
"""Longest answer that is graded; the model reads only its first words anyway."""

SUPPORTED_LANGUAGES = frozenset({"en", "zh"})
"""Primary language subtags that a committed model grades."""

Probability = Annotated[float, Field(ge=0.0, le=1.0)]


class GradingRequest(BaseModel):
    """One free-text answer with what it is measured against."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    question: str
    references: tuple[str, ...] = Field(min_length=1)
    answer: str
    language: str = Field(description="BCP 47 tag, such as 'en' or 'zh-Hans'")
    key: str = Field("", description="The answer's id, by which a version on trial is chosen")


class Grade(BaseModel):
    """What the grader makes of one answer.

    Attributes:
        label: The likeliest of the five labels.
        score: Expected share of the marks, 0 to 1.
        confidence: Calibrated probability that the verdict (right, contradicting
            or otherwise wrong) is the one a teacher would give.
        probabilities: One probability a label, in the order of `LABELS`.
        nearest_reference: Index of the reference answer nearest to the answer.
        covered: What of the nearest reference the answer expresses, for display.
        missing: What of the nearest reference the answer does not express.
        model: Name and version of the model, such as ``grader:1``.
        contradicted: What of the answer says the opposite of the nearest reference.
        similarities: Overlap with each reference, 0 to 1, in their order.
        reference_spans: Where the nearest reference is covered, missing or contradicted.
        answer_spans: Where the answer covers or contradicts the nearest reference.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    label: GradeLabel
    score: Probability
    confidence: Probability
    probabilities: tuple[Probability, ...] = Field(min_length=5, max_length=5)
    nearest_reference: int = Field(ge=0)
    covered: tuple[str, ...]
    missing: tuple[str, ...]
    model: str
    contradicted: tuple[str, ...] = ()
    similarities: tuple[Probability, ...] = ()
    reference_spans: tuple[Span, ...] = ()
    answer_spans: tuple[Span, ...] = ()

    @property
    def evidence(self) -> Evidence:
        """Return how the answer stands to the nearest reference."""
        return Evidence(
            covered=self.covered,
            missing=self.missing,
            contradicted=self.contradicted,
            reference=self.reference_spans,
            answer=self.answer_spans,
        )
