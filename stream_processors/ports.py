"""What the pump needs of the world around it."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from analytics.events import AnyEvent


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message as the broker handed it over.

    Attributes:
        ack: say that it is done with; nobody gets it again then.
    """

    topic: str
    partition: int
    offset: int
    key: bytes | None
    value: bytes
    ack: Callable[[], object]


class Step(Protocol):
    """One verb of the chain: an event in, the events that follow from it out."""

    def __call__(self, event: AnyEvent) -> Awaitable[Sequence[AnyEvent]]:
        """Return what follows from an event; the same again for the same event.

        Raises:
            PermanentError: it can never be processed.
            TransientError: it cannot be processed now.
        """
        ...


class Outgoing(NamedTuple):
    """One message to be sent."""

    topic: str
    key: bytes | None
    value: bytes


class Sender(Protocol):
    """Hands messages to the broker."""

    async def send(self, messages: Sequence[Outgoing]) -> None:
        """Return when the broker has all of the messages.

        Raises:
            TransientError: it is not known to have each; send all of them again.
        """
        ...
