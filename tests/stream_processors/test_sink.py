"""The sink: committed after stored, and patient."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

import pytest

from analytics.warehouse.rows import Delivery
from stream_processors.errors import TransientError
from stream_processors.sink import Sink
from stream_processors.steps.store import Batch, Store
from tests.fakes.streams import FakeLog, FakeRowStore, clock, graded, no_sleep, store_delivery


def ended(reason: BaseException) -> None:
    raise AssertionError(reason)


@dataclass
class Keeping:
    """Stores as it is told; `read_of` has the size of each batch that was read."""

    write: Callable[[Batch], Awaitable[int]]
    read_of: list[int] = field(default_factory=list)

    def read(self, deliveries: Sequence[Delivery]) -> Batch:
        self.read_of.append(len(deliveries))
        return Store(FakeRowStore(), clock).read(deliveries)


async def test_messages_are_committed_after_they_are_stored() -> None:
    rows = FakeRowStore()
    source = FakeLog([store_delivery(graded().to_json()), store_delivery(b"junk", 1)])
    sink = Sink(source, Store(rows, clock), ended, 0.0, sleep=no_sleep)

    await sink.once()

    assert [d.offset for d in source.committed] == [0, 1]
    assert (sink.stored, sink.dead) == (1, 1)


async def test_a_warehouse_that_is_down_holds_the_commit_back_until_it_is_up() -> None:
    rows = FakeRowStore(troubles=[TransientError("down")] * 5)
    source = FakeLog([store_delivery(graded().to_json())], down_for=2)
    committed_early: list[int] = []

    async def store(batch: Batch) -> int:
        committed_early.append(len(source.committed))
        return await Store(rows, clock).write(batch)

    await Sink(source, Keeping(store), ended, 0.0, sleep=no_sleep).once()

    assert committed_early == [0] * 6
    assert len(source.committed) == 1
    assert len(rows.rows("incoming")) == 1


async def test_an_empty_log_writes_nothing() -> None:
    rows = FakeRowStore()

    await Sink(FakeLog([]), Store(rows, clock), ended, 0.0, sleep=no_sleep).once()

    assert rows.calls == 0


async def test_an_error_nobody_foresaw_ends_the_process_uncommitted() -> None:
    source = FakeLog([store_delivery(graded().to_json())])
    reasons: list[BaseException] = []
    rows = FakeRowStore(troubles=[ZeroDivisionError()])
    sink = Sink(source, Store(rows, clock), reasons.append, 0.0, sleep=no_sleep)

    with pytest.raises(ZeroDivisionError):
        await sink.run()

    assert [type(reason) for reason in reasons] == [ZeroDivisionError]
    assert source.committed == []


async def test_a_stalled_warehouse_stops_the_reading_after_one_fetch_ahead_is_judged() -> None:
    source = FakeLog([store_delivery(graded().to_json(), at) for at in range(1_000)], at_once=10)
    up = asyncio.Event()

    async def stalled(batch: Batch) -> int:
        if not up.is_set():
            await no_sleep(0)
            raise TransientError("stalled")
        return 0

    store = Keeping(stalled)
    sink = Sink(source, store, ended, 0.0, full=10, sleep=no_sleep)
    running = asyncio.create_task(sink.run())
    for _ in range(500):
        await asyncio.sleep(0)
    assert (source.fetches, store.read_of, source.committed) == (2, [10, 10], [])

    up.set()
    for _ in range(2_000):
        await asyncio.sleep(0)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert [d.offset for d in source.committed] == list(range(1_000))


async def test_it_stops_when_it_is_cancelled() -> None:
    sink = Sink(FakeLog([]), Store(FakeRowStore(), clock), ended, 0.0, sleep=no_sleep)
    running = asyncio.create_task(sink.run())
    await asyncio.sleep(0)
    running.cancel()

    with pytest.raises(asyncio.CancelledError):
        await running


async def test_told_to_end_it_commits_what_it_stores_and_begins_no_more() -> None:
    source = FakeLog([store_delivery(graded().to_json(), at) for at in range(20)], at_once=10)
    begun, up = asyncio.Event(), asyncio.Event()

    async def slowly(batch: Batch) -> int:
        begun.set()
        await up.wait()
        return 0

    sink = Sink(source, Keeping(slowly), ended, 0.0, full=10, sleep=no_sleep)
    running = asyncio.create_task(sink.run())
    await begun.wait()
    ending = asyncio.create_task(sink.end(60.0))
    await asyncio.sleep(0)
    up.set()
    await ending
    running.cancel()

    with pytest.raises(asyncio.CancelledError):
        await running
    assert [d.offset for d in source.committed] == list(range(10))


async def test_told_to_end_while_the_warehouse_is_away_it_does_not_wait_for_ever() -> None:
    begun = asyncio.Event()

    async def never(batch: Batch) -> int:
        begun.set()
        await asyncio.Event().wait()
        return 0

    source = FakeLog([store_delivery(graded().to_json())])
    sink = Sink(source, Keeping(never), ended, 0.0, sleep=no_sleep)
    running = asyncio.create_task(sink.run())
    await begun.wait()
    await sink.end(0.0)
    running.cancel()

    with pytest.raises(asyncio.CancelledError):
        await running
    assert source.committed == []
