"""The bulk lane beside the plainest consumer that one could write.

Both read the same messages of about 870 bytes from the same broker and put them
into the same warehouse; each is a process of its own. Ours is a whole worker:
Faust, its agents idle, envelopes checked, dead letters kept, positions committed
after the rows are stored. The peer parses with orjson, inserts six text columns
and commits.
"""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID, uuid4

from aiokafka import AIOKafkaProducer

from analytics.events import ScoreReleased, message_key, topic_of
from analytics.warehouse.client import Warehouse
from analytics.warehouse.migrating import migrate
from stream_processors.settings import Settings
from stream_processors.wiring import declare
from tests.parts.broker import running_broker
from tests.parts.warehouse import running_warehouse

COUNT = 120_000
BYTES = 870
STALL_S = 5.0
PATIENCE_S = 240.0
_TICKS = os.sysconf("SC_CLK_TCK")
_PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")
TOPIC = topic_of("score.released")


@dataclass(frozen=True, slots=True)
class Site:
    """Where the parts are."""

    bootstrap: str
    clickhouse: str
    folder: Path

    def environment(self) -> dict[str, str]:
        return os.environ | {
            "SIGNPOST_KAFKA_BOOTSTRAP": self.bootstrap,
            "SIGNPOST_CLICKHOUSE_URL": self.clickhouse,
            "SIGNPOST_TRITON_URL": "127.0.0.1:9",
            "SIGNPOST_DATA_DIR": str(self.folder / "worker"),
        }


@dataclass(frozen=True, slots=True)
class Rate:
    """How fast a process stored, and what it cost.

    Attributes:
        cpu_us: of the process alone, for each event, and
        server_cpu_us: of the warehouse.
    """

    per_s: float
    cpu_us: float
    server_cpu_us: float


def run(count: int = COUNT) -> dict[str, float]:
    """Return events a second of ours and of the peer, and memory in a stall."""
    with (
        TemporaryDirectory(prefix="bench-store-") as folder,
        running_broker() as broker,
        running_warehouse() as warehouse,
    ):
        site = Site(broker.url, warehouse.url, Path(folder))
        client = Warehouse(warehouse.url)
        migrate(client)
        messages = [_message() for _ in range(count)]
        asyncio.run(_declare_and_send(site, messages))
        server = warehouse.process.pid
        plain = _plain(site, client, count, server)
        with _process(site, "worker", "-m", "stream_processors") as worker:
            ours = _measured(client, "events", count, worker, server)
            before = _rss_mb(worker.pid)
            warehouse.process.send_signal(signal.SIGSTOP)
            try:
                asyncio.run(_declare_and_send(site, [_message() for _ in range(count)]))
                time.sleep(STALL_S)
                stalled = _rss_mb(worker.pid)
            finally:
                warehouse.process.send_signal(signal.SIGCONT)
            _wait_for(client, "events", 2 * count)
        client.close()
    return {
        "store.ours": ours.per_s,
        "store.plain": plain.per_s,
        "store.ours_of_plain": ours.per_s / plain.per_s,
        "store.ours_cpu_us": ours.cpu_us,
        "store.plain_cpu_us": plain.cpu_us,
        "store.ours_warehouse_cpu_us": ours.server_cpu_us,
        "store.plain_warehouse_cpu_us": plain.server_cpu_us,
        "store.message_bytes": sum(map(len, messages)) / count,
        "store.rss_mb": before,
        "store.rss_stalled_mb": stalled,
    }


def _plain(site: Site, client: Warehouse, count: int, server: int) -> Rate:
    client.run(
        "CREATE TABLE plain (tenant String, kind String, event_id String, learner_id String, "
        "occurred_at String, raw String) ENGINE = MergeTree ORDER BY (tenant, event_id)"
    )
    with _process(site, "plain", "-m", "tests.bench.plain_store_peer", TOPIC) as peer:
        rate = _measured(client, "plain", count, peer, server)
    client.run("DROP TABLE plain")
    return rate


@contextmanager
def _process(site: Site, name: str, *words: str) -> Iterator["subprocess.Popen[bytes]"]:
    with (site.folder / f"{name}.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, *words], env=site.environment(), stdout=log, stderr=log
        )
    try:
        yield process
    finally:
        process.terminate()
        process.wait(timeout=60)


def _measured(
    client: Warehouse, table: str, count: int, process: "subprocess.Popen[bytes]", server: int
) -> Rate:
    """Return the rate from the first rows on: starting up is not measured."""
    first = _wait_for(client, table, 1)
    began, cpu, server_cpu = time.perf_counter(), _cpu_s(process.pid), _cpu_s(server)
    _wait_for(client, table, count)
    taken = time.perf_counter() - began
    each = 1e6 / (count - first)
    return Rate(
        per_s=1e6 / each / taken,
        cpu_us=(_cpu_s(process.pid) - cpu) * each,
        server_cpu_us=(_cpu_s(server) - server_cpu) * each,
    )


def _wait_for(client: Warehouse, table: str, count: int) -> int:
    deadline = time.monotonic() + PATIENCE_S
    while True:
        [row] = client.query(f"SELECT count() AS n FROM {table}")
        if row["n"] >= count:
            return int(row["n"])
        if time.monotonic() > deadline:
            raise RuntimeError(f"{row['n']} of {count} rows of {table} after {PATIENCE_S} s")
        time.sleep(0.05)


def _message() -> bytes:
    now = datetime.now(UTC)
    event = ScoreReleased(
        event_id=uuid4(),
        occurred_at=now,
        produced_at=now,
        tenant="7b0f5f0e-40f8-4d57-a0f6-3f4e8c7d2b11",
        course_id=str(UUID(int=hash(now) % 20)),
        learner_id=uuid4(),
        parent_id=uuid4(),
        activity_id=uuid4(),
        attempt_id=uuid4(),
        item_id="particles-spread",
        bank_id="science-7",
        score=0.625,
        state_seq=12,
    )
    comment = "Words for the gradebook. " * 40
    return event.model_copy(update={"comment": comment[: BYTES - len(event.to_json())]}).to_json()


async def _declare_and_send(site: Site, messages: Sequence[bytes]) -> None:
    await declare(Settings(kafka_bootstrap=site.bootstrap))
    producer = AIOKafkaProducer(
        bootstrap_servers=site.bootstrap, acks="all", linger_ms=20, max_batch_size=512 * 1_024
    )
    await producer.start()
    try:
        for message in messages:
            await producer.send(TOPIC, message, key=message_key(uuid4()))
    finally:
        await producer.stop()


def _cpu_s(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def _rss_mb(pid: int) -> float:
    pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="utf-8").split()[1])
    return pages * _PAGE_BYTES / 1e6
