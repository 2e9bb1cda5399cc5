"""The warehouse, asked in a thread of its own: states and rows."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from analytics.warehouse.client import Warehouse
from analytics.warehouse.errors import WarehouseError, WarehouseUnavailable
from analytics.warehouse.rows import merged
from analytics.warehouse.store import last_changed_states, latest_state, write
from stream_processors.errors import PermanentError, TransientError
from stream_processors.states import StoredState
from stream_processors.steps.store import Rows
from stream_processors.steps.trace import StateKey

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class WarehouseStates:
    """Finds learner states in the warehouse."""

    warehouse: Warehouse

    async def newest(self, key: StateKey) -> StoredState | None:
        """Return the newest stored state of a learner, None if there is none.

        Raises:
            TransientError: the warehouse is down.
        """
        state = await _asked(
            lambda: latest_state(
                self.warehouse,
                learner_id=key.learner_id,
                course_id=key.course_id,
                bank_id=key.bank_id,
            )
        )
        return StoredState(key, state.seq, state.to_json()) if state else None

    async def last_changed(self, limit: int) -> Sequence[StoredState]:
        """Return the states that changed last, at most so many.

        Raises:
            TransientError: the warehouse is down.
        """
        rows = await _asked(lambda: last_changed_states(self.warehouse, limit))
        return [_stored(row) for row in rows]


@dataclass(frozen=True, slots=True)
class WarehouseRows:
    """Keeps rows in the warehouse."""

    warehouse: Warehouse

    async def write(self, batch: Sequence[Rows]) -> None:
        """Store the rows of some messages; the same ones may come again.

        Raises:
            PermanentError: a row does not fit.
            TransientError: they are not known to be stored.
        """
        try:
            await asyncio.to_thread(write, self.warehouse, merged(batch))
        except WarehouseUnavailable as error:
            raise TransientError(str(error)) from error
        except WarehouseError as error:
            raise PermanentError(str(error)) from error


async def _asked(question: Callable[[], T]) -> T:
    # A question that is refused is a fault of ours or of the schema, never of
    # the message that made us ask: it is asked again, not given up.
    try:
        return await asyncio.to_thread(question)
    except WarehouseError as error:
        raise TransientError(str(error)) from error


def _stored(row: dict[str, Any]) -> StoredState:
    key = StateKey(UUID(str(row["learner_id"])), row["course_id"], row["bank_id"])
    return StoredState(key, int(row["seq"]), row["state"])
