"""A message that could not be processed, kept whole with the reason."""

from hashlib import sha256
from typing import Annotated
from uuid import NAMESPACE_OID, UUID, uuid5

from pydantic import ConfigDict, Field, ValidationError

from analytics.content.values import Value
from analytics.events.base import EventError, Utc


class DeadLetter(Value):
    """What is known of a message that no retry will help.

    Attributes:
        stage: the step that gave up, for example "grade" or "store".
        reason: why, in words for an administrator.
        attempts: how often it was tried.
        failed_at: when it was given up.
        raw: the message as it came, byte for byte (base64 in JSON).
        event_id, kind, tenant: of the event in the message; None if unreadable.
        topic, partition, offset: where the message was read.
    """

    model_config = ConfigDict(ser_json_bytes="base64", val_json_bytes="base64")

    stage: str = Field(min_length=1, max_length=64)
    reason: str = Field(min_length=1, max_length=2_000)
    attempts: Annotated[int, Field(ge=1)]
    failed_at: Utc
    raw: bytes
    event_id: UUID | None = None
    kind: str | None = Field(default=None, max_length=64)
    tenant: str | None = Field(default=None, max_length=64)
    topic: str = ""
    partition: int = -1
    offset: int = -1

    @property
    def letter_id(self) -> UUID:
        """Return its id: the same failure of the same event has the same.

        Kafka's offset is no part of it, because a broker that lost its data
        counts from 0 again.
        """
        if self.event_id is not None:
            return uuid5(self.event_id, f"dead:{self.stage}")
        return uuid5(NAMESPACE_OID, f"dead:{self.stage}:{sha256(self.raw).hexdigest()}")

    def to_json(self) -> bytes:
        """Return the letter as it travels: UTF-8 JSON."""
        return self.model_dump_json().encode()


def parse_dead_letter(raw: bytes | str) -> DeadLetter:
    """Return the dead letter in a message.

    Raises:
        EventError: the message is none.
    """
    try:
        return DeadLetter.model_validate_json(raw)
    except ValidationError as error:
        raise EventError(f"dead letter: {error.errors(include_url=False)[0]['msg']}") from error
