"""Send again what did not reach the warehouse or the pages.

An accepted event is done when all that must follow from it is stored, or given
up as a dead letter, and the SQL state shows what it has to show. The broker may
lose everything between: what is not done after a while is sent again. Derived
ids make a repeat harmless.
"""

import asyncio
import logging
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.exc import SQLAlchemyError

from analytics.events import expected_descendants
from analytics.reports import LetterGrowth, letter_growth
from analytics.warehouse.client import Warehouse
from analytics.warehouse.errors import WarehouseError, WarehouseUnavailable
from analytics.warehouse.store import dead, stored
from lti_tool.adapters.clickhouse_erasure import ClickHouseEraser
from lti_tool.adapters.database import Database
from lti_tool.adapters.kafka_trim import KafkaTrim
from lti_tool.errors import ReportsUnavailable
from lti_tool.models import AppliedEvent, Change, utc_now
from lti_tool.services.admin.forgetting import Forgetting
from lti_tool.services.admin.retention import Retention
from lti_tool.services.admin.sweeping import Sweeper
from lti_tool.services.apply_events import APPLIED_KINDS, already_applied
from lti_tool.services.outbox import Unconfirmed, mark_confirmed, send_again, unconfirmed
from lti_tool.settings import Settings
from lti_tool.workers.running import announce, pause, run

PAGE = 200
EVERY_S = 2.0
SETTLED = timedelta(seconds=2)
"""Younger events are most likely on their way and are not asked for."""
LONGEST_WAIT = timedelta(minutes=10)
CHANGES_KEPT = timedelta(days=1)
APPLIED_KEPT = timedelta(days=90)
IDS_A_QUERY = 500

_FOR_NOW = (WarehouseUnavailable, WarehouseError, ReportsUnavailable, SQLAlchemyError)

log = logging.getLogger(__name__)


class Archive(Protocol):
    """Knows what became of events."""

    def stored(self, ids: Collection[UUID]) -> set[UUID]:
        """Return which events are stored.

        Raises:
            WarehouseUnavailable: no answer now.
        """
        ...

    def dead(self, ids: Collection[UUID]) -> set[UUID]:
        """Return which events have a dead letter.

        Raises:
            WarehouseUnavailable: no answer now.
        """
        ...


@dataclass(frozen=True, slots=True)
class WarehouseArchive:
    """Asks the warehouse."""

    warehouse: Warehouse

    def stored(self, ids: Collection[UUID]) -> set[UUID]:
        """Return which events are stored."""
        return stored(self.warehouse, ids)

    def dead(self, ids: Collection[UUID]) -> set[UUID]:
        """Return which events have a dead letter."""
        return dead(self.warehouse, ids)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one look found: events done, and events given to the relay again."""

    done: int = 0
    again: int = 0


@dataclass(frozen=True, slots=True)
class Reconciler:
    """Confirms what is done and sends the rest again."""

    database: Database
    archive: Archive
    resend_after: timedelta
    clock: Callable[[], datetime] = utc_now

    def step(self) -> Outcome:
        """Look at every event that is sent and not done.

        Raises:
            WarehouseUnavailable: nothing is known, nothing is sent again.
        """
        total, seq = Outcome(), 0
        while page := self._page(seq):
            seq = page[-1].seq
            found = self._settle(page)
            total = Outcome(total.done + found.done, total.again + found.again)
        return total

    def tidy(self) -> None:
        """Forget news nobody reads any more, and applied ids nobody repeats."""
        now = self.clock()
        with self.database.write() as session:
            session.execute(delete(Change).where(Change.at < now - CHANGES_KEPT))
            session.execute(
                delete(AppliedEvent).where(AppliedEvent.applied_at < now - APPLIED_KEPT)
            )

    def _page(self, after_seq: int) -> Sequence[Unconfirmed]:
        with self.database.read() as session:
            return unconfirmed(
                session, after_seq=after_seq, before=self.clock() - SETTLED, limit=PAGE
            )

    def _settle(self, page: Sequence[Unconfirmed]) -> Outcome:
        chains = {row.seq: expected_descendants(row.event_id, row.kind) for row in page}
        ids = {one for options in chains.values() for chain in options for one in chain}
        in_store, in_letters = self.archive.stored(ids), self.archive.dead(ids)
        shown = self._shown(ids)
        done, again = [], []
        for row in page:
            visible = expected_descendants(row.event_id, row.kind, APPLIED_KINDS)
            if _is_done(chains[row.seq], visible, in_store, in_letters, shown):
                done.append(row.seq)
            elif self.clock() - row.published_at >= self._patience(row):
                again.append(row.seq)
        with self.database.write() as session:
            mark_confirmed(session, done, self.clock())
            send_again(session, again)
        return Outcome(len(done), len(again))

    def _shown(self, ids: Collection[UUID]) -> set[UUID]:
        with self.database.read() as session:
            return {one for some in _chunks(sorted(ids)) for one in already_applied(session, some)}

    def _patience(self, row: Unconfirmed) -> timedelta:
        """Return how long to wait after a send: twice as long after each."""
        waited: timedelta = self.resend_after * 2 ** min(max(row.sends - 1, 0), 16)
        return min(waited, max(LONGEST_WAIT, self.resend_after))


@dataclass(slots=True)
class LetterWatch:
    """Says in the log that dead letters are growing, once for each growth."""

    growth: Callable[[datetime], LetterGrowth]
    clock: Callable[[], datetime] = utc_now
    _waiting: int = 0

    def look(self) -> None:
        """Look once. Raises `WarehouseUnavailable`."""
        now = self.growth(self.clock())
        if now.waiting > self._waiting and now.growing:
            log.error(
                "dead letters grow: waiting=%d fresh=%d (see signpost letters list)",
                now.waiting,
                now.fresh,
            )
        self._waiting = now.waiting


def _is_done(
    chains: Sequence[frozenset[UUID]],
    visible: Sequence[frozenset[UUID]],
    in_store: set[UUID],
    in_letters: set[UUID],
    shown: set[UUID],
) -> bool:
    return any(
        chain & in_letters or (chain <= in_store and seen <= shown)
        for chain, seen in zip(chains, visible, strict=True)
    )


def _chunks(ids: Sequence[UUID]) -> Iterator[Sequence[UUID]]:
    for start in range(0, len(ids), IDS_A_QUERY):
        yield ids[start : start + IDS_A_QUERY]


async def reconcile_until(stop: asyncio.Event, settings: Settings) -> None:
    """Look every few seconds until told to stop."""
    database = Database(settings.database_url)
    warehouse = Warehouse(settings.clickhouse_url.get_secret_value(), connections=1)
    reconciler = Reconciler(
        database,
        WarehouseArchive(warehouse),
        resend_after=timedelta(seconds=settings.reconcile_after_s),
    )
    eraser = ClickHouseEraser(settings.clickhouse_url.get_secret_value())
    trim = KafkaTrim(settings.kafka_bootstrap, settings.broker_timeout_s)
    sweeper = Sweeper(database, eraser, trim, utc_now)
    retention = Retention(Forgetting(database, eraser, trim, utc_now))
    letters = LetterWatch(lambda now: letter_growth(warehouse, now))
    announce(settings)
    tidied_at: datetime | None = None
    try:
        while not stop.is_set():
            try:
                found = await asyncio.to_thread(reconciler.step)
                if found.again:
                    log.warning("%d events are sent again", found.again)
                await asyncio.to_thread(letters.look)
                while await asyncio.to_thread(sweeper.step):
                    log.info("swept the warehouse of who was erased")
                if tidied_at is None or utc_now() - tidied_at > timedelta(hours=1):
                    await asyncio.to_thread(reconciler.tidy)
                    while await asyncio.to_thread(retention.step):
                        log.info("erased a person who stayed away")
                    tidied_at = utc_now()
            except _FOR_NOW as error:
                log.warning("cannot reconcile now: %s", error)
            await pause(stop, EVERY_S)
    finally:
        warehouse.close()
        database.dispose()


def main(settings: Settings) -> None:
    """Run the reconciler until SIGTERM."""
    run(lambda stop: reconcile_until(stop, settings))
