"""Keeps each learner's newest state in memory, and finds it again.

Where the truth lies: every change of a state leaves as `mastery.updated`, which
carries the whole state, and the store step puts it in the warehouse. So at any
moment the newest state of a learner is in the warehouse or in the part of the
topic `mastery.updated` that is not stored yet. A worker that gets partitions

1. reads that part: from the store's committed offset to the end of the log;
2. asks the warehouse for the states that changed last, as many as it may keep;
3. asks the warehouse for any other when a learner comes who is not in memory.

The newer `seq` wins. If step 2 returned everything, a learner not in memory is
new, and the warehouse may then be down without stopping anybody.

Why nothing else is kept. A Faust table would hold the same state a second time
in a changelog topic, which the embedded broker neither compacts nor survives
with; a local database goes stale as soon as another worker had the partition.
Both would still need the warehouse to fall back on. When the broker has lost
everything, also what was not stored, the reconciler sends the answers again
that are not wholly in the warehouse, and they are applied anew: a state takes
each (attempt, grade version) once.

With several workers on Kafka a partition has one owner, and all topics have a
learner in the same partition. A worker that lost its partition without knowing
may send one state more, but cannot commit its source: the new owner gets that
message too and goes on from its own state, which is newer by `seq` or, for a
tie, by time.

Memory is bounded: states are kept as JSON, the last used ones also as they are,
because to read and write them costs more than an update. The one used longest ago
goes first.
Of those that went the `seq` is kept, so that a warehouse which is behind is
noticed and waited for, never gone on from.
"""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol

from analytics.mastery import LearnerState
from stream_processors.errors import StateBehind, TransientError
from stream_processors.steps.trace import StateKey

log = logging.getLogger(__name__)

LIVE = 500
"""States that are kept as they are."""


@dataclass(frozen=True, slots=True)
class StoredState:
    """A state as it is kept: its key, its place in the order, its JSON."""

    key: StateKey
    seq: int
    json: str


class StateArchive(Protocol):
    """Answers which states are stored."""

    async def newest(self, key: StateKey) -> StoredState | None:
        """Return the newest stored state of a learner, None if there is none.

        Raises:
            TransientError: the archive is down.
        """
        ...

    async def last_changed(self, limit: int) -> Sequence[StoredState]:
        """Return the states that changed last, at most so many.

        Raises:
            TransientError: the archive is down.
        """
        ...


class UnstoredStates(Protocol):
    """Reads the states that were sent and are not stored yet."""

    async def read(self, partitions: Collection[int]) -> Sequence[StoredState]:
        """Return them for some partitions, in the order of each partition.

        Raises:
            TransientError: the broker is down.
        """
        ...


class RememberedStates:
    """The learner states of one worker; used from one event loop."""

    def __init__(self, archive: StateArchive, unstored: UnstoredStates, kept: int) -> None:
        self._archive = archive
        self._unstored = unstored
        self._kept = kept
        self._live: OrderedDict[StateKey, LearnerState] = OrderedDict()
        self._states: OrderedDict[StateKey, StoredState] = OrderedDict()
        self._seqs: dict[StateKey, int] = {}
        self._complete = False
        self._waiting: frozenset[int] | None = None
        self._catching_up = asyncio.Lock()

    def assigned(self, partitions: Collection[int]) -> None:
        """Forget everything: other workers may have moved these partitions."""
        self._live.clear()
        self._states.clear()
        self._seqs.clear()
        self._complete = False
        self._waiting = frozenset(partitions)

    async def load(self, key: StateKey) -> LearnerState | None:
        """Return the newest state that was ever sent, None for a new learner.

        Raises:
            StateBehind: the warehouse does not have the newest one yet.
            TransientError: the broker or the warehouse cannot say now.
        """
        await self.catch_up()
        if (live := self._live.get(key)) is not None:
            self._live.move_to_end(key)
            return live
        if (known := self._states.get(key)) is not None:
            return self._enliven(key, LearnerState.from_json(known.json))
        if self._complete and key not in self._seqs:
            return None
        stored = await self._archive.newest(key)
        if (stored.seq if stored else 0) < self._seqs.get(key, 0):
            raise StateBehind(f"the state of learner {key.learner_id} is not stored yet")
        if stored is None:
            return None
        self._put(stored)
        return self._enliven(key, LearnerState.from_json(stored.json))

    def save(self, key: StateKey, state: LearnerState) -> None:
        """Remember a state that is being sent."""
        if state.seq >= self._seqs.get(key, 0):
            self._seqs[key] = state.seq
            self._enliven(key, state)

    async def catch_up(self) -> None:
        """Read what other workers left, once after each assignment.

        Raises:
            TransientError: the broker cannot be read now.
        """
        if self._waiting is None:
            return
        async with self._catching_up:
            while (partitions := self._waiting) is not None:
                for unstored in await self._unstored.read(partitions):
                    self._put(unstored)
                complete = await self._recall()
                if self._waiting is partitions:
                    self._waiting, self._complete = None, complete

    async def _recall(self) -> bool:
        try:
            changed = await self._archive.last_changed(self._kept)
        except TransientError as error:
            log.warning("states are not recalled: %s", error)
            return False
        for stored in changed:
            self._put(stored)
        log.info("recalled %d learner states", len(changed))
        return len(changed) < self._kept

    def _enliven(self, key: StateKey, state: LearnerState) -> LearnerState:
        self._states.pop(key, None)
        self._live[key] = state
        self._live.move_to_end(key)
        if len(self._live) > LIVE:
            oldest, old = self._live.popitem(last=False)
            self._put(StoredState(oldest, old.seq, old.to_json()))
        self._shorten()
        return state

    def _put(self, state: StoredState) -> None:
        if state.seq < self._seqs.get(state.key, 0):
            return
        self._seqs[state.key] = state.seq
        self._live.pop(state.key, None)
        self._states[state.key] = state
        self._states.move_to_end(state.key)
        self._shorten()

    def _shorten(self) -> None:
        while len(self._states) + len(self._live) > self._kept:
            (self._states or self._live).popitem(last=False)
