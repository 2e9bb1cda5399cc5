"""Errors of grading, split by what the caller does.

GradingError
├── PermanentGradingError       grading again cannot help: hold for the teacher
│   ├── UnsupportedLanguage     no model grades this language yet
│   ├── AnswerTooLong           the answer is longer than a model may be sent
│   ├── InvalidRequest          the model refused the request's content
│   └── UnreadableFormula       the text is no formula that is computed with
└── GraderUnavailable           transient: keep the answer and retry later
    └── GraderOverloaded        the grader is well but has more to do than it can: wait longer
"""

from __future__ import annotations


class GradingError(Exception):
    """Root of everything that grading raises on purpose."""


class PermanentGradingError(GradingError):
    """Say that the same request can never be graded."""


class UnsupportedLanguage(PermanentGradingError):
    """Say that no model grades the answer's language."""


class AnswerTooLong(PermanentGradingError):
    """Say that the answer is longer than a model may be sent."""


class InvalidRequest(PermanentGradingError):
    """Say that the grader refused what the request holds."""


class UnreadableFormula(PermanentGradingError):
    """Say that a text is no formula, or one too large to compute with.

    Attributes:
        code: what is wrong, as the code of a note.
        said: where reading stopped; empty at the end or for the whole.
    """

    def __init__(self, code: str, said: str = "") -> None:
        super().__init__(f"{code} {said}".strip())
        self.code = code
        self.said = said


class GraderUnavailable(GradingError):
    """Say that the grader cannot answer now; retry later."""


class GraderOverloaded(GraderUnavailable):
    """Say that the grader refused for now because too many answers wait."""
