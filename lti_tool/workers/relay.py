"""Send accepted events from the outbox to Kafka, each learner's in order.

Run one relay: two would send everything twice, and not in order.
"""

import asyncio
import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from sqlalchemy.exc import SQLAlchemyError

from analytics.events import message_key, topic_of
from lti_tool.adapters.database import Database
from lti_tool.adapters.kafka import KafkaPublisher, Message
from lti_tool.errors import BrokerUnavailable
from lti_tool.models import utc_now
from lti_tool.services.outbox import Waiting, mark_published, waiting
from lti_tool.settings import Settings
from lti_tool.workers.running import announce, pause, run

BATCH = 500
IDLE_S = 0.02
TROUBLE_S = 0.5

log = logging.getLogger(__name__)


class Publisher(Protocol):
    """Hands messages to the broker."""

    async def publish(self, messages: Sequence[Message]) -> Sequence[bool]:
        """Send all at once; tell for each whether the broker has it.

        Raises:
            BrokerUnavailable: none was sent.
        """
        ...


@dataclass(frozen=True, slots=True)
class Relay:
    """Moves events from the outbox to the broker."""

    database: Database
    publisher: Publisher
    clock: Callable[[], datetime] = utc_now

    async def step(self) -> int:
        """Send what waits, as much as one batch; return how many are through.

        Raises:
            BrokerUnavailable: the rest waits for a next time.
        """
        batch = await asyncio.to_thread(self._waiting)
        through: list[int] = []
        stopped: set[UUID] = set()
        try:
            for wave in waves(batch):
                going = [row for row in wave if row.learner_id not in stopped]
                for row, has_it in zip(going, await self._publish(going), strict=True):
                    if has_it:
                        through.append(row.seq)
                    else:
                        stopped.add(row.learner_id)
        finally:
            if through:
                await asyncio.to_thread(self._mark, through)
        if stopped:
            raise BrokerUnavailable(f"{len(batch) - len(through)} events are not acknowledged")
        return len(through)

    async def _publish(self, rows: Sequence[Waiting]) -> Sequence[bool]:
        return await self.publisher.publish(
            [Message(topic_of(r.kind), message_key(r.learner_id), r.payload) for r in rows]
        )

    def _waiting(self) -> Sequence[Waiting]:
        with self.database.read() as session:
            return waiting(session, BATCH)

    def _mark(self, seqs: Sequence[int]) -> None:
        with self.database.write() as session:
            mark_published(session, seqs, self.clock())


def waves(batch: Sequence[Waiting]) -> Iterator[list[Waiting]]:
    """Yield a batch in waves with at most one event of each learner.

    A learner's next event leaves only when the broker has the one before it.
    """
    rest = list(batch)
    while rest:
        wave: dict[UUID, Waiting] = {}
        later = []
        for row in rest:
            if row.learner_id in wave:
                later.append(row)
            else:
                wave[row.learner_id] = row
        yield list(wave.values())
        rest = later


async def relay_until(stop: asyncio.Event, settings: Settings) -> None:
    """Relay until told to stop; a broker or database that is down is awaited."""
    database = Database(settings.database_url)
    publisher = KafkaPublisher(
        settings.kafka_bootstrap, settings.broker_timeout_s, settings.kafka_idempotent
    )
    relay = Relay(database, publisher)
    ready = False
    try:
        while not stop.is_set():
            try:
                if not ready:
                    await publisher.connect()
                    announce(settings)
                    ready = True
                sent = await relay.step()
            except (BrokerUnavailable, SQLAlchemyError) as error:
                log.warning("cannot relay now: %s", error)
                await pause(stop, TROUBLE_S)
                continue
            if not sent:
                await pause(stop, IDLE_S)
    finally:
        await publisher.close()
        database.dispose()


def main(settings: Settings) -> None:
    """Run the relay until SIGTERM."""
    run(lambda stop: relay_until(stop, settings))
