"""The store step: every message becomes rows or a dead letter."""

from collections.abc import Sequence
from unittest.mock import patch

import pytest

from analytics.events import DEAD_LETTER_TOPIC, DeadLetter, plain_kind
from analytics.warehouse.rows import Delivery
from stream_processors.errors import PermanentError, TransientError
from stream_processors.steps.store import Store
from stream_processors.steps.trace import Trace
from tests.fakes.streams import NOW, FakeRowStore, clock, graded, store_delivery
from tests.stream_processors.steps.test_trace import InMemory


async def stored(rows: FakeRowStore, deliveries: Sequence[Delivery]) -> int:
    store = Store(rows, clock)
    return await store.write(store.read(deliveries))


async def test_an_event_is_stored_with_the_place_where_it_was_read() -> None:
    rows = FakeRowStore()
    event = graded()

    dead = await stored(rows, [store_delivery(event.to_json(), 41, "signpost.answer.graded")])

    [row] = rows.rows("incoming")
    assert dead == 0
    assert (row["kafka_topic"], row["kafka_offset"]) == ("signpost.answer.graded", 41)
    assert row["raw"] == event.to_json()


async def test_a_message_that_is_no_event_becomes_a_dead_letter_byte_for_byte() -> None:
    rows = FakeRowStore()

    dead = await stored(rows, [store_delivery(b"\xff not JSON")])

    [row] = rows.rows("dead_letters")
    assert dead == 1
    assert (row["stage"], row["raw"]) == ("store", b"\xff not JSON")


async def test_a_dead_letter_of_another_step_is_stored_as_one() -> None:
    rows = FakeRowStore()
    letter = DeadLetter(stage="grade", reason="no", attempts=2, failed_at=NOW, raw=b"x")

    dead = await stored(rows, [store_delivery(letter.to_json(), 0, DEAD_LETTER_TOPIC)])

    [row] = rows.rows("dead_letters")
    assert dead == 0
    assert (row["stage"], row["raw"], row["attempts"]) == ("grade", b"x", 2)


@pytest.mark.parametrize("bad", [0, 3, 6])
async def test_one_row_that_does_not_fit_costs_only_itself(bad: int) -> None:
    events = [graded() for _ in range(7)]
    rows = FakeRowStore(
        refuses=[events[bad].to_json()], refusal=PermanentError("the column is too small")
    )

    dead = await stored(rows, [store_delivery(e.to_json(), n) for n, e in enumerate(events)])

    assert dead == 1
    kept = {row["raw"] for row in rows.rows("incoming")}
    assert kept == {e.to_json() for e in events} - {events[bad].to_json()}
    [letter] = rows.rows("dead_letters")
    assert (letter["event_id"], letter["kafka_offset"]) == (events[bad].event_id, bad)
    assert "too small" in str(letter["reason"])


async def test_a_warehouse_that_is_down_makes_no_dead_letters() -> None:
    rows = FakeRowStore(troubles=[TransientError("down")])

    with pytest.raises(TransientError):
        await stored(rows, [store_delivery(graded().to_json())])

    assert rows.written == []


async def test_the_envelope_of_each_message_is_judged_once() -> None:
    events = [graded(), *await Trace(InMemory(), clock)(graded())]
    deliveries = [store_delivery(event.to_json(), n) for n, event in enumerate(events)]

    with patch("analytics.warehouse.rows.plain_kind", side_effect=plain_kind) as judged:
        await stored(rows := FakeRowStore(), deliveries)

    assert judged.call_count == len(rows.rows("incoming")) == 3
    assert [row["facts"] for row in rows.rows("incoming")] == [b""] * 3
    assert len(rows.rows("mastery_states")) == len(rows.rows("item_observations")) == 1
