"""Sends a share of the answers to a canary, and stops it when it does badly."""

from __future__ import annotations

import hashlib
import logging
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from math import ceil
from typing import Final, Protocol

from analytics.grading.asking import Asked, Choice
from analytics.grading.types import Grade
from analytics.grading.versions import Canary, Control, Limits, NotPossible, model_of

log = logging.getLogger(__name__)

_WHOLE: Final = 2.0**64
_BAD: Final = frozenset({"refused", "timed_out", "failed"})
"""Overload is left out: it says that there is much to do, not who did badly."""
_SLOWER: Final = 1.5
"""Times the other's 95th percentile: less is what two runs of one version differ by."""


class ControlPlace(Protocol):
    """Says who grades, and takes the word that a canary is stopped."""

    def read(self) -> Control:
        """Return who grades now."""
        ...

    def change(self, how: Callable[[Control], Control]) -> Control:
        """Replace what is said, in one step.

        Raises:
            OSError: it cannot be written.
            NotPossible: what is there cannot be read.
        """
        ...


@dataclass(frozen=True, slots=True)
class Seen:
    """What is remembered of one asking.

    Attributes:
        released: Whether the grade would go to the learner at once.
    """

    bad: bool
    seconds: float
    released: bool | None


def picks(canary: Canary, key: str) -> bool:
    """Tell whether an answer is the canary's; a greater share keeps those it had."""
    digest = hashlib.sha256(f"{canary.version}/{key}".encode()).digest()
    return int.from_bytes(digest[:8], "big") / _WHOLE < canary.share


def trouble(canary: Sequence[Seen], stable: Sequence[Seen], limits: Limits) -> str | None:
    """Return which limit the canary's last answers cross, in words, or None."""
    if len(canary) < limits.least:
        return None
    bad, usual = _share_bad(canary), _share_bad(stable)
    if bad - usual > limits.errors:
        return f"{bad:.0%} of its answers failed, {usual:.0%} of the others"
    slow, usual = _p95(canary), _p95(stable)
    if slow > max(limits.p95_s, _SLOWER * usual):
        return f"its 95th percentile is {slow * 1000:.0f} ms, {usual * 1000:.0f} ms of the others"
    ours, theirs = (
        [one.released for one in seen if one.released is not None] for seen in (canary, stable)
    )
    if min(len(ours), len(theirs)) < limits.least:
        return None
    let_go, usual = sum(ours) / len(ours), sum(theirs) / len(theirs)
    if abs(let_go - usual) > limits.release_gap:
        return f"{let_go:.0%} of its grades need no teacher, {usual:.0%} of the others"
    return None


@dataclass(frozen=True, slots=True)
class StableRoute:
    """Asks the version that serves, whatever is on trial."""

    control: ControlPlace

    def choose(self, key: str) -> Choice:
        """Return the model that serves."""
        return Choice(model_of(self.control.read().stable))


@dataclass(slots=True)
class CanaryRoute:
    """Chooses by the answer's id, so that a replay asks the same version.

    Attributes:
        control: Says who grades; looked at for each answer.
        releases: Tells whether a grade in a language would go at once.
        clock: The time of a stop.
        stops: Canaries that this process stopped.
    """

    control: ControlPlace
    releases: Callable[[Grade, str], bool]
    clock: Callable[[], datetime]
    stops: int = field(default=0, init=False)
    _trial: Canary | None = field(default=None, init=False)
    _ended: datetime | None = field(default=None, init=False)
    _canary: deque[Seen] = field(default_factory=deque, init=False)
    _stable: deque[Seen] = field(default_factory=deque, init=False)

    @property
    def share(self) -> float:
        """Return the share of the answers that the canary gets now."""
        canary = self._on_trial(self.control.read())
        return canary.share if canary else 0.0

    def choose(self, key: str) -> Choice:
        """Return the model that serves, and the canary if the answer is its."""
        control = self.control.read()
        canary = self._on_trial(control)
        chosen = canary is not None and key != "" and picks(canary, key)
        return Choice(
            model_of(control.stable), model_of(canary.version) if canary and chosen else None
        )

    def asked(self, one: Asked) -> None:
        """Note an asking of either; a canary that crosses a limit is stopped."""
        control = self.control.read()
        canary = self._on_trial(control)
        if canary is None or one.outcome == "overloaded":
            return
        if one.model == model_of(control.stable):
            self._stable.append(self._seen(one))
        elif one.model == model_of(canary.version):
            self._canary.append(self._seen(one))
            reason = trouble(self._canary, self._stable, canary.limits)
            if reason is not None:
                self._stop(canary, reason)

    def _on_trial(self, control: Control) -> Canary | None:
        canary = control.canary
        if canary is None or canary.since == self._ended:
            return None
        if canary != self._trial:
            if self._trial is None or canary.since != self._trial.since:
                log.info("canary grader:%d gets %.0f %%", canary.version, 100 * canary.share)
            self._trial = canary
            self._canary = deque(maxlen=canary.limits.window)
            self._stable = deque(maxlen=canary.limits.window)
        return canary

    def _seen(self, one: Asked) -> Seen:
        released = self.releases(one.grade, one.language) if one.grade else None
        return Seen(one.outcome in _BAD, one.seconds, released)

    def _stop(self, canary: Canary, reason: str) -> None:
        self._ended = canary.since
        self.stops += 1
        log.error("canary grader:%d is stopped: %s", canary.version, reason)
        try:
            self.control.change(lambda now: now.stopping(canary, reason, self.clock()))
        except (OSError, NotPossible) as error:
            log.warning("only this process stops it; others cannot be told: %s", error)


def _share_bad(seen: Sequence[Seen]) -> float:
    return sum(one.bad for one in seen) / len(seen) if seen else 0.0


def _p95(seen: Sequence[Seen]) -> float:
    spent = sorted(one.seconds for one in seen)
    return spent[ceil(0.95 * len(spent)) - 1] if spent else 0.0
