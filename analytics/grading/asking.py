"""Which model an answer is sent to, and what is noted of the asking. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

from analytics.grading.types import Grade

Outcome = Literal["graded", "refused", "overloaded", "timed_out", "failed"]


@dataclass(frozen=True, slots=True)
class Asked:
    """One asking of one model.

    Attributes:
        model: The model's name on the server.
        outcome: How it went.
        seconds: How long it took, the server's queue included.
        language: BCP 47 tag of the answer.
        grade: What came of it, if anything did.
    """

    model: str
    outcome: Outcome
    seconds: float
    language: str
    grade: Grade | None = None


class Observer(Protocol):
    """Is told of every asking."""

    def asked(self, one: Asked) -> None:
        """Note one."""
        ...


@dataclass(frozen=True, slots=True)
class Choice:
    """Whom to ask.

    Attributes:
        stable: The model that serves.
        canary: One on trial that is asked first; where it fails, the other is.
    """

    stable: str
    canary: str | None = None


class Route(Protocol):
    """Chooses whom to ask."""

    def choose(self, key: str) -> Choice:
        """Return the same choice for the same answer, while nothing is changed.

        Args:
            key: The answer's id; empty for one that nobody puts on trial.
        """
        ...


@dataclass(frozen=True, slots=True)
class OneModel:
    """Asks the same model always."""

    name: str

    def choose(self, key: str) -> Choice:
        """Return the one model."""
        return Choice(self.name)
