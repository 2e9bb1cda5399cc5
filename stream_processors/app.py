"""Builds the Faust app: the only file that decorates.

Faust brings messages, keeps positions and shares partitions; it holds no state
of ours and serves no pages. Agents have a concurrency of one, because Faust
commits past messages in flight with more; the pump works on many at once and
acknowledges in order.
"""

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import faust
from faust.types import TP
from mode import Service

from analytics.events import TOPICS
from stream_processors.errors import TransientError
from stream_processors.settings import Settings
from stream_processors.wiring import Lane, Worker, arriving, build, producing, transport

_COMMIT_EVERY_S = 1.0
_LONG_S = 86_400.0
_BUFFERED = 1_024
_BATCH_BYTES = 512 * 1_024
"""A request carries one batch a partition: small ones hold a crowd's states up."""
_SLOWEST_JOIN_S = 30.0
_FAREWELL_S = 5.0


def build_app(settings: Settings) -> faust.App:
    """Return the app of a stream worker; nothing is opened before it starts."""
    app = faust.App(settings.app_id, **_faust_settings(settings))
    app.transport = transport(app, settings)
    worker = build(settings, producing(app))
    for lane in worker.lanes:
        _add_agent(app, lane)
    readiness = _Readiness(worker, settings.ready_file)
    _heed_partitions(app, worker, readiness)
    _add_services(app, worker, readiness)
    return app


def _faust_settings(settings: Settings) -> dict[str, Any]:
    session = settings.session_timeout_s
    return {
        "broker": [f"kafka://{host}" for host in settings.kafka_bootstrap.split(",")],
        "broker_session_timeout": session,
        "broker_heartbeat_interval": session / 4,
        "broker_rebalance_timeout": max(session, _SLOWEST_JOIN_S),
        "broker_request_timeout": max(session * 2, settings.broker_timeout_s),
        "broker_max_poll_interval": _LONG_S,
        "broker_commit_interval": _COMMIT_EVERY_S,
        "consumer_auto_offset_reset": "earliest",
        "producer_acks": -1,
        "producer_linger": 0,
        "producer_max_batch_size": _BATCH_BYTES,
        "producer_request_timeout": settings.broker_timeout_s,
        "stream_buffer_maxsize": _BUFFERED,
        "stream_wait_empty": False,
        "topic_partitions": settings.partitions,
        "topic_replication_factor": settings.replication,
        "topic_disable_leader": True,
        "key_serializer": "raw",
        "value_serializer": "raw",
        "store": "memory://",
        "datadir": str(settings.data_dir / "faust"),
        "web_enabled": False,
        "worker_redirect_stdouts": False,
    }


def _add_agent(app: faust.App, lane: Lane) -> None:
    names = [TOPICS[kind] for kind in lane.kinds]
    topic = app.topic(*names, key_type=bytes, value_type=bytes)

    @app.agent(topic, name=lane.pump.stage, concurrency=1)
    async def run(stream: faust.StreamT[Any]) -> None:
        await lane.pump.run(arriving(app, stream, lane.pump))


@dataclass(slots=True)
class _Readiness:
    """Says by a file that the worker has its partitions and knows its learners."""

    worker: Worker
    path: Path | None
    assigned: asyncio.Event = field(default_factory=asyncio.Event)

    async def announce(self) -> None:
        """Write the file as soon as it is true, once."""
        if self.path is not None:
            self.path.unlink(missing_ok=True)
        await self.assigned.wait()
        # If it fails, the first learner who needs it makes the worker try again.
        with suppress(TransientError):
            await self.worker.states.catch_up()
        if self.path is not None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self.path.write_text("ready\n", encoding="utf-8")


def _heed_partitions(app: faust.App, worker: Worker, readiness: _Readiness) -> None:
    @app.on_partitions_assigned.connect(weak=False)
    async def assigned(_: faust.App, assigned: set[TP], **__: object) -> None:
        ours = {place.partition for place in assigned if place.topic == TOPICS["answer.graded"]}
        worker.states.assigned(ours)
        worker.held.places = frozenset((place.topic, place.partition) for place in assigned)

    @app.on_partitions_revoked.connect(weak=False)
    async def revoked(_: faust.App, __: set[TP], **___: object) -> None:
        worker.held.places = frozenset()

    @app.on_rebalance_complete.connect(weak=False)
    async def complete(_: faust.App, **__: object) -> None:
        readiness.assigned.set()


def _add_services(app: faust.App, worker: Worker, readiness: _Readiness) -> None:
    @app.service
    class Beside(Service):
        """Runs the store step, the looks at the broker and the ready file."""

        async def on_start(self) -> None:
            worker.meter.open()

        @Service.task
        async def _announce(self) -> None:
            await readiness.announce()

        @Service.task
        async def _store(self) -> None:
            await worker.sink.run()

        @Service.task
        async def _watch(self) -> None:
            await worker.watch.run()

        @Service.task
        async def _progress(self) -> None:
            await worker.progress.run()

        async def on_stop(self) -> None:
            await worker.sink.end(_FAREWELL_S)

        async def on_shutdown(self) -> None:
            await worker.close()
