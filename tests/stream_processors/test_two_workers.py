"""Two workers that take turns end where one worker would have."""

from dataclasses import dataclass, field
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.events import AnswerGraded, AnswerHeld, AnyEvent, MasteryUpdated
from analytics.mastery import LearnerState
from stream_processors.states import RememberedStates
from stream_processors.steps.trace import StateKey, Trace
from tests.fakes.streams import FakeArchive, FakeUnstored, clock, graded, held, overridden

LEARNERS = (UUID(int=11), UUID(int=12), UUID(int=13))
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
        [child] = await Trace(self.states[self.owner[partition]], clock)(event)
        assert isinstance(child, MasteryUpdated)
        key = StateKey(child.learner_id, child.course_id, child.bank_id)
        self.newest[key] = child.state
        self.unstored.send(key, child.state, partition)


@st.composite
def stories(draw: st.DrawFn) -> list[AnyEvent]:
    """Return grades, held answers and overrides of three learners, as they come."""
    events: list[AnyEvent] = []
    for number in range(draw(st.integers(1, 14))):
        learner = draw(st.sampled_from(LEARNERS))
        score = draw(st.floats(0, 1))
        first = draw(st.sampled_from(["graded", "held"]))
        ids = {"attempt_id": UUID(int=(number + 1) << 80), "event_id": UUID(int=number + 500)}
        answer = graded(learner, score, **ids) if first == "graded" else held(learner, **ids)
        events.append(answer)
        earlier = [e for e in events if isinstance(e, AnswerGraded | AnswerHeld)]
        if draw(st.booleans()):
            events.append(
                overridden(draw(st.sampled_from(earlier)), draw(st.floats(0, 1)), number + 2)
            )
    return events


turns = st.lists(st.tuples(st.integers(0, 28), st.integers(0, 6), st.booleans()), max_size=5)


@given(stories(), turns)
@settings(max_examples=60, deadline=None)
async def test_two_workers_and_a_rebalance_end_where_one_worker_does(
    events: list[AnyEvent], rebalances: list[tuple[int, int, bool]]
) -> None:
    alone, together = Cluster(workers=1), Cluster(workers=2)
    for event in events:
        await alone.work(event)

    for place, event in enumerate(events):
        for turn, (at, back, stored) in enumerate(rebalances, start=1):
            if at == place:
                if stored:
                    together.store()
                together.deal(turn)
                # What was not committed comes to the new owners once more.
                for again in events[max(0, place - back) : place]:
                    await together.work(again)
        await together.work(event)

    assert together.newest == alone.newest


@given(stories(), st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
async def test_grades_of_one_attempt_end_the_same_in_whatever_order_they_come(
    events: list[AnyEvent], rng: object
) -> None:
    in_order, mixed = Cluster(workers=1), Cluster(workers=1)
    answers = [e for e in events if isinstance(e, AnswerGraded | AnswerHeld)]
    corrections = [e for e in events if not isinstance(e, AnswerGraded | AnswerHeld)]
    shuffled = list(corrections)
    rng.shuffle(shuffled)  # type: ignore[attr-defined]
    for event in (*answers, *corrections):
        await in_order.work(event)
    for event in (*answers, *shuffled):
        await mixed.work(event)

    assert {k: s.now for k, s in mixed.newest.items()} == {
        k: s.now for k, s in in_order.newest.items()
    }
