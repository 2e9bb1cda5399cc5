"""Faust's Kafka transport, with a shorter wait at the broker.

Faust asks the broker to hold an empty fetch for up to 1.5 s and has no setting
for it. Kafka answers as soon as a message comes; Tansu looks again only after a
growing share of that time, so that a message to a quiet topic waits for
hundreds of milliseconds.
"""

from typing import ClassVar

from aiokafka import AIOKafkaConsumer
from faust.transport.drivers import aiokafka as driver
from faust.types import AppT
from faust.types.transports import ConsumerT, TransportT

FETCH_WAIT_MS = 20
"""How long an empty fetch is held."""


class PromptThread(driver.AIOKafkaConsumerThread):
    """Faust's consumer thread, its fetches held for a short time only."""

    def _create_worker_consumer(self, transport: driver.Transport) -> AIOKafkaConsumer:
        consumer = super()._create_worker_consumer(transport)
        # Read by aiokafka when the consumer starts, later than this.
        consumer._fetch_max_wait_ms = FETCH_WAIT_MS  # noqa: SLF001
        return consumer


class PromptConsumer(driver.Consumer):
    """Faust's consumer on such a thread."""

    def _new_consumer_thread(self) -> PromptThread:
        return PromptThread(self, loop=self.loop, beacon=self.beacon)


class PromptTransport(driver.Transport):
    """Faust's transport with such a consumer."""

    Consumer: ClassVar[type[ConsumerT]] = PromptConsumer


def prompt_transport(app: AppT) -> TransportT:
    """Return the transport for an app to consume by."""
    return PromptTransport(app.conf.broker_consumer, app)
