"""Makes a dead letter of a message that no retry will help."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from analytics.events import DeadLetter, EventError, parse_event

_REASON_CHARS = 2_000


@dataclass(frozen=True, slots=True)
class Place:
    """Where a message was read."""

    topic: str
    partition: int
    offset: int


@dataclass(frozen=True, slots=True)
class Failure:
    """Which step gave up, why, when, and after how many tries."""

    stage: str
    reason: str
    attempts: int
    at: datetime


def dead_letter(raw: bytes, place: Place, failure: Failure) -> DeadLetter:
    """Return the letter, with what can be read of the event in the message."""
    return DeadLetter(
        stage=failure.stage,
        reason=failure.reason[:_REASON_CHARS] or "no reason given",
        attempts=failure.attempts,
        failed_at=failure.at,
        raw=raw,
        topic=place.topic,
        partition=place.partition,
        offset=place.offset,
        **_whose(raw),
    )


def _whose(raw: bytes) -> Mapping[str, object]:
    try:
        event = parse_event(raw)
    except EventError:
        return {}
    return {"event_id": event.event_id, "kind": event.kind, "tenant": event.tenant}
