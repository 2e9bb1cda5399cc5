"""Learner states: the newest that was ever sent, or a wait; never an older one."""

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.mastery import LearnerState, start
from stream_processors.errors import StateBehind, TransientError
from stream_processors.states import RememberedStates, StoredState
from stream_processors.steps.trace import StateKey
from tests.fakes.streams import FakeArchive, FakeUnstored

ANA, BEN, CLEO = (StateKey(UUID(int=n), "course-1", "tiny-bank") for n in range(3))


def at(seq: int) -> LearnerState:
    return replace(start(), seq=seq)


def worker(archive: FakeArchive, unstored: FakeUnstored, kept: int = 10) -> RememberedStates:
    states = RememberedStates(archive, unstored, kept)
    states.assigned([0])
    return states


@pytest.mark.parametrize(("stored", "sent", "newest"), [(3, 5, 5), (5, 3, 5), (4, None, 4)])
async def test_a_fresh_worker_goes_on_from_the_newest_of_stored_and_unstored(
    stored: int, sent: int | None, newest: int
) -> None:
    archive, unstored = FakeArchive(), FakeUnstored()
    archive.keep(ANA, at(stored))
    if sent is not None:
        unstored.send(ANA, at(sent))

    assert await worker(archive, unstored).load(ANA) == at(newest)


async def test_a_new_learner_has_no_state_and_needs_no_warehouse() -> None:
    archive = FakeArchive()
    archive.keep(ANA, at(1))
    states = worker(archive, FakeUnstored())
    await states.catch_up()
    archive.down = True

    assert await states.load(BEN) is None
    assert await states.load(ANA) == at(1)


async def test_with_the_warehouse_down_at_the_start_a_stranger_waits() -> None:
    archive, unstored = FakeArchive(down=True), FakeUnstored()
    unstored.send(ANA, at(2))
    states = worker(archive, unstored)

    assert await states.load(ANA) == at(2)
    with pytest.raises(TransientError):
        await states.load(BEN)
    archive.down = False
    archive.keep(BEN, at(7))
    assert await states.load(BEN) == at(7)


async def test_a_saved_state_is_found_again_though_it_is_not_stored() -> None:
    states = worker(FakeArchive(), FakeUnstored())
    await states.load(ANA)
    states.save(ANA, at(1))

    assert await states.load(ANA) == at(1)


async def test_a_state_that_left_memory_before_it_was_stored_is_waited_for() -> None:
    archive = FakeArchive()
    states = worker(archive, FakeUnstored(), kept=1)
    await states.load(ANA)
    states.save(ANA, at(4))
    states.save(BEN, at(1))

    archive.keep(ANA, at(3))
    with pytest.raises(StateBehind):
        await states.load(ANA)
    archive.keep(ANA, at(4))
    assert await states.load(ANA) == at(4)


async def test_a_learner_beyond_what_was_recalled_is_asked_for() -> None:
    archive = FakeArchive()
    for key in (ANA, BEN, CLEO):
        archive.keep(key, at(5))
    states = worker(archive, FakeUnstored(), kept=2)

    assert await states.load(ANA) == at(5)
    assert archive.questions == [ANA]


async def test_an_assignment_forgets_what_another_worker_may_have_moved() -> None:
    archive, unstored = FakeArchive(), FakeUnstored()
    states = worker(archive, unstored)
    await states.load(ANA)
    states.save(ANA, at(1))

    unstored.send(ANA, at(1), partition=3)
    unstored.send(ANA, at(2), partition=3)
    states.assigned([3])

    assert await states.load(ANA) == at(2)
    assert unstored.reads == [frozenset({0}), frozenset({3})]


async def test_an_assignment_during_the_catch_up_is_caught_up_with_too() -> None:
    class Slow(FakeUnstored):
        async def read(self, partitions: Collection[int]) -> Sequence[StoredState]:
            if not self.reads:
                states.assigned([1])
            await asyncio.sleep(0)
            return await super().read(partitions)

    unstored = Slow()
    unstored.send(ANA, at(9), partition=1)
    states = worker(FakeArchive(), unstored)

    assert await states.load(ANA) == at(9)


@given(
    moves=st.lists(st.tuples(st.sampled_from([ANA, BEN, CLEO]), st.booleans()), max_size=30),
    kept=st.integers(1, 3),
    stored_until=st.integers(0, 30),
)
async def test_a_worker_killed_anywhere_never_goes_back(
    moves: list[tuple[StateKey, bool]], kept: int, stored_until: int
) -> None:
    """Each move is saved and sent; some moves are followed by a new worker."""
    archive, unstored = FakeArchive(), FakeUnstored()
    states = worker(archive, unstored, kept)
    seqs: dict[StateKey, int] = {}
    for step, (key, killed) in enumerate(moves):
        try:
            state = await states.load(key)
        except StateBehind:
            archive.keep(key, at(seqs[key]))
            state = await states.load(key)
        assert (state.seq if state else 0) == seqs.get(key, 0)
        seqs[key] = seqs.get(key, 0) + 1
        states.save(key, at(seqs[key]))
        if step < stored_until:
            archive.keep(key, at(seqs[key]))
        else:
            unstored.send(key, at(seqs[key]))
        if killed:
            states = worker(archive, unstored, kept)
