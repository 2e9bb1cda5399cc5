"""Shows Prometheus how asking for grades goes."""

from __future__ import annotations

from collections.abc import Callable
from threading import Thread
from typing import Final, Protocol
from wsgiref.simple_server import WSGIServer

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, start_http_server

from analytics.grading.asking import Asked
from analytics.grading.breaker import CircuitBreaker

LOOPBACK: Final = "127.0.0.1"
_SECONDS: Final = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0)


class Trial(Protocol):
    """What is known of the version on trial."""

    @property
    def share(self) -> float:
        """Return the share of the answers that it gets; 0 without one."""
        ...

    @property
    def stops(self) -> int:
        """Return how many versions on trial this process stopped."""
        ...


class PrometheusObserver:
    """Counts and times every asking, by model and outcome.

    Attributes:
        registry: What is shown; of this observer alone.
    """

    def __init__(self, breaker: CircuitBreaker, trial: Trial, port: int = 0) -> None:
        """Prepare; nothing listens before `open`, and nothing ever at port 0."""
        self.registry = CollectorRegistry()
        self._port = port
        self._server: tuple[WSGIServer, Thread] | None = None
        self._asked = Counter(
            "signpost_grader_requests",
            "Requests to the model server, by how they went.",
            ("model", "outcome"),
            registry=self.registry,
        )
        self._seconds = Histogram(
            "signpost_grader_request_seconds",
            "Seconds of a request, the server's queue included.",
            ("model",),
            buckets=_SECONDS,
            registry=self.registry,
        )
        self._gauge("breaker_open", "1 while the server is not asked.", lambda: breaker.is_open)
        self._gauge("canary_share", "Share of the answers on trial.", lambda: trial.share)
        self._gauge("canary_stops", "Trials that this process ended.", lambda: trial.stops)

    def asked(self, one: Asked) -> None:
        """Count one asking."""
        self._asked.labels(one.model, one.outcome).inc()
        self._seconds.labels(one.model).observe(one.seconds)

    def open(self) -> None:
        """Listen on loopback.

        Raises:
            OSError: The port is taken.
        """
        if self._port:
            self._server = start_http_server(self._port, LOOPBACK, self.registry)

    def close(self) -> None:
        """Listen no more."""
        if self._server is not None:
            server, thread = self._server
            self._server = None
            server.shutdown()
            server.server_close()
            thread.join()

    def _gauge(self, name: str, words: str, value: Callable[[], float]) -> None:
        Gauge(f"signpost_grader_{name}", words, registry=self.registry).set_function(value)
