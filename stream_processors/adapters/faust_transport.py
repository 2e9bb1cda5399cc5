"""Faust's Kafka transport, with what Faust has no setting for.

Faust asks the broker to hold an empty fetch for up to 1.5 s. Kafka answers as
soon as a message comes; Tansu looks again only after a growing share of that
time, so that a message to a quiet topic waits for hundreds of milliseconds.
Nor does it know racks, or idempotent producers outside its transactions, or that a
log kept in memory begins anew: who then waits at an old place drops what comes before.
"""

from collections.abc import Mapping
from typing import Any, ClassVar, cast

from aiokafka import AIOKafkaConsumer
from faust.transport.drivers import aiokafka as driver
from faust.types import TP, AppT
from faust.types.transports import ConsumerT, ProducerT, TransportT

from stream_processors.adapters.kafka_places import beyond_the_end

_NOWHERE = -1
"""What Faust takes for no place at all: it reads what comes."""

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

    async def seek_to_committed(self) -> Mapping[TP, int]:
        """Go to the committed places, or to the start where the log ends before them."""
        places: Mapping[TP, int] = await self.call_thread(self._seek_to_committed)
        return places

    async def _seek_to_committed(self) -> Mapping[TP, int]:
        consumer = self._ensure_consumer()
        places: dict[TP, int] = await consumer.seek_to_committed()
        if cast(PromptTransport, self.transport).copies == 1:
            for place in await beyond_the_end(consumer, places):
                consumer.seek(place, 0)
                places[place] = _NOWHERE
        return places


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
        copies: of the log; one alone may be lost and begin anew.
        idempotent: whether the broker is asked to drop repeats.
    """

    Consumer: ClassVar[type[ConsumerT]] = PromptConsumer
    Producer: ClassVar[type[ProducerT]] = SureProducer
    rack: str = ""
    copies: int = 1
    idempotent: bool = False


def prompt_transport(app: AppT, rack: str, copies: int, *, idempotent: bool) -> TransportT:
    """Return the transport for an app to consume and produce by."""
    made = PromptTransport(app.conf.broker_consumer, app)
    made.rack, made.copies, made.idempotent = rack, copies, idempotent
    return made
