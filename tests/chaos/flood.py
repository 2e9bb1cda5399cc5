"""Messages that nobody needs: without sense, or sent before."""

import asyncio
import random
from collections import deque
from dataclasses import dataclass, field
from threading import Event

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.errors import KafkaError

from analytics.events import TOPICS
from tests.chaos.record import Record

REMEMBERED = 300
_LARGE = 400_000


@dataclass(slots=True)
class Flood:
    """Sends poison and repeats to every topic until told to stop.

    Attributes:
        every_s: between two messages.
    """

    bootstrap: str
    record: Record
    chance: random.Random
    every_s: float
    _seen: deque[tuple[str, bytes | None, bytes]] = field(
        default_factory=lambda: deque(maxlen=REMEMBERED)
    )

    def run(self, over: Event) -> None:
        """Flood; a broker that is away is waited for."""
        while not over.is_set():
            try:
                asyncio.run(self._flood(over))
            except (KafkaError, OSError, TimeoutError):
                over.wait(1.0)

    async def _flood(self, over: Event) -> None:
        producer = AIOKafkaProducer(bootstrap_servers=self.bootstrap.split(","), acks="all")
        consumer = AIOKafkaConsumer(
            *TOPICS.values(), bootstrap_servers=self.bootstrap.split(","), fetch_max_wait_ms=100
        )
        try:
            async with asyncio.timeout(30):
                await producer.start()
                await consumer.start()
            while not over.is_set():
                await self._remember(consumer)
                await asyncio.sleep(self.every_s)
                async with asyncio.timeout(30):
                    await self._send(producer)
        finally:
            for client in (producer, consumer):
                await asyncio.wait({asyncio.ensure_future(client.stop())}, timeout=5)

    async def _remember(self, consumer: AIOKafkaConsumer) -> None:
        for messages in (await consumer.getmany(timeout_ms=50)).values():
            self._seen.extend((m.topic, m.key, m.value) for m in messages if m.value)

    async def _send(self, producer: AIOKafkaProducer) -> None:
        if self._seen and self.chance.random() < 0.5:
            topic, key, value = self.chance.choice(self._seen)
            await producer.send_and_wait(topic, value, key)
            self.record.repeated()
            return
        topic = self.chance.choice(sorted(TOPICS.values()))
        raw = poison(self.chance)
        # A message needs a key or a value.
        key = self.chance.choice((None, b"nobody")) if raw else b"nobody"
        await producer.send_and_wait(topic, raw, key)
        self.record.poisoned(raw or b"")


def poison(chance: random.Random) -> bytes | None:
    """Return a message without sense: noise, half an event, nothing at all, much."""
    mark = chance.randbytes(8).hex()
    kinds: tuple[bytes | None, ...] = (
        chance.randbytes(200),
        b'{"kind": "answer.submitted", "event_id": "' + mark.encode(),
        b'{"kind": "no.such.kind", "version": 1, "mark": "' + mark.encode() + b'"}',
        mark.encode() * (_LARGE // 16),
        b"",
        None,
    )
    return kinds[chance.choices(range(len(kinds)), (5, 5, 5, 1, 1, 1))[0]]
