"""Errors of the streams, split by what the pump does.

StreamError
├── PermanentError         this message will never pass: keep it as a dead letter
└── TransientError         something is down: try the same message again
    └── StateBehind        the warehouse does not have a state that it must have
"""


class StreamError(Exception):
    """Root of everything that the streams raise on purpose."""


class PermanentError(StreamError):
    """Say that a message can never be processed."""


class TransientError(StreamError):
    """Say that a message cannot be processed now."""


class StateBehind(TransientError):
    """Say that a newer state than the stored one was made and is on its way."""
