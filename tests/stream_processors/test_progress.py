"""Progress: offsets that move are life, and so is trying again."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest

from stream_processors.errors import TransientError
from stream_processors.progress import Group, Progress, StandsStill, lag
from tests.fakes.streams import no_sleep

A, B, THEIRS = ("signpost.a", 0), ("signpost.a", 1), ("signpost.a", 2)


@dataclass
class FakePositions:
    """A log and what is committed of it; `down` answers nothing."""

    ends: dict[tuple[str, int], int]
    done: dict[tuple[str, int], int] = field(default_factory=dict)
    down: bool = False

    async def read(self) -> Mapping[tuple[str, int], int]:
        if self.down:
            raise TransientError("no answer")
        return self.ends

    async def committed(self, group: str) -> Mapping[tuple[str, int], int]:
        return dict(self.done)

    async def close(self) -> None:
        """Close nothing."""


@dataclass
class Worker:
    """A worker that reads A and B, a clock, and the look at it."""

    positions: FakePositions
    at: float = 0.0
    tries: int = 0

    def __post_init__(self) -> None:
        group = Group("signpost", lambda: {A, B}, lambda: self.tries)
        self.reasons: list[BaseException] = []
        self.progress = Progress(
            self.positions,
            (group,),
            self.reasons.append,
            stalled_s=60.0,
            now=lambda: self.at,
            sleep=no_sleep,
        )

    async def look_after(self, seconds: float) -> None:
        self.at += seconds
        await self.progress.look()


async def test_messages_that_wait_while_nothing_moves_end_the_worker() -> None:
    worker = Worker(FakePositions({A: 5}, {A: 3}))
    await worker.look_after(1)
    await worker.look_after(59)
    with pytest.raises(StandsStill, match="has not moved for 61 s"):
        await worker.look_after(2)


async def test_a_partition_never_committed_is_not_forgotten() -> None:
    worker = Worker(FakePositions({B: 1}))
    await worker.look_after(1)
    with pytest.raises(StandsStill):
        await worker.look_after(61)


async def test_offsets_that_move_are_life() -> None:
    positions = FakePositions({A: 500}, {A: 3})
    worker = Worker(positions)
    for _ in range(10):
        positions.done[A] += 1
        await worker.look_after(50)


async def test_trying_again_is_life_too() -> None:
    worker = Worker(FakePositions({A: 5}, {A: 3}))
    for _ in range(10):
        worker.tries += 1
        await worker.look_after(50)


async def test_a_worker_without_work_may_stand_still() -> None:
    worker = Worker(FakePositions({A: 5, THEIRS: 9}, {A: 5}))
    for _ in range(10):
        await worker.look_after(50)


async def test_a_broker_that_is_down_is_not_our_standing_still() -> None:
    positions = FakePositions({A: 5}, {A: 3}, down=True)
    worker = Worker(positions)
    positions.down = False
    await worker.look_after(1)
    positions.down = True
    with pytest.raises(TransientError):
        await worker.look_after(500)
    positions.down = False
    await worker.look_after(1)


async def test_it_ends_the_process_by_itself() -> None:
    worker = Worker(FakePositions({A: 5}, {A: 3}))
    await worker.look_after(1)
    worker.at += 61
    await worker.progress.run()
    assert [type(reason) for reason in worker.reasons] == [StandsStill]


async def test_the_lag_is_known_by_group_and_topic() -> None:
    worker = Worker(FakePositions({A: 5, B: 7, ("signpost.b", 0): 2}, {A: 3, B: 7}))
    await worker.look_after(1)
    assert worker.progress.by_group == {"signpost": {"signpost.a": 2}}
    assert lag({A: 1}, {A: 4}) == {"signpost.a": 0}
