"""What goes wrong, in an order that a seed decides, each thing written down."""

import os
import random
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread

from tests.chaos.scene import Scene

KILLED = 0.6
"""The share of troubles that kill; the rest pause a part or fill its disk."""
FILLED = 0.35
"""The share of the rest that fills the disk."""
PAUSE_S = (2.0, 12.0)
FULL_S = (5.0, 15.0)
BETWEEN_S = (3.0, 9.0)
REBALANCE_EVERY_S = 60.0
_BLOCK = 1_048_576


@dataclass(slots=True)
class Trouble:
    """Makes trouble until told to stop, then lets everything run again.

    Attributes:
        told: what was done, with seconds since the start.
        counts: how often each thing was done.
    """

    scene: Scene
    seed: int
    told: list[str] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    _deck: list[str] = field(default_factory=list)
    _over: Event = field(default_factory=Event)
    _threads: list[Thread] = field(default_factory=list)
    _began: float = field(default_factory=time.monotonic)

    def start(self) -> None:
        """Begin, in threads of their own."""
        self._threads = [
            Thread(target=self._make_trouble, daemon=True),
            Thread(target=self._rebalance, daemon=True),
        ]
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Make no more, and wait until what was done is undone."""
        self._over.set()
        for thread in self._threads:
            thread.join()

    def _make_trouble(self) -> None:
        chance = random.Random(self.seed)
        while not self._over.wait(chance.uniform(*BETWEEN_S)):
            if chance.random() < KILLED:
                self._kill(self._drawn(chance))
            elif self.scene.quota and chance.random() < FILLED:
                self._fill(chance.uniform(*FULL_S))
            else:
                self._pause(chance.choice(self._victims()), chance.uniform(*PAUSE_S))

    def _drawn(self, chance: random.Random) -> str:
        """Take the next of a deck: everything dies once before anything dies twice."""
        victims = self._victims()
        if not set(self._deck) & set(victims):
            self._deck = chance.sample(victims, len(victims))
        name = next(name for name in self._deck if name in victims)
        self._deck.remove(name)
        return name

    def _victims(self) -> list[str]:
        """Return what may be troubled now: of three brokers one may be away."""
        brokers = {name for name in self.scene.parts if name.startswith("kafka-")}
        away = {name for name in brokers if self.scene.parts[name].ready() is not None}
        return sorted(self.scene.parts.keys() - (brokers if away else set()))

    def _rebalance(self) -> None:
        while not self._over.wait(REBALANCE_EVERY_S):
            self._tell("rebalance", self.scene.rebalance())

    def _kill(self, name: str) -> None:
        if self._signal(name, signal.SIGKILL):
            self._tell("kill", f"kill -9 {name}")

    def _pause(self, name: str, seconds: float) -> None:
        if not self._signal(name, signal.SIGSTOP):
            return
        self._tell("pause", f"pause {name} for {seconds:.1f} s")
        try:
            self._over.wait(seconds)
        finally:
            self._signal(name, signal.SIGCONT)

    def _fill(self, seconds: float) -> None:
        assert self.scene.quota is not None
        filler = self.scene.quota / "filler"
        self._tell("disk", f"fill the warehouse's disk for {seconds:.1f} s")
        try:
            fill(filler, lambda: self._over.wait(seconds))
        finally:
            filler.unlink(missing_ok=True)

    def _signal(self, name: str, number: signal.Signals) -> bool:
        pid = self.scene.pid(name)
        if pid is None:
            return False
        with suppress(ProcessLookupError):
            # A part is what a container would hold: the process and its children.
            os.killpg(pid, number)
            return True
        return False

    def _tell(self, kind: str, words: str) -> None:
        line = f"{time.monotonic() - self._began:6.1f} s  {words}"
        self.counts[kind] = self.counts.get(kind, 0) + 1
        self.told.append(line)
        print(line, flush=True)


def fill(filler: Path, meanwhile: Callable[[], object]) -> None:
    """Take what is free of a file system, again and again, while something lasts."""
    with filler.open("wb") as file:
        _take_all(file.fileno())
        meanwhile()


def _take_all(handle: int) -> None:
    size, step = 0, 64 * _BLOCK
    while step >= 4_096:
        try:
            os.posix_fallocate(handle, size, step)
        except OSError:
            step //= 4
        else:
            size += step
