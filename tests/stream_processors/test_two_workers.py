"""Two workers that take turns end where one worker would have."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.events import AnswerGraded, AnswerHeld, AnyEvent, MasteryUpdated
from analytics.mastery import Beliefs, LearnerState, Observation, Reset
from stream_processors.states import RememberedStates
from stream_processors.steps.trace import StateKey, Trace
from tests.fakes.streams import (
    NOW,
    FakeArchive,
    FakeUnstored,
    anew,
    clock,
    graded,
    held,
    overridden,
)

LEARNERS = (UUID(int=11), UUID(int=12), UUID(int=13))
Answer = AnswerGraded | AnswerHeld
Rebalances = Sequence[tuple[int, int, bool]]
"""Before which event, how many events come again, and whether all was stored."""
PARTITIONS = {LEARNERS[0]: 0, LEARNERS[1]: 1, LEARNERS[2]: 1}


@dataclass
class Cluster:
    """Workers over one broker and one warehouse; a partition has one owner."""

    workers: int
    archive: FakeArchive = field(default_factory=FakeArchive)
    unstored: FakeUnstored = field(default_factory=FakeUnstored)
    newest: dict[StateKey, LearnerState] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.states = [
            RememberedStates(self.archive, self.unstored, 10) for _ in range(self.workers)
        ]
        self.owner: dict[int, int] = {}
        self.deal(0)

    def deal(self, turn: int) -> None:
        """Give the partitions to the workers anew."""
        self.owner = {p: (p + turn) % self.workers for p in set(PARTITIONS.values())}
        for number, states in enumerate(self.states):
            states.assigned([p for p, owner in self.owner.items() if owner == number])

    def store(self) -> None:
        """Let the store step catch up: what was sent is in the warehouse now."""
        for key, state in self.newest.items():
            self.archive.keep(key, state)
        self.unstored.states.clear()

    async def work(self, event: AnyEvent) -> None:
        """Let the owner trace an event and send the state."""
        partition = PARTITIONS[event.learner_id]
        child, *_ = await Trace(self.states[self.owner[partition]], clock)(event)
        assert isinstance(child, MasteryUpdated)
        key = StateKey(child.learner_id, child.course_id, child.bank_id)
        self.newest[key] = child.state
        self.unstored.send(key, child.state, partition)

    async def run(self, events: Sequence[AnyEvent], rebalances: Rebalances = ()) -> None:
        """Work on events in turn, rebalanced before some of them."""
        for place, event in enumerate(events):
            for turn, (at, back, stored) in enumerate(rebalances, start=1):
                if at == place:
                    if stored:
                        self.store()
                    self.deal(turn)
                    # What was not committed comes to the new owners once more.
                    for again in events[max(0, place - back) : place]:
                        await self.work(again)
            await self.work(event)


@st.composite
def stories(draw: st.DrawFn) -> list[AnyEvent]:
    """Return grades, held answers, overrides and resets of three learners, as they come."""
    events: list[AnyEvent] = []
    for number in range(draw(st.integers(1, 14))):
        learner = draw(st.sampled_from(LEARNERS))
        score = draw(st.floats(0, 1))
        first = draw(st.sampled_from(["graded", "held"]))
        ids = {"attempt_id": UUID(int=(number + 1) << 80), "event_id": UUID(int=number + 500)}
        ids |= {"occurred_at": NOW + timedelta(minutes=number)}
        answer = graded(learner, score, **ids) if first == "graded" else held(learner, **ids)
        events.append(answer)
        earlier = [e for e in events if isinstance(e, Answer)]
        if draw(st.booleans()):
            events.append(
                overridden(draw(st.sampled_from(earlier)), draw(st.floats(0, 1)), number + 2)
            )
        if draw(st.booleans()):
            at, skills = draw(st.integers(0, 14)), draw(st.sampled_from([(), ("light",)]))
            moment = {"occurred_at": NOW + timedelta(minutes=at, seconds=-30)}
            events += [
                anew(learner, *skills, number=number, version=version + 1, **moment)
                for version in range(draw(st.integers(1, 2)))
            ]
    return events


rebalances = st.lists(st.tuples(st.integers(0, 28), st.integers(0, 6), st.booleans()), max_size=5)


@st.composite
def mixed_up(draw: st.DrawFn, events: Sequence[AnyEvent]) -> list[AnyEvent]:
    """Return answers in their order, then all else in any; some come again."""
    answers = [event for event in events if isinstance(event, Answer)]
    corrections = [event for event in events if not isinstance(event, Answer)]
    mixed = [*answers, *draw(st.permutations(corrections))]
    for event in draw(st.lists(st.sampled_from(events), max_size=6)):
        mixed.insert(draw(st.integers(mixed.index(event) + 1, len(mixed))), event)
    return mixed


@given(stories(), rebalances)
@settings(max_examples=60, deadline=None)
async def test_two_workers_and_a_rebalance_end_where_one_worker_does(
    events: list[AnyEvent], dealt: Rebalances
) -> None:
    alone, together = Cluster(workers=1), Cluster(workers=2)
    await alone.run(events)
    await together.run(events, dealt)
    assert together.newest == alone.newest


@given(stories(), rebalances, st.data())
@settings(max_examples=60, deadline=None)
async def test_shuffled_and_repeated_corrections_end_the_same_whoever_applies_them(
    events: list[AnyEvent], dealt: Rebalances, data: st.DataObject
) -> None:
    alone, together = Cluster(workers=1), Cluster(workers=2)
    await alone.run(events)
    await together.run(data.draw(mixed_up(events)), dealt)
    assert learned(together) == learned(alone)


Learned = tuple[Beliefs, tuple[Observation, ...], dict[UUID, Reset]]


def learned(cluster: Cluster) -> dict[StateKey, Learned]:
    """Return what is known in the end, however many steps it took."""
    found = cluster.newest.items()
    return {key: (state.now, state.recent, state.resets) for key, state in found}
