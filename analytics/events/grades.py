"""Grades: given, held back, changed by a teacher, contested by a learner."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from analytics.content.values import Value
from analytics.events.work import PlannedWork, Work
from analytics.grading.findings import CriterionFinding, Findings, Mark, Note

Score = Annotated[float, Field(ge=0, le=1)]
Label = Literal["correct", "partial", "contradictory", "irrelevant", "non_domain"]


class GradeFacts(Value):
    """What a grade says.

    Attributes:
        score: share of the marks, 0 to 1.
        label: how a model or checker classed the answer.
        confidence: calibrated chance that the label is right; None from a
            checker or a teacher, who do not guess.
        certainty: how sure a model was that the answer earns the marks, or that it does
            not; what a release goes by. None from a checker or a teacher.
        method: who graded.
        grader: name and version of the model or checker, or "teacher".
        covered, missing: words of the reference that the answer does, does not
            express; shown to the learner.
        criteria: what each criterion that is judged apart got; empty for one judgement.
        notes: what to tell the learner, as codes that any language can word; they
            never give the right answer away.
        marks: which characters of the answer the grade rests on.
        grade_version: 1 for the first grade, one more for each override.
    """

    score: Score
    label: Label
    confidence: float | None = Field(default=None, ge=0, le=1)
    certainty: float | None = Field(default=None, ge=0, le=1)
    method: Literal["model", "checker", "teacher"]
    grader: str
    covered: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    criteria: tuple[CriterionFinding, ...] = Field(default=(), max_length=8)
    notes: tuple[Note, ...] = Field(default=(), max_length=12)
    marks: tuple[Mark, ...] = Field(default=(), max_length=200)
    grade_version: int = Field(ge=1)

    @property
    def findings(self) -> Findings:
        """Return what the grade found, apart from the grade itself."""
        return Findings(criteria=self.criteria, notes=self.notes, marks=self.marks)


class AnswerGraded(PlannedWork):
    """An answer got its first grade."""

    kind: Literal["answer.graded"] = "answer.graded"
    grade: GradeFacts


class AnswerHeld(PlannedWork):
    """An answer waits for the teacher: no grader may judge it, or not alone.

    Attributes:
        grade_version: 0 for an answer that had no grade; else one more than that
            of the grade which a teacher took back ("withdrawn" where no other
            reason was known).
        tentative: what the model makes of it, where it is unsure or the teacher
            releases every grade; it moves no mastery and no gradebook.
    """

    kind: Literal["answer.held"] = "answer.held"
    reason: Literal[
        "language_unsupported",
        "wrong_language",
        "too_long",
        "refused",
        "withdrawn",
        "unsure",
        "teacher_releases",
    ]
    grade_version: int = Field(default=0, ge=0)
    tentative: GradeFacts | None = None


class GradeOverridden(PlannedWork):
    """A teacher gave or changed the grade of an answer.

    Attributes:
        actor_id: the teacher.
        reason: in the teacher's words, shown to the learner.
    """

    kind: Literal["grade.overridden"] = "grade.overridden"
    grade: GradeFacts
    actor_id: UUID
    reason: str = Field(min_length=1, max_length=1_000)


class GradeContested(Work):
    """A learner asked a person to look at a machine's grade.

    Attributes:
        reason: in the learner's words.
        grade_version: of the grade that the learner saw.
    """

    kind: Literal["grade.contested"] = "grade.contested"
    reason: str = Field(min_length=1, max_length=1_000)
    grade_version: int = Field(ge=1)
