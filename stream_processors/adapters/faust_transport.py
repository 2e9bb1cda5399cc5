"""Faust's Kafka transport, with what Faust has no setting for.

Faust asks the broker to hold an empty fetch for up to 1.5 s. Kafka answers as
soon as a message comes; Tansu looks again only after a growing share of that
time, so that a message to a quiet topic waits for hundreds of milliseconds. It makes
four tasks to hand one message over, in case that would have to wait, and it mostly need not.
Nor does it know racks, or idempotent producers outside its transactions, or that a
log kept in memory begins anew: who then waits at an old place drops what comes before.
"""

import asyncio
from collections.abc import Coroutine, Generator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any, ClassVar, cast

from aiokafka import AIOKafkaConsumer
from aiokafka.partitioner import DefaultPartitioner
from aiokafka.structs import RecordMetadata
from faust.transport.drivers import aiokafka as driver
from faust.types import TP, AppT
from faust.types.transports import ConsumerT, ProducerT, TransportT
from mode.services import WaitArgT, WaitResults

from stream_processors.adapters.kafka_places import beyond_the_end

_NOWHERE = -1
"""What Faust takes for no place at all: it reads what comes."""

FETCH_WAIT_MS = 20
"""How long an empty fetch is held."""

_KEYS_KNOWN = 10_000
_KAFKAS_OWN = DefaultPartitioner()


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
    """Faust's consumer on such a thread, which hands messages over without tasks."""

    def _new_consumer_thread(self) -> PromptThread:
        return PromptThread(self, loop=self.loop, beacon=self.beacon)

    async def wait_first(
        self,
        *coros: WaitArgT,
        timeout: Any = None,  # noqa: ASYNC109 -- as Faust has it
    ) -> WaitResults:
        """Wait for the first to end; begin with one, and make tasks only if it must wait.

        Faust asks for each message whether it is handed over or the flow is stopped
        before that. A flow that is stopped lets nobody end without waiting.
        """
        first, *others = coros
        if not asyncio.iscoroutine(first):
            return await super().wait_first(*coros, timeout=timeout)
        try:
            awaited = first.send(None)
        except BaseException as end:
            for other in filter(asyncio.iscoroutine, others):
                other.close()
            if isinstance(end, StopIteration):
                return WaitResults([first], [end.value], stopped=False)
            raise
        return await super().wait_first(_Begun(first, awaited), *others, timeout=timeout)


@dataclass(frozen=True, slots=True, eq=False)
class _Begun:
    """A coroutine that waits for something; awaiting it goes on with the coroutine."""

    handing: Coroutine[Any, Any, Any]
    awaited: Any

    def __await__(self) -> Generator[Any, Any, Any]:
        awaited = self.awaited
        while True:
            try:
                yield awaited
            except BaseException as error:  # noqa: BLE001 -- what to do is the coroutine's affair
                go_on = partial(self.handing.throw, error)
            else:
                go_on = partial(self.handing.send, None)
            try:
                awaited = go_on()
            except StopIteration as end:
                return end.value


class SureProducer(driver.Producer):
    """Faust's producer; the broker drops what it sends twice, where it can."""

    def _settings_extra(self) -> Mapping[str, Any]:
        settings = {**super()._settings_extra(), "partitioner": partition_of}
        if cast(PromptTransport, self.transport).idempotent:
            settings["enable_idempotence"] = True
        return settings

    async def hand_over(
        self, topic: str, key: bytes | None, value: bytes
    ) -> asyncio.Future[RecordMetadata]:
        """Return what ends when the broker has a message.

        Raises:
            KafkaError: it cannot be taken now.
        """
        sent: asyncio.Future[RecordMetadata] = await self._ensure_producer().send(topic, value, key)
        return sent


def partition_of(key: bytes | None, every: Sequence[int], led: Sequence[int]) -> int:
    """Return where Kafka's own partitioner puts a key, worked out once.

    All that follows from a learner's answer has one key, and to hash it in Python takes
    longer than the rest of the hand-over to the producer does.
    """
    if key is None:
        return int(_KAFKAS_OWN(key, every, led))
    return every[_place(key, len(every))]


@lru_cache(maxsize=_KEYS_KNOWN)
def _place(key: bytes, partitions: int) -> int:
    return int(_KAFKAS_OWN(key, range(partitions), ()))


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


async def hand_over(
    app: AppT, topic: str, key: bytes | None, value: bytes
) -> asyncio.Future[RecordMetadata]:
    """Return what ends when the broker has a message, handed to the producer of an app.

    Raises:
        KafkaError: it cannot be taken now.
    """
    producer = cast(SureProducer, await app.maybe_start_producer())
    return await producer.hand_over(topic, key, value)


def prompt_transport(app: AppT, rack: str, copies: int, *, idempotent: bool) -> TransportT:
    """Return the transport for an app to consume and produce by."""
    made = PromptTransport(app.conf.broker_consumer, app)
    made.rack, made.copies, made.idempotent = rack, copies, idempotent
    return made
