"""Errors of grading, split by what the caller does.

GradingError
├── PermanentGradingError       grading again cannot help: hold for the teacher
│   ├── UnsupportedLanguage     no model grades this language yet
│   ├── AnswerTooLong           the answer is longer than a model may be sent
│   └── InvalidRequest          the model refused the request's content
└── GraderUnavailable           transient: keep the answer and retry later
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


class GraderUnavailable(GradingError):
    """Say that the grader cannot answer now; retry later."""
