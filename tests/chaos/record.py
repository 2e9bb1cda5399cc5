"""What was given to the product, written down by those who gave it."""

from dataclasses import dataclass, field
from hashlib import sha256
from threading import Lock
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Given:
    """An answer that the product said it had taken."""

    attempt_id: UUID
    learner_id: UUID
    item_id: str


@dataclass(slots=True)
class Record:
    """Everything given; safe to share between threads.

    Attributes:
        answers: by attempt; taken by the web, or committed to the outbox.
        overrides: how many grades a teacher changed.
        poison: SHA-256 of every message without sense that the broker took.
        repeats: messages sent once more, as they were.
        refused: answers that the product did not take.
    """

    answers: dict[UUID, Given] = field(default_factory=dict)
    overrides: int = 0
    poison: set[str] = field(default_factory=set)
    repeats: int = 0
    refused: int = 0
    _lock: Lock = field(default_factory=Lock)

    def took(self, given: Given) -> None:
        """Note an answer."""
        with self._lock:
            self.answers[given.attempt_id] = given

    def overrode(self) -> None:
        """Note a changed grade."""
        with self._lock:
            self.overrides += 1

    def refuse(self) -> None:
        """Note an answer that was not taken."""
        with self._lock:
            self.refused += 1

    def poisoned(self, raw: bytes) -> None:
        """Note a message without sense."""
        with self._lock:
            self.poison.add(sha256(raw).hexdigest())

    def repeated(self) -> None:
        """Note a message that was sent once more."""
        with self._lock:
            self.repeats += 1
