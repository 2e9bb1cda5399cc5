"""Faust's Kafka transport, with what Faust has no setting for.

Faust asks the broker to hold an empty fetch for up to 1.5 s. Kafka answers as
soon as a message comes; Tansu looks again only after a growing share of that
time, so that a message to a quiet topic waits for hundreds of milliseconds.
Nor does it know racks, or idempotent producers outside its transactions.
"""

from collections.abc import Mapping
from typing import Any, ClassVar, cast

from aiokafka import AIOKafkaConsumer
from faust.transport.drivers import aiokafka as driver
from faust.types import AppT
from faust.types.transports import ConsumerT, ProducerT, TransportT

FETCH_WAIT_MS = 20
"""How long an empty fetch is held."""


class PromptThread(driver.AIOKafkaConsumerThread):
    """Faust's consumer thread, its fetches held for a short time only."""

    def _create_worker_consumer(self, transport: driver.Transport) -> AIOKafkaConsumer:
        consumer = super()._create_worker_consumer(transport)
        # Read by aiokafka when the consumer starts, later than this.
        consumer._fetch_max_wait_ms = FETCH_WAIT_MS  # noqa: SLF001
        consumer._client_rack = cast(PromptTransport, transport).rack or None  # noqa: SLF001
        return consumer


class PromptConsumer(driver.Consumer):
    """Faust's consumer on such a thread."""

    def _new_consumer_thread(self) -> PromptThread:
        return PromptThread(self, loop=self.loop, beacon=self.beacon)


class SureProducer(driver.Producer):
    """Faust's producer; the broker drops what it sends twice, where it can."""

    def _settings_extra(self) -> Mapping[str, Any]:
        if cast(PromptTransport, self.transport).idempotent:
            return {**super()._settings_extra(), "enable_idempotence": True}
        return super()._settings_extra()


class PromptTransport(driver.Transport):
    """Faust's transport with such a consumer and producer.

    Attributes:
        rack: where we are, empty if it does not matter.
        idempotent: whether the broker is asked to drop repeats.
    """

    Consumer: ClassVar[type[ConsumerT]] = PromptConsumer
    Producer: ClassVar[type[ProducerT]] = SureProducer
    rack: str = ""
    idempotent: bool = False


def prompt_transport(app: AppT, rack: str = "", *, idempotent: bool = False) -> TransportT:
    """Return the transport for an app to consume and produce by."""
    made = PromptTransport(app.conf.broker_consumer, app)
    made.rack, made.idempotent = rack, idempotent
    return made
