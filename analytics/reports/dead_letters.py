"""What could not be processed, and why? Is it growing?"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from analytics.events import DeadLetter
from analytics.events.base import Utc
from analytics.reports.asking import Line, Source, ask

FRESH = timedelta(minutes=15)
"""Letters of this age are news: while there are any, they are growing."""


class DeadLetterLine(Line):
    """One message that was given up.

    Attributes:
        tenant, kind, event_id: "" and None if the message is unreadable.
        replayed_at: when somebody sent it again; None while it waits.
        raw_hex: the message, only of a letter asked for by its id.
    """

    letter_id: UUID
    tenant: str
    event_id: UUID | None
    kind: str
    stage: str
    reason: str
    attempts: int
    failed_at: Utc
    received_at: Utc
    replayed_at: Utc | None
    raw_hex: str
    topic: str
    partition: int
    offset: int

    @property
    def raw(self) -> bytes:
        """Return the message, byte for byte; empty in a list."""
        return bytes.fromhex(self.raw_hex)

    def letter(self) -> DeadLetter:
        """Return the letter as it was written."""
        return DeadLetter(
            stage=self.stage,
            reason=self.reason,
            attempts=self.attempts,
            failed_at=self.failed_at,
            raw=self.raw,
            event_id=self.event_id,
            kind=self.kind or None,
            tenant=self.tenant or None,
            topic=self.topic,
            partition=self.partition,
            offset=self.offset,
        )


@dataclass(frozen=True, slots=True)
class LetterFilter:
    """Which letters; None means any.

    Attributes:
        tenant: "" for letters whose tenant could not be read.
        waiting: only those that nobody sent again.
    """

    tenant: str | None = None
    stage: str | None = None
    kind: str | None = None
    waiting: bool = True


class LetterGrowth(Line):
    """How many letters wait, and how many of them failed just now."""

    waiting: int
    fresh: int

    @property
    def growing(self) -> bool:
        """Tell whether somebody should look."""
        return self.fresh > 0


def dead_letters(
    source: Source, which: LetterFilter | None = None, *, limit: int = 100
) -> tuple[DeadLetterLine, ...]:
    """Return the last dead letters, newest first, without their messages."""
    return _asked(source, which or LetterFilter(), (), limit)


def letters_by_id(source: Source, ids: Collection[UUID]) -> tuple[DeadLetterLine, ...]:
    """Return some letters with their messages; unknown ones are left out."""
    if not ids:
        return ()
    return _asked(source, LetterFilter(waiting=False), tuple(ids), len(ids))


def letter_growth(source: Source, now: datetime) -> LetterGrowth:
    """Return how many letters wait, in all tenants."""
    since = int((now - FRESH).timestamp())
    [line] = ask(source, "letter_growth", LetterGrowth, {"since": since})
    return line


def _asked(
    source: Source, which: LetterFilter, ids: Collection[UUID], limit: int
) -> tuple[DeadLetterLine, ...]:
    params = {
        "ids": [str(one) for one in ids],
        "tenant": which.tenant,
        "stage": which.stage,
        "kind": which.kind,
        "waiting": int(which.waiting),
        "limit": limit,
    }
    return ask(source, "dead_letters", DeadLetterLine, params)
