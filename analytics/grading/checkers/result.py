"""What a checker answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from analytics.grading.findings import Note
from analytics.grading.types import GradeLabel

PART = 0.5
"""Score of an answer that is right but for its unit, its figures or its form."""


@dataclass(frozen=True, slots=True)
class Check:
    """What a checker makes of an answer, in the words of a grade.

    Attributes:
        score: share of the marks, 0 to 1.
        checker: name and version.
        covered, missing: what of the right answer was given and was not; never
            gives a right number, formula or option away.
        notes: what to tell the learner; never gives it away either.
    """

    score: float
    label: GradeLabel
    checker: str
    covered: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    notes: Sequence[Note] = ()

    @property
    def is_readable(self) -> bool:
        """Return whether the answer could be read at all."""
        return self.label not in {"irrelevant", "non_domain"}
