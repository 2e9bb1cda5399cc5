"""Store: messages in, rows of the warehouse out, whatever dies.

It has its own consumer and its own place in the topics, so a warehouse that is
down stops nothing else.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from analytics.events import (
    DEAD_LETTER_TOPIC,
    EventError,
    parse_dead_letter,
)
from analytics.warehouse.rows import (
    DEAD_LETTERS,
    INCOMING,
    Delivery,
    Row,
    Table,
    Unread,
    dead_letter_row,
    merged,
    plain_rows,
    read_rows,
)
from stream_processors.errors import PermanentError
from stream_processors.letters import Failure, Place, dead_letter

STAGE = "store"

Rows = dict[Table, list[Row]]


@dataclass(frozen=True, slots=True)
class Batch:
    """Messages and what keeps them.

    Attributes:
        unreadable: how many of them became dead letters.
    """

    deliveries: Sequence[Delivery]
    rows: Rows
    unreadable: int


class RowStore(Protocol):
    """Keeps rows."""

    async def write(self, batch: Sequence[Rows]) -> None:
        """Store the rows of some messages; the same ones may come again.

        Raises:
            PermanentError: a row does not fit.
            TransientError: they are not known to be stored; write them again.
        """
        ...


@dataclass(frozen=True, slots=True)
class Store:
    """Keeps every message: as rows of its kind, or as a dead letter."""

    rows: RowStore
    clock: Callable[[], datetime]

    def read(self, deliveries: Sequence[Delivery]) -> Batch:
        """Return what keeps some messages: nothing of it is stored yet."""
        plain, rest = plain_rows(deliveries)
        readable = [self._read(unread) for unread in rest]
        rows = merged([{INCOMING: plain}, *(rows for rows, _ in readable)])
        return Batch(deliveries, rows, sum(not understood for _, understood in readable))

    async def write(self, batch: Batch) -> int:
        """Store messages and return how many became dead letters here.

        A message that does not fit is found by halves; all others are stored.

        Raises:
            TransientError: store the same messages again.
        """
        return batch.unreadable + await self._write(batch)

    async def _write(self, batch: Batch) -> int:
        deliveries = batch.deliveries
        if not deliveries:
            return 0
        try:
            await self.rows.write([batch.rows])
        except PermanentError as error:
            if len(deliveries) == 1:
                await self.rows.write([self._letter(deliveries[0], str(error))])
                return 1
            half = len(deliveries) // 2
            parts = (deliveries[:half], deliveries[half:])
            return sum([await self._write(self.read(part)) for part in parts])
        return 0

    def _read(self, unread: Unread) -> tuple[Rows, bool]:
        delivery = unread.delivery
        try:
            if delivery.topic == DEAD_LETTER_TOPIC:
                letter = parse_dead_letter(delivery.raw)
                return {DEAD_LETTERS: [dead_letter_row(letter, delivery.received_at)]}, True
            return read_rows(unread), True
        except EventError as error:
            return self._letter(delivery, f"no event: {error}"), False

    def _letter(self, delivery: Delivery, reason: str) -> Rows:
        place = Place(delivery.topic, delivery.partition, delivery.offset)
        letter = dead_letter(delivery.raw, place, Failure(STAGE, reason, 1, self.clock()))
        return {DEAD_LETTERS: [dead_letter_row(letter, delivery.received_at)]}
