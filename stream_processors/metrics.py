"""What Prometheus sees of a worker: lag, batch, age, dead letters, retries."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from stream_processors.pump import Pump
from stream_processors.sink import Sink

STORE = "store"


class Lags(Protocol):
    """Knows how far each consumer group is behind."""

    @property
    def by_group(self) -> Mapping[str, Mapping[str, int]]:
        """Return by group, then topic, how many messages wait."""
        ...


class StreamsCollector(Collector):
    """Reads the counts of pumps and sink when it is asked, and keeps none."""

    def __init__(self, pumps: Sequence[Pump], sink: Sink, lags: Lags) -> None:
        """Prepare; nothing is read before `collect`."""
        self._pumps = pumps
        self._sink = sink
        self._lags = lags

    def collect(self) -> Iterator[Metric]:
        """Return every metric as it is now."""
        yield self._messages()
        yield self._retries()
        yield from self._in_hand()
        yield _gauge("store_batch_messages", "Messages of the last insert.", self._sink.last_batch)
        yield self._lag()

    def _messages(self) -> Metric:
        family = CounterMetricFamily(
            "signpost_stream_messages",
            "Messages that a step is done with; dead ones are dead letters.",
            labels=("stage", "outcome"),
        )
        for pump in self._pumps:
            family.add_metric((pump.stage, "passed"), pump.counts.passed)
            family.add_metric((pump.stage, "dead"), pump.counts.dead)
        family.add_metric((STORE, "passed"), self._sink.stored)
        family.add_metric((STORE, "dead"), self._sink.dead)
        return family

    def _retries(self) -> Metric:
        family = CounterMetricFamily(
            "signpost_stream_retries", "Tries that failed and were repeated.", labels=("stage",)
        )
        for pump in self._pumps:
            family.add_metric((pump.stage,), pump.counts.retried)
        family.add_metric((STORE,), self._sink.retried)
        return family

    def _in_hand(self) -> Iterator[Metric]:
        messages = GaugeMetricFamily(
            "signpost_stream_in_hand", "Messages taken and not acknowledged.", labels=("stage",)
        )
        ages = GaugeMetricFamily(
            "signpost_stream_oldest_seconds",
            "How long the oldest message in hand has been worked on.",
            labels=("stage",),
        )
        for pump in self._pumps:
            messages.add_metric((pump.stage,), pump.in_hand)
            ages.add_metric((pump.stage,), pump.oldest_s)
        yield messages
        yield ages

    def _lag(self) -> Metric:
        family = GaugeMetricFamily(
            "signpost_stream_lag_messages",
            "Messages that a consumer group has not committed.",
            labels=("group", "topic"),
        )
        for group, topics in self._lags.by_group.items():
            for topic, behind in topics.items():
                family.add_metric((group, topic), behind)
        return family


def _gauge(name: str, words: str, value: float) -> Metric:
    family = GaugeMetricFamily(f"signpost_stream_{name}", words)
    family.add_metric((), value)
    return family
