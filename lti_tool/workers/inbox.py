"""Apply what the streams say to the SQL state that the pages show."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from sqlalchemy.exc import DataError, IntegrityError, SQLAlchemyError

from analytics.events import (
    DEAD_LETTER_TOPIC,
    TOPICS,
    AnyEvent,
    DeadLetter,
    EventError,
    message_key,
    parse_event,
)
from lti_tool.adapters.database import Database
from lti_tool.adapters.kafka import Incoming, KafkaFeed, KafkaPublisher, Message
from lti_tool.errors import BrokerUnavailable
from lti_tool.models import utc_now
from lti_tool.services.apply_events import APPLIED_KINDS, apply
from lti_tool.settings import Settings
from lti_tool.workers.relay import Publisher
from lti_tool.workers.running import announce, pause, run

STAGE = "inbox"
TROUBLE_S = 0.5
REASON_CHARS = 2_000

log = logging.getLogger(__name__)


class Feed(Protocol):
    """Brings messages, each again until it is committed."""

    async def fetch(self) -> Sequence[Incoming]:
        """Return what came, in order for each learner; nothing after a while.

        Raises:
            BrokerUnavailable: nothing can be read now.
        """
        ...

    async def commit(self) -> None:
        """Say that everything fetched is done with.

        Raises:
            BrokerUnavailable: it may come again.
        """
        ...


@dataclass(frozen=True, slots=True)
class Letter:
    """A message that no retry will help, on its way to the dead letters."""

    content: DeadLetter
    key: bytes


@dataclass(slots=True)
class Inbox:
    """Moves what the streams say into the SQL state."""

    database: Database
    feed: Feed
    publisher: Publisher
    clock: Callable[[], datetime] = utc_now
    _unfinished: Sequence[Incoming] = field(default=())

    async def step(self) -> int:
        """Apply what came, in one transaction; return how many messages.

        What cannot be applied goes to the dead letters. After any other error
        the same messages are applied again by the next call: once, whatever
        happened to the first try.

        Raises:
            BrokerUnavailable: the broker is down.
            SQLAlchemyError: the database is.
        """
        batch = self._unfinished or await self.feed.fetch()
        if not batch:
            return 0
        self._unfinished = batch
        letters = await asyncio.to_thread(self._apply, batch)
        await self._send(letters)
        self._unfinished = ()
        await self.feed.commit()
        return len(batch)

    def _apply(self, batch: Sequence[Incoming]) -> list[Letter]:
        events, letters = self._parsed(batch)
        try:
            return letters + self._apply_together(events)
        except (IntegrityError, DataError):
            log.warning("a batch of %d is applied one by one", len(events))
            return letters + [letter for one in events for letter in self._apply_one(*one)]

    def _parsed(
        self, batch: Sequence[Incoming]
    ) -> tuple[list[tuple[Incoming, AnyEvent]], list[Letter]]:
        events, letters = [], []
        for message in batch:
            try:
                events.append((message, parse_event(message.value)))
            except EventError as error:
                letters.append(self._letter(message, None, error))
        return events, letters

    def _apply_together(self, events: Sequence[tuple[Incoming, AnyEvent]]) -> list[Letter]:
        with self.database.write() as session:
            refused = apply(session, [event for _, event in events], self.clock())
        return [
            self._letter(message, event, refused.pop(event.event_id))
            for message, event in events
            if event.event_id in refused
        ]

    def _apply_one(self, message: Incoming, event: AnyEvent) -> list[Letter]:
        try:
            return self._apply_together([(message, event)])
        except (IntegrityError, DataError) as error:
            return [self._letter(message, event, error)]

    def _letter(self, message: Incoming, event: AnyEvent | None, error: Exception) -> Letter:
        log.error("%s[%d]@%d: %s", message.topic, message.partition, message.offset, error)
        content = DeadLetter(
            stage=STAGE,
            reason=str(error)[:REASON_CHARS] or type(error).__name__,
            attempts=1,
            failed_at=self.clock(),
            raw=message.value,
            event_id=event.event_id if event else None,
            kind=event.kind if event else None,
            tenant=event.tenant if event else None,
            topic=message.topic,
            partition=message.partition,
            offset=message.offset,
        )
        key = message_key(event.learner_id) if event else message.key or b""
        return Letter(content, key)

    async def _send(self, letters: Sequence[Letter]) -> None:
        messages = [Message(DEAD_LETTER_TOPIC, x.key, x.content.to_json()) for x in letters]
        if messages and not all(await self.publisher.publish(messages)):
            raise BrokerUnavailable("dead letters are not acknowledged")


async def apply_until(stop: asyncio.Event, settings: Settings) -> None:
    """Apply until told to stop; a broker or database that is down is awaited."""
    database = Database(settings.database_url)
    publisher = KafkaPublisher(
        settings.kafka_bootstrap, settings.broker_timeout_s, settings.kafka_idempotent
    )
    feed = KafkaFeed(
        bootstrap=settings.kafka_bootstrap,
        topics=[TOPICS[kind] for kind in APPLIED_KINDS],
        group=settings.inbox_group,
        timeout_s=settings.broker_timeout_s,
        session_s=settings.broker_session_s,
        rack=settings.kafka_rack,
    )
    inbox = Inbox(database, feed, publisher)
    ready = False
    try:
        while not stop.is_set():
            try:
                if not ready:
                    await feed.connect()
                    announce(settings)
                    ready = True
                await inbox.step()
            except (BrokerUnavailable, SQLAlchemyError) as error:
                log.warning("cannot apply now: %s", error)
                await pause(stop, TROUBLE_S)
    finally:
        await feed.close()
        await publisher.close()
        database.dispose()


def main(settings: Settings) -> None:
    """Run the inbox until SIGTERM."""
    run(lambda stop: apply_until(stop, settings))
