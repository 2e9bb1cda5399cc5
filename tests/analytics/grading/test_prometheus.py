"""What Prometheus is shown of the grader's client."""

from dataclasses import dataclass

from prometheus_client import generate_latest

from analytics.grading.asking import Asked
from analytics.grading.breaker import CircuitBreaker
from analytics.grading.prometheus import PrometheusObserver


@dataclass
class FakeTrial:
    share: float = 0.25
    stops: int = 0


def _shown(observer: PrometheusObserver) -> dict[str, float]:
    lines = generate_latest(observer.registry).decode().splitlines()
    pairs = (line.rsplit(" ", 1) for line in lines if not line.startswith("#"))
    return {name: float(value) for name, value in pairs}


def test_askings_are_counted_by_model_and_outcome_and_timed() -> None:
    observer = PrometheusObserver(CircuitBreaker(), FakeTrial())
    for model, seconds in (("grader", 0.015), ("grader", 0.4), ("grader-2", 3.0)):
        observer.asked(Asked(model, "graded", seconds, "en"))
    observer.asked(Asked("grader-2", "timed_out", 2.0, "en"))
    shown = _shown(observer)
    assert shown['signpost_grader_requests_total{model="grader",outcome="graded"}'] == 2
    assert shown['signpost_grader_requests_total{model="grader-2",outcome="timed_out"}'] == 1
    assert shown['signpost_grader_request_seconds_bucket{le="0.02",model="grader"}'] == 1
    assert shown['signpost_grader_request_seconds_count{model="grader-2"}'] == 2


def test_breaker_and_trial_are_shown_as_they_are_now() -> None:
    breaker, trial = CircuitBreaker(threshold=1), FakeTrial()
    observer = PrometheusObserver(breaker, trial)
    before = _shown(observer)
    breaker.failed()
    trial.share, trial.stops = 0.0, 1
    after = _shown(observer)
    names = ("breaker_open", "canary_share", "canary_stops")
    assert [before[f"signpost_grader_{name}"] for name in names] == [0, 0.25, 0]
    assert [after[f"signpost_grader_{name}"] for name in names] == [1, 0, 1]


def test_nothing_listens_at_port_zero() -> None:
    observer = PrometheusObserver(CircuitBreaker(), FakeTrial())
    observer.open()
    observer.close()
