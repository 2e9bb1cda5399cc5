"""Errors of evaluating the learner model."""


class EvaluationError(Exception):
    """A log of answers cannot be used."""


class UnreadableLog(EvaluationError):
    """The folder holds no log of a known layout."""


class LeakyLog(EvaluationError):
    """Answers stand in the log more than once, so a model could copy them."""
