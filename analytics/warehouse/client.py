"""A thin typed client of ClickHouse, the only module that knows the driver."""

import struct
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from queue import Empty, LifoQueue
from threading import BoundedSemaphore
from typing import Any, TypeVar
from urllib.parse import urlsplit, urlunsplit

from clickhouse_driver import Client
from clickhouse_driver.errors import Error as DriverError
from clickhouse_driver.errors import (
    NetworkError,
    PartiallyConsumedQueryError,
    ServerException,
    SocketTimeoutError,
    UnexpectedPacketFromServerError,
)

from analytics.warehouse.errors import WarehouseError, WarehouseUnavailable

T = TypeVar("T")

_BROKEN_LINK = (
    OSError,
    EOFError,
    NetworkError,
    SocketTimeoutError,
    PartiallyConsumedQueryError,
    UnexpectedPacketFromServerError,
)
_PASSING_CODES = frozenset(
    {
        *(16, 60, 81),  # a column, table or database is not there: not migrated yet
        *(192, 193, 194, 516),  # the credentials do not fit: the operator can mend it
        *(159, 160, 394),  # out of time, too slow, cancelled
        *(202, 203, 241, 243, 252, 439),  # too many queries, memory, disk, parts, threads
        *(164, 225, 236, 242, 285, 319, 999),  # read-only, aborted, replicas, keeper
        *(32, 209, 210, 279),  # its own network
    }
)

_AS_IT_COMES = {"optimize_on_insert": 0}
"""What repeats is found when it is asked for and merged later, so not at an insert as well."""


@dataclass(frozen=True, slots=True)
class Timeouts:
    """How long a call may take, in seconds.

    Attributes:
        connect: to open a connection.
        answer: between two packets of an answer.
        ping: to see whether an idle connection still lives.
    """

    connect: float = 3.0
    answer: float = 30.0
    ping: float = 2.0


class Warehouse:
    """Inserts rows and asks questions; safe to share between threads.

    Nothing is opened before the first call. Each call takes a connection of
    its own from a small pool and waits for one if all are in use; a dead one is
    replaced at its next use.
    """

    def __init__(self, url: str, *, timeouts: Timeouts | None = None, connections: int = 4) -> None:
        """Prepare for clickhouse://user:password@host:port/database.

        Raises:
            ValueError: the URL names no host or no database.
        """
        parts = urlsplit(url)
        self.database = parts.path.strip("/")
        if not parts.hostname or not self.database:
            raise ValueError("a warehouse URL is clickhouse://user:password@host:port/database")
        self._url = parts
        self._timeouts = timeouts or Timeouts()
        self._free: LifoQueue[Client] = LifoQueue()
        self._places = BoundedSemaphore(connections)

    def query(self, sql: str, params: Mapping[str, Any] | None = None) -> list[dict[str, Any]]:
        """Return the rows of a statement, each by column name.

        `%(name)s` in `sql` is replaced by the quoted parameter, so a plain
        per-cent sign is written twice. Moments lose what is below a second.

        Raises:
            WarehouseUnavailable: no answer now.
            WarehouseError: the statement is wrong.
        """

        def ask(client: Client) -> tuple[list[tuple[Any, ...]], list[tuple[str, str]]]:
            answer: tuple[list[tuple[Any, ...]], list[tuple[str, str]]] = client.execute(
                sql, params or {}, with_column_types=True
            )
            return answer

        rows, columns = self._call(ask)
        names = [name for name, _ in columns]
        return [dict(zip(names, row, strict=True)) for row in rows]

    def run(self, sql: str, params: Mapping[str, Any] | None = None) -> None:
        """Run a statement that has no rows to return.

        Raises:
            WarehouseUnavailable: not done, as far as is known.
            WarehouseError: the statement is wrong.
        """
        self._call(lambda client: client.execute(sql, params or {}))

    def insert(self, table: str, rows: Sequence[Sequence[object]], columns: Sequence[str]) -> int:
        """Store rows; return how many. All are stored when it returns.

        After an error some may be stored: insert the same rows again.

        Raises:
            WarehouseUnavailable: try again later.
            WarehouseError: a row does not fit its table.
        """
        if not rows:
            return 0
        sql = f"INSERT INTO {table} ({', '.join(columns)}) VALUES"

        def send(client: Client) -> None:
            # By columns: the driver turns rows round one value at a time.
            columnar = list(zip(*rows, strict=True))
            client.execute(sql, columnar, columnar=True, settings=_AS_IT_COMES)

        self._call(send)
        return len(rows)

    def at_database(self, name: str) -> "Warehouse":
        """Return a warehouse on the same server, in another database."""
        url = urlunsplit(self._url._replace(path=f"/{name}"))
        return Warehouse(url, timeouts=self._timeouts, connections=1)

    def close(self) -> None:
        """Close the connections that are not in use."""
        while True:
            try:
                self._free.get_nowait().disconnect()
            except Empty:
                return

    def _call(self, use: Callable[[Client], T]) -> T:
        with self._client() as client, _translated():
            return use(client)

    @contextmanager
    def _client(self) -> Iterator[Client]:
        if not self._places.acquire(timeout=self._timeouts.answer):
            raise WarehouseUnavailable("every connection to the warehouse is in use")
        client = None
        try:
            client = self._take()
            yield client
        finally:
            # The driver closes a connection on any error, so that none comes
            # back half-read; it opens it again at the next use.
            if client is not None:
                self._free.put(client)
            self._places.release()

    def _take(self) -> Client:
        try:
            return self._free.get_nowait()
        except Empty:
            client: Client = Client.from_url(self._driver_url())
            return client

    def _driver_url(self) -> str:
        limits = self._timeouts
        own = (
            f"connect_timeout={limits.connect}&send_receive_timeout={limits.answer}"
            f"&sync_request_timeout={limits.ping}"
        )
        # The first value of a name counts: what the URL says wins.
        query = "&".join(part for part in (self._url.query, own) if part)
        return urlunsplit(self._url._replace(query=query))


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except ServerException as error:
        kind = WarehouseUnavailable if error.code in _PASSING_CODES else WarehouseError
        raise kind(f"warehouse error {error.code}: {error.message}") from error
    except _BROKEN_LINK as error:
        raise WarehouseUnavailable(f"warehouse not reachable: {error}") from error
    except DriverError as error:
        raise WarehouseError(str(error)) from error
    except (struct.error, TypeError, ValueError, AttributeError) as error:
        # A value that its column cannot hold, or a stray per-cent sign.
        raise WarehouseError(f"the driver cannot send this: {error}") from error
