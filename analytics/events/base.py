"""What every event has, and how its id and bytes are made.

Errors:

    EventError          a message that is no event of ours; permanent
"""

from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID, uuid5

from pydantic import AfterValidator, AwareDatetime, Field

from analytics.content.values import Value
from analytics.events.topics import message_key


class EventError(ValueError):
    """A message that is no event of ours. Permanent: keep it as a dead letter."""


def _to_utc(moment: datetime) -> datetime:
    return moment if moment.tzinfo is UTC else moment.astimezone(UTC)


Utc = Annotated[AwareDatetime, AfterValidator(_to_utc)]
"""An aware moment, normalised to UTC."""


def child_id(parent: UUID, kind: str) -> UUID:
    """Return the id of the one child of a kind: a replay makes the same."""
    return uuid5(parent, kind)


class Event(Value):
    """One thing that happened, never changed afterwards.

    Attributes:
        event_id: derived from the parent's for all but first events.
        occurred_at: when the learner or teacher acted; a child event keeps its
            parent's, so that it never changes for its id.
        produced_at: when this message was made; newer wins in the warehouse.
        tenant: id of the deployment (issuer, client and deployment together).
        course_id: id of the LMS course (LTI context) inside the tenant.
        learner_id: the key of the topics but one; a teacher's act on a learner's work
            carries the learner, an act on no learner carries the actor.
        parent_id: the event that this one answers, if any.
    """

    version: int = Field(default=1, ge=1)
    event_id: UUID
    occurred_at: Utc
    produced_at: Utc
    tenant: str = Field(min_length=1, max_length=64)
    course_id: str = Field(min_length=1, max_length=64)
    learner_id: UUID
    parent_id: UUID | None = None

    @property
    def key(self) -> bytes:
        """Return the key of the message: the learner's, for all but what is said of items."""
        return message_key(self.learner_id)

    def to_json(self) -> bytes:
        """Return the event as it travels: UTF-8 JSON."""
        return self.model_dump_json().encode()
