"""Builds what a worker is made of; the only place that names adapters."""

import logging
import os
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import Any, NoReturn

from faust.types import AppT
from faust.types.transports import TransportT

from analytics.events import AnswerSubmitted, AnyEvent
from analytics.grading.breaker import CircuitBreaker
from analytics.grading.canary import CanaryRoute
from analytics.grading.kept import MODELS, KeptVersions, ReleaseTables
from analytics.grading.prometheus import PrometheusObserver
from analytics.grading.triton import TritonGrader
from analytics.grading.versions import ControlFile
from analytics.mastery.versions import Versions
from analytics.warehouse.client import Warehouse
from stream_processors.adapters.faust_stream import arrived
from stream_processors.adapters.faust_transport import hand_over, prompt_transport
from stream_processors.adapters.kafka import (
    Broker,
    KafkaSender,
    KafkaStates,
    Making,
    Produce,
    declare_topics,
)
from stream_processors.adapters.kafka_ends import KafkaEnds
from stream_processors.adapters.kafka_log import KafkaLog
from stream_processors.adapters.warehouse import WarehouseRows, WarehouseStates
from stream_processors.metrics import StreamsCollector
from stream_processors.ports import Delivery, Step
from stream_processors.progress import Group, Place, Progress
from stream_processors.pump import Patience, Pump, Surroundings
from stream_processors.settings import Settings
from stream_processors.sink import Sink
from stream_processors.states import RememberedStates
from stream_processors.steps.advise import Advise
from stream_processors.steps.grade import Grade
from stream_processors.steps.release import Release
from stream_processors.steps.store import Store
from stream_processors.steps.trace import Trace
from stream_processors.strikes import Strikes
from stream_processors.watch import BrokerWatch

EXIT_RESTART = 75
"""Exit status that asks the supervisor for a fresh worker (EX_TEMPFAIL)."""

Alike = Callable[[AnyEvent], str]


@dataclass(frozen=True, slots=True)
class Lane:
    """A pump and the kinds of events that it consumes."""

    pump: Pump
    kinds: tuple[str, ...]


@dataclass(slots=True)
class Held:
    """The partitions that the agents of a worker have now."""

    places: frozenset[Place] = field(default=frozenset())


@dataclass(frozen=True, slots=True)
class Worker:
    """Everything that runs in one worker."""

    lanes: tuple[Lane, ...]
    states: RememberedStates
    sink: Sink
    log: KafkaLog
    ends: KafkaEnds
    watch: BrokerWatch
    progress: Progress
    held: Held
    grader: TritonGrader
    meter: PrometheusObserver
    warehouse: Warehouse

    async def close(self) -> None:
        """Close what was opened."""
        self.meter.close()
        await self.log.close()
        await self.ends.close()
        await self.progress.positions.close()
        await self.grader.aclose()
        self.warehouse.close()


async def declare(settings: Settings) -> None:
    """Create the topics that are not there.

    Raises:
        TransientError: the broker is down or refuses.
    """
    making = Making(settings.partitions, settings.replication, settings.min_insync)
    await declare_topics(_broker(settings), making)


def build(settings: Settings, produce: Produce) -> Worker:
    """Return a worker's parts; nothing is opened before they run.

    Args:
        settings: where everything is.
        produce: hands a message to the producer of the Faust app.
    """
    broker = _broker(settings)
    warehouse = Warehouse(settings.clickhouse_url.get_secret_value())
    tables = ReleaseTables(KeptVersions(settings.grader_folder / MODELS).release_table)
    grader, meter = _grader(settings, tables)
    states = RememberedStates(
        WarehouseStates(warehouse), KafkaStates(broker, settings.store_group), settings.states_kept
    )
    log = KafkaLog(
        broker, settings.store_group, settings.session_timeout_s, settings.store_rows, utc_now
    )
    ends = KafkaEnds(broker)
    lanes = _lanes(settings, produce, Grade(grader, utc_now, table_of=tables.of), states)
    store = Store(WarehouseRows(warehouse), utc_now)
    sink = Sink(log, store, abort, settings.store_window_s, patience=_patience(settings))
    pumps, held = [lane.pump for lane in lanes], Held()
    groups = (
        Group(settings.app_id, lambda: held.places, lambda: sum(p.counts.retried for p in pumps)),
        Group(settings.store_group, log.ours, lambda: sink.retried),
    )
    progress = Progress(KafkaEnds(broker), groups, abort, stalled_s=settings.stalled_s)
    meter.registry.register(StreamsCollector(pumps, sink, progress))
    return Worker(
        lanes=lanes,
        states=states,
        sink=sink,
        log=log,
        ends=ends,
        watch=BrokerWatch(
            ends,
            abort,
            settings.watch_every_s,
            # A cluster that is silent has lost nothing: there to begin anew costs only.
            settings.stalled_s if settings.replication > 1 else settings.broker_silence_s,
            settings.broker_silence_s if settings.replication > 1 else 0.0,
        ),
        progress=progress,
        held=held,
        grader=grader,
        meter=meter,
        warehouse=warehouse,
    )


def transport(app: AppT, settings: Settings) -> TransportT:
    """Return by what an app consumes and produces."""
    return prompt_transport(
        app, settings.kafka_rack, settings.replication, idempotent=settings.kafka_idempotent
    )


def producing(app: AppT) -> Produce:
    """Return what hands a message to the producer of an app."""
    return partial(hand_over, app)


def arriving(app: AppT, stream: Any, pump: Pump) -> AsyncIterator[Sequence[Delivery]]:
    """Return what an agent's stream brings, as much at once as a pump can begin."""
    return arrived(app, stream, lambda: pump.free)


def _lanes(
    settings: Settings, produce: Produce, grade: Grade, states: RememberedStates
) -> tuple[Lane, ...]:
    around = Surroundings(
        sender=KafkaSender(produce, settings.broker_timeout_s),
        strikes=Strikes(settings.data_dir / "strikes.json"),
        clock=utc_now,
        abort=abort,
        patience=_patience(settings),
    )

    def lane(stage: str, step: Step, *kinds: str, alike: Alike | None = None) -> Lane:
        return Lane(Pump(stage, step, around, settings.in_flight, alike), kinds)

    return (
        lane("grade", grade, "answer.submitted", alike=_by_grader),
        lane(
            "trace",
            Trace(states, utc_now, Versions(settings.mastery_folder).current),
            *("answer.graded", "answer.held", "grade.overridden", "mastery.reset"),
        ),
        lane("advise", Advise(utc_now), "mastery.updated"),
        lane("release", Release(utc_now), "mastery.updated"),
    )


def _grader(settings: Settings, tables: ReleaseTables) -> tuple[TritonGrader, PrometheusObserver]:
    """Return the client, watched by the route that it takes and by Prometheus."""
    route = CanaryRoute(ControlFile(settings.grader_folder), tables.releases, utc_now)
    breaker = CircuitBreaker()
    meter = PrometheusObserver(breaker, route, settings.metrics_port)
    grader = TritonGrader(
        settings.triton_url, route=route, observers=(route, meter), breaker=breaker
    )
    return grader, meter


def _by_grader(event: AnyEvent) -> str:
    """Return what grades an answer: free text needs the model, the rest does not."""
    return event.item.kind if isinstance(event, AnswerSubmitted) else event.kind


def _broker(settings: Settings) -> Broker:
    return Broker(
        settings.kafka_bootstrap,
        settings.broker_timeout_s,
        settings.kafka_rack,
        settings.replication,
    )


def _patience(settings: Settings) -> Patience:
    return Patience(
        first_s=settings.retry_first_s,
        longest_s=settings.retry_longest_s,
        give_up_after=settings.give_up_after,
        strikes=settings.strikes,
    )


def utc_now() -> datetime:
    """Return the moment, aware and in UTC."""
    return datetime.now(UTC)


def abort(reason: BaseException) -> NoReturn:
    """End the process at once; nothing more is acknowledged or committed."""
    logging.getLogger(__name__).critical("worker ends: %r", reason)
    logging.shutdown()
    os._exit(EXIT_RESTART)
