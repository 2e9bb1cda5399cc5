"""The warehouse's errors, told by what the streams do about them."""

from unittest.mock import create_autospec
from uuid import UUID

import pytest

from analytics.warehouse.client import Warehouse
from analytics.warehouse.errors import WarehouseError, WarehouseUnavailable
from analytics.warehouse.rows import rows_of
from stream_processors.adapters.warehouse import WarehouseRows, WarehouseStates
from stream_processors.errors import PermanentError, StreamError, TransientError
from stream_processors.steps.trace import StateKey
from tests.fakes.streams import graded, store_delivery

KEY = StateKey(UUID(int=1), "course-1", "tiny-bank")


@pytest.mark.parametrize(
    ("error", "told"),
    [(WarehouseUnavailable("down"), TransientError), (WarehouseError("no"), PermanentError)],
)
async def test_writing_tells_what_passes_from_what_does_not(
    error: WarehouseError, told: type[StreamError]
) -> None:
    warehouse = create_autospec(Warehouse, instance=True)
    warehouse.insert.side_effect = error
    event = graded()

    with pytest.raises(told):
        await WarehouseRows(warehouse).write([rows_of(event, store_delivery(event.to_json()))])


@pytest.mark.parametrize("error", [WarehouseUnavailable("down"), WarehouseError("no table")])
async def test_a_question_that_fails_is_never_the_messages_fault(error: WarehouseError) -> None:
    warehouse = create_autospec(Warehouse, instance=True)
    warehouse.query.side_effect = error

    with pytest.raises(TransientError):
        await WarehouseStates(warehouse).newest(KEY)
    with pytest.raises(TransientError):
        await WarehouseStates(warehouse).last_changed(10)


async def test_states_that_changed_last_come_with_their_keys() -> None:
    warehouse = create_autospec(Warehouse, instance=True)
    warehouse.query.return_value = [
        {
            "learner_id": KEY.learner_id,
            "course_id": "course-1",
            "bank_id": "tiny-bank",
            "seq": 4,
            "state": "{}",
        }
    ]

    [state] = await WarehouseStates(warehouse).last_changed(10)

    assert (state.key, state.seq, state.json) == (KEY, 4, "{}")
