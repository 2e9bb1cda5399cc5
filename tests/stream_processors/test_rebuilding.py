"""Mastery traced again: the same states, however often and in whatever order."""

from dataclasses import replace
from random import Random
from uuid import uuid4

from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.events import AnyEvent, ItemObserved, MasteryUpdated
from analytics.mastery import LearnerState
from analytics.mastery.model import shipped_model
from stream_processors.rebuilding import traced_again
from stream_processors.steps.trace import StateKey, Trace
from tests.fakes.streams import PLAN, anew, clock, graded, overridden


class Memory:
    """States in memory."""

    def __init__(self) -> None:
        self.known: dict[StateKey, LearnerState] = {}

    async def load(self, key: StateKey) -> LearnerState | None:
        return self.known.get(key)

    def save(self, key: StateKey, state: LearnerState) -> None:
        self.known[key] = state


async def lived(scores: list[float]) -> list[AnyEvent]:
    """Return grades of three learners, some overruled, and resets, with the updates."""
    trace, learners = Trace(Memory(), clock), [uuid4() for _ in range(3)]
    events: list[AnyEvent] = []
    for at, score in enumerate(scores):
        first = graded(learners[at % 3], score)
        both: list[AnyEvent] = [first]
        if at % 4 == 3:
            both.append(overridden(first, 1 - score, 2))
        if at % 5 == 4:
            both.append(anew(learners[at % 3], "light", number=at))
        for event in both:
            events += [event, *await trace(event)]
    return events


def last_states(events: list[AnyEvent]) -> dict[StateKey, LearnerState]:
    """Return the newest state of each learner as the updates tell it."""
    updates = [event for event in events if isinstance(event, MasteryUpdated)]
    updates.sort(key=lambda one: one.state.seq)
    return {StateKey(u.learner_id, u.course_id, u.bank_id): u.state for u in updates}


@settings(max_examples=25, deadline=None)
@given(scores=st.lists(st.floats(0, 1), min_size=1, max_size=12), seed=st.integers())
async def test_a_replay_ends_in_the_states_that_were_lived(scores: list[float], seed: int) -> None:
    events = await lived(scores)
    shuffled = list(events)
    Random(seed).shuffle(shuffled)
    newest, _, remade = await traced_again(shuffled, shipped_model())
    assert last_states(list(newest)) == last_states(events)
    assert (remade.differing, remade.kept) == (0, 0)
    assert remade.updates == sum(isinstance(event, MasteryUpdated) for event in events)


async def test_a_state_that_was_wrong_is_made_right_and_counted() -> None:
    events = await lived([0.2, 0.9, 0.4, 0.7, 1.0])
    right = last_states(events)
    newest = max((e for e in events if isinstance(e, MasteryUpdated)), key=lambda e: e.state.seq)
    wrong = replace(newest.state, now=newest.state.before)
    spoilt = [e if e is not newest else e.model_copy(update={"state": wrong}) for e in events]
    made, _, remade = await traced_again(spoilt, shipped_model())
    assert last_states(list(made)) == right
    assert remade.differing == 1


async def test_an_update_whose_grade_is_gone_stays_as_it_was() -> None:
    events = await lived([0.2, 0.9])
    without = [event for event in events if event is not events[0]]
    made, _, remade = await traced_again(without, shipped_model())
    assert last_states(list(made)) == last_states(events)
    assert remade.kept == 1


@settings(max_examples=25, deadline=None)
@given(
    scores=st.lists(st.floats(0, 1), min_size=1, max_size=12),
    levels=st.lists(st.floats(-2, 2), min_size=12, max_size=12),
    seed=st.integers(),
)
async def test_a_replay_is_exact_while_difficulties_are_learned(
    scores: list[float], levels: list[float], seed: int
) -> None:
    """Each answer moves its learner by the difficulty that stood in its own plan."""
    trace, learners = Trace(Memory(), clock), [uuid4() for _ in range(3)]
    events: list[AnyEvent] = []
    for at, score in enumerate(scores):
        first, *rest = PLAN.items
        learned = first.model_copy(update={"difficulty": levels[at]})
        plan = PLAN.model_copy(update={"items": (learned, *rest)})
        grade = graded(learners[at % 3], score, plan=plan)
        events += [grade, *await trace(grade)]
    shuffled = list(events)
    Random(seed).shuffle(shuffled)

    newest, said, remade = await traced_again(shuffled, shipped_model())

    assert last_states(list(newest)) == last_states(events)
    assert (remade.differing, remade.kept) == (0, 0)
    words = [event for event in events if isinstance(event, ItemObserved)]
    assert {one.event_id: one for one in said} == {one.event_id: one for one in words}
    assert [one.difficulty for one in words] == levels[: len(scores)]
