from __future__ import annotations

from dataclasses import dataclass

import pytest

from analytics.grading.breaker import CircuitBreaker


@dataclass
class Clock:
    now: float = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def _opened(clock: Clock) -> CircuitBreaker:
    breaker = CircuitBreaker(threshold=3, cooldown_s=2.0, clock=clock)
    for _ in range(3):
        assert breaker.allows()
        breaker.failed()
    return breaker


def test_failures_below_the_threshold_leave_it_closed(clock: Clock) -> None:
    breaker = CircuitBreaker(threshold=3, cooldown_s=2.0, clock=clock)
    breaker.failed()
    breaker.failed()
    assert breaker.allows()


def test_failures_in_a_row_open_it(clock: Clock) -> None:
    assert not _opened(clock).allows()


def test_a_success_between_failures_keeps_it_closed(clock: Clock) -> None:
    breaker = CircuitBreaker(threshold=2, clock=clock)
    for _ in range(5):
        breaker.failed()
        breaker.succeeded()
    assert breaker.allows()


def test_after_the_cooldown_one_trial_is_allowed(clock: Clock) -> None:
    breaker = _opened(clock)
    clock.now += 2.0
    assert breaker.allows()
    assert not breaker.allows()


def test_a_trial_that_succeeds_closes_it(clock: Clock) -> None:
    breaker = _opened(clock)
    clock.now += 2.0
    assert breaker.allows()
    breaker.succeeded()
    assert breaker.allows()
    assert breaker.allows()


def test_a_trial_that_fails_keeps_it_open_for_another_cooldown(clock: Clock) -> None:
    breaker = _opened(clock)
    clock.now += 2.0
    assert breaker.allows()
    breaker.failed()
    clock.now += 1.9
    assert not breaker.allows()
    clock.now += 0.1
    assert breaker.allows()


def test_a_trial_that_never_reports_does_not_lock_it(clock: Clock) -> None:
    breaker = _opened(clock)
    clock.now += 2.0
    assert breaker.allows()
    clock.now += 2.0
    assert breaker.allows()
