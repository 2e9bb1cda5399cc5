"""A circuit breaker: stops calling a server that keeps failing."""

from __future__ import annotations

import time
from collections.abc import Callable


class CircuitBreaker:
    """Opens after failures in a row, then lets one trial call through at a time.

    Args:
        threshold: Failures in a row that open the circuit.
        cooldown_s: How long it stays open before a trial.
        clock: Monotonic seconds.
    """

    def __init__(
        self,
        threshold: int = 5,
        cooldown_s: float = 2.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._threshold = threshold
        self._cooldown_s = cooldown_s
        self._clock = clock
        self._failures = 0
        self._retry_at = 0.0

    @property
    def is_open(self) -> bool:
        """Tell whether the server is taken for failing."""
        return self._failures >= self._threshold

    def allows(self) -> bool:
        """Return whether a call may be made; a trial is granted to one caller."""
        if not self.is_open:
            return True
        now = self._clock()
        if now < self._retry_at:
            return False
        self._retry_at = now + self._cooldown_s
        return True

    def succeeded(self) -> None:
        """Close the circuit."""
        self._failures = 0

    def failed(self) -> None:
        """Count a failure; the threshold opens the circuit."""
        self._failures += 1
        if self.is_open:
            self._retry_at = self._clock() + self._cooldown_s
