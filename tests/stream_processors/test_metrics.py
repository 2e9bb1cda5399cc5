"""Metrics: what Prometheus reads is what pump and sink did."""

from prometheus_client import CollectorRegistry, generate_latest

from stream_processors.metrics import StreamsCollector
from stream_processors.pump import Pump, Surroundings
from stream_processors.sink import Sink
from stream_processors.steps.advise import Advise
from stream_processors.steps.store import Store
from stream_processors.strikes import Strikes
from tests.fakes.streams import (
    FakeLog,
    FakeRowStore,
    FakeSender,
    Partition,
    arriving,
    clock,
    graded,
    no_sleep,
    store_delivery,
)


class FakeLags:
    @property
    def by_group(self) -> dict[str, dict[str, int]]:
        return {"signpost-store": {"signpost.answer.graded": 7}}


def ended(reason: BaseException) -> None:
    raise AssertionError(reason)


async def test_messages_retries_batches_and_lag_are_read_when_asked(tmp_path) -> None:
    around = Surroundings(FakeSender(), Strikes(tmp_path / "strikes"), clock, ended, sleep=no_sleep)
    pump = Pump("advise", Advise(clock), around)
    source = FakeLog([store_delivery(graded().to_json()), store_delivery(b"junk", 1)], down_for=2)
    sink = Sink(source, Store(FakeRowStore(), clock), ended, 0.0, sleep=no_sleep)
    registry = CollectorRegistry()
    registry.register(StreamsCollector([pump], sink, FakeLags()))

    await pump.run(arriving([Partition().delivery(b"junk")]))
    await sink.once()

    shown = generate_latest(registry).decode()
    for line in (
        'signpost_stream_messages_total{outcome="dead",stage="advise"} 1.0',
        'signpost_stream_messages_total{outcome="passed",stage="store"} 1.0',
        'signpost_stream_messages_total{outcome="dead",stage="store"} 1.0',
        'signpost_stream_retries_total{stage="store"} 2.0',
        'signpost_stream_in_hand{stage="advise"} 0.0',
        'signpost_stream_oldest_seconds{stage="advise"} 0.0',
        "signpost_stream_store_batch_messages 2.0",
        'signpost_stream_lag_messages{group="signpost-store",topic="signpost.answer.graded"} 7.0',
    ):
        assert line in shown.splitlines(), shown
