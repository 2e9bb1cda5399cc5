"""Sends a few messages from a page or a command, over a connection of its own."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from lti_tool.adapters.kafka import KafkaPublisher, Message
from lti_tool.errors import BrokerUnavailable


@dataclass(frozen=True, slots=True)
class KafkaOnce:
    """Opens, sends and closes."""

    bootstrap: str
    timeout_s: float

    def send(self, messages: Sequence[Message]) -> None:
        """Return when the broker has all of them.

        Raises:
            BrokerUnavailable: it is not known to have all.
        """
        asyncio.run(self._send(messages))

    async def _send(self, messages: Sequence[Message]) -> None:
        publisher = KafkaPublisher(self.bootstrap, self.timeout_s)
        try:
            if not all(await publisher.publish(messages)):
                raise BrokerUnavailable("not every message was acknowledged")
        finally:
            await publisher.close()
