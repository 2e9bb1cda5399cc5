"""Make tables anew beside the live ones, then let them change places.

Readers and writers go on with the live tables. Nothing is swapped unless the
fresh table of events has exactly the ids of the live one, or more; rows that
come meanwhile are carried over after the swap, and once more when every insert
that was under way must have ended.
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from analytics.events import EventError, parse_event
from analytics.events.upcasting import CURRENT
from analytics.warehouse.client import Warehouse
from analytics.warehouse.errors import WarehouseError
from analytics.warehouse.rows import EVENTS, INCOMING, Delivery, Table, incoming_rows

_PAGE = 5_000
INSERTS_END_S = 5.0
"""After so long every insert that was under way has ended."""
_VIEW = "SELECT as_select FROM system.tables WHERE database = %(db)s AND name = 'incoming_events'"
_PLAIN = "(kind, JSONExtractUInt(raw, 'version')) IN %(current)s"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is made anew; everything else is carried over as it is.

    Attributes:
        kind: None for every kind of event.
        since: what was stored from then on.
    """

    tenant: str | None = None
    kind: str | None = None
    since: datetime | None = None

    @property
    def where(self) -> str:
        """Return the condition, with `params` to fill it."""
        return (
            "(%(tenant)s IS NULL OR tenant = %(tenant)s)"
            " AND (%(kind)s IS NULL OR kind = %(kind)s)"
            " AND received_at >= toDateTime(%(since)s, 'UTC')"
        )

    @property
    def params(self) -> dict[str, Any]:
        """Return the parameters of `where`."""
        since = int(self.since.timestamp()) if self.since else 0
        current = tuple(CURRENT.items())
        return {"tenant": self.tenant, "kind": self.kind, "since": since, "current": current}


class NotTheSame(WarehouseError):
    """The fresh table lacks ids that the live one has: nothing was swapped."""


def fresh_name(table: str) -> str:
    """Return the name under which a table is made anew."""
    return f"{table}_anew"


class EventsAnew:
    """A fresh table of events, made from messages as they are kept."""

    def __init__(self, warehouse: Warehouse, wanted: Wanted) -> None:
        """Prepare; `begin` opens the fresh table."""
        self._warehouse = warehouse
        self._wanted = wanted

    def begin(self) -> None:
        """Make the fresh table, empty, with a view that fills it."""
        self.abandon()
        [view] = self._warehouse.query(_VIEW, {"db": self._warehouse.database})
        select, live = str(view["as_select"]), f"FROM {self._warehouse.database}.incoming"
        if not select.endswith(live):
            raise WarehouseError("the view of incoming messages reads from somewhere else")
        source = f"{select[: -len(live)]}FROM incoming_anew"
        self._run("CREATE TABLE events_anew AS events")
        self._run("CREATE TABLE incoming_anew AS incoming")
        # The view's own text may hold per-cent signs, so no parameters here.
        self._run(f"CREATE MATERIALIZED VIEW incoming_events_anew TO events_anew AS {source}")

    def carry_over(self, *, everything: bool) -> None:
        """Copy what is not wanted, or all of it, as it is."""
        where = "1" if everything else f"NOT ({self._wanted.where})"
        columns = ", ".join(EVENTS.columns)
        self._run(
            f"INSERT INTO events_anew ({columns}) SELECT {columns} FROM events FINAL WHERE {where}",  # noqa: S608 - names and conditions of ours
            self._wanted.params,
        )

    def from_raw(self) -> int:
        """Take what is wanted apart again; return how many are of older versions."""
        columns = ", ".join(INCOMING.columns)
        self._run(
            f"INSERT INTO incoming_anew ({columns}) SELECT raw, '', kafka_topic, kafka_partition,"  # noqa: S608
            " kafka_offset, toUnixTimestamp64Milli(received_at) FROM events FINAL"
            f" WHERE {self._wanted.where} AND {_PLAIN}",
            self._wanted.params,
        )
        older = 0
        for page in self._older():
            self.take(page)
            older += len(page)
        return older

    def take(self, deliveries: Sequence[Delivery]) -> None:
        """Add messages that are kept in the live table. Raises EventError."""
        rows = [row for delivery in deliveries for row in incoming_rows(delivery)[INCOMING]]
        self._warehouse.insert("incoming_anew", rows, INCOMING.columns)

    def take_readable(self, deliveries: Sequence[Delivery], tenant: str | None) -> int:
        """Add messages of the log, but for those that are dead letters; return how many."""
        events = [one for one in deliveries if _is_of(one.raw, tenant)]
        self.take(events)
        return len(events)

    def swap(self, began: datetime) -> int:
        """Let the tables change places; return how many events there are.

        Raises:
            NotTheSame: an id would be lost; nothing was swapped.
        """
        [lost] = self._warehouse.query(
            "SELECT count() AS n FROM events WHERE received_at < toDateTime(%(began)s, 'UTC')"
            " AND event_id NOT IN (SELECT event_id FROM events_anew)",
            {"began": int(began.timestamp())},
        )
        if lost["n"]:
            self.abandon()
            raise NotTheSame(f"{lost['n']} events would be lost")
        [kept] = self._warehouse.query("SELECT uniqExact(event_id) AS n FROM events_anew")
        exchange(self._warehouse, EVENTS, Carried("event_id", "received_at", began))
        self.abandon()
        return int(kept["n"])

    def abandon(self) -> None:
        """Drop what is beside the live table."""
        self._run("DROP VIEW IF EXISTS incoming_events_anew")
        self._run("DROP TABLE IF EXISTS incoming_anew")
        self._run("DROP TABLE IF EXISTS events_anew")

    def _older(self) -> Iterator[list[Delivery]]:
        after = UUID(int=0)
        while True:
            rows = self._warehouse.query(
                "SELECT event_id, hex(raw) AS raw_hex, kafka_topic, kafka_partition, kafka_offset,"  # noqa: S608
                " received_at FROM events FINAL"
                f" WHERE {self._wanted.where} AND NOT {_PLAIN} AND event_id > %(after)s"
                " ORDER BY event_id LIMIT %(limit)s",
                {**self._wanted.params, "after": after, "limit": _PAGE},
            )
            if not rows:
                return
            after = rows[-1]["event_id"]
            yield [_delivery(row) for row in rows]

    def _run(self, sql: str, params: dict[str, Any] | None = None) -> None:
        self._warehouse.run(sql, params)


@dataclass(frozen=True, slots=True)
class Carried:
    """Which rows of an old table the fresh one is given after the swap.

    Attributes:
        key: columns by which a row is known: one that the fresh table has is not
            given, however it was spoilt in the old one.
        moment: the expression that says when a row came.
        began: the fresh table may lack rows that came since then.
    """

    key: str
    moment: str
    began: datetime


def exchange(warehouse: Warehouse, table: Table, carried: Carried) -> None:
    """Let a table and its fresh one change places, losing no row between."""
    fresh, columns = fresh_name(table.name), ", ".join(table.columns)
    warehouse.run(f"EXCHANGE TABLES {table.name} AND {fresh}")
    # Twice: an insert that was under way may end in the old table after a copy.
    for wait_s in (0.0, INSERTS_END_S):
        time.sleep(wait_s)
        warehouse.run(
            f"INSERT INTO {table.name} ({columns}) SELECT {columns} FROM {fresh}"  # noqa: S608
            f" WHERE {carried.moment} >= toDateTime(%(began)s, 'UTC')"
            f" AND ({carried.key}) NOT IN (SELECT {carried.key} FROM {table.name})",
            {"began": int(carried.began.timestamp())},
        )


def _is_of(raw: bytes, tenant: str | None) -> bool:
    try:
        event = parse_event(raw)
    except EventError:
        return False
    return tenant in {None, event.tenant}


def _delivery(row: dict[str, Any]) -> Delivery:
    return Delivery(
        bytes.fromhex(row["raw_hex"]),
        row["kafka_topic"],
        row["kafka_partition"],
        row["kafka_offset"],
        row["received_at"],
    )
