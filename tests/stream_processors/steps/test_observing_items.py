"""The trace step tells of each graded answer what it says of its item."""

from datetime import timedelta
from uuid import UUID, uuid4

from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.events import (
    AnswerHeld,
    AnyEvent,
    ItemObserved,
    MasteryUpdated,
    child_id,
    message_key,
)
from stream_processors.steps.trace import Trace
from tests.fakes.streams import PLAN, anew, clock, graded, held, overridden, work
from tests.stream_processors.steps.test_trace import InMemory


async def said(trace: Trace, *events: AnyEvent) -> list[ItemObserved]:
    """Return what some grades say of their items, one after the other."""
    children = [child for event in events for child in await trace(event)]
    return [child for child in children if isinstance(child, ItemObserved)]


def withdrawn(attempt: AnswerHeld, version: int) -> AnswerHeld:
    kept = attempt.model_dump(include={"learner_id", "attempt_id", "item_id"})
    return AnswerHeld(**work(**kept), reason="withdrawn", grade_version=version)


async def test_a_grade_moves_the_learner_first_and_then_speaks_of_its_item() -> None:
    event = graded(score=0.0)

    moved, word = await Trace(InMemory(), clock)(event)

    assert isinstance(moved, MasteryUpdated)
    assert isinstance(word, ItemObserved)
    assert word.event_id == child_id(event.event_id, "item.observed")
    assert (word.item_id, word.attempt_id, word.revision) == ("why-day", event.attempt_id, 1)
    assert word.value > word.difficulty == 0
    assert 0 < word.weight <= 0.25


async def test_its_key_is_the_item_of_the_tenant_and_not_the_learner() -> None:
    one, other = await said(Trace(InMemory(), clock), graded(), graded())
    [elsewhere] = await said(Trace(InMemory(), clock), graded(tenant="tenant-2"))

    assert one.key == other.key == b"tenant-1/tiny-bank/why-day"
    assert elsewhere.key != one.key
    assert graded(UUID(int=5)).key == message_key(UUID(int=5))


async def test_it_speaks_of_the_revision_and_by_the_difficulty_of_the_plan() -> None:
    first, *rest = PLAN.items
    harder = first.model_copy(update={"difficulty": 1.25, "revision": 3})
    plan = PLAN.model_copy(update={"items": (harder, *rest)})

    [word] = await said(Trace(InMemory(), clock), graded(score=1.0, plan=plan))

    assert (word.revision, word.difficulty) == (3, 1.25)
    assert word.value < 1.25


async def test_an_answer_that_waits_says_nothing_of_its_item() -> None:
    assert await said(Trace(InMemory(), clock), held()) == []


async def test_a_grade_that_is_taken_back_says_that_nothing_counts() -> None:
    event = held()

    given, taken = await said(
        Trace(InMemory(), clock), event, overridden(event, 1.0, 1), withdrawn(event, 2)
    )

    assert given.weight > 0
    assert (taken.grade_version, taken.weight) == (2, 0.0)


async def test_a_learners_second_answer_to_an_item_is_told_as_such() -> None:
    learner, event = uuid4(), graded()
    one = graded(learner, 0.0)

    first, second, anew = await said(
        Trace(InMemory(), clock), one, graded(learner), overridden(one, 1.0, 2)
    )

    assert [first.repetition, second.repetition, anew.repetition] == [0, 1, 0]
    assert (anew.attempt_id, anew.grade_version) == (first.attempt_id, 2)
    assert anew.value < first.value
    assert anew.weight == first.weight
    assert event.learner_id != learner


async def test_a_reset_says_nothing_and_an_answer_from_before_it_says_the_same_again() -> None:
    learner, trace = uuid4(), Trace(InMemory(), clock)
    early = graded(learner, occurred_at=clock() - timedelta(days=2))
    reset = anew(learner, occurred_at=clock() - timedelta(days=1))
    others = [graded(learner, 0.0, occurred_at=clock() - timedelta(days=3)) for _ in range(4)]

    *_, late, again = await said(trace, *others, reset, early, early)

    assert again == late
    assert late.repetition == 4


async def test_a_corrected_grade_of_long_ago_is_told_too() -> None:
    learner, trace = uuid4(), Trace(InMemory(), clock)
    old = graded(learner, 0.0, item_id="which")
    [before] = await said(trace, old)
    for _ in range(120):
        await said(trace, graded(learner, 1.0))

    [after] = await said(trace, overridden(old, 1.0, 2))

    assert (after.grade_version, after.repetition) == (2, 0)
    assert after.weight > 0
    assert after.value < before.value


@given(
    scores=st.lists(st.floats(0, 1), min_size=1, max_size=6),
    repeats=st.lists(st.integers(0, 5), max_size=12),
)
@settings(deadline=None, max_examples=40)
async def test_an_answer_seen_again_says_the_very_same(
    scores: list[float], repeats: list[int]
) -> None:
    learner, trace = UUID(int=5), Trace(InMemory(), clock)
    events = [graded(learner, score) for score in scores]
    first = await said(trace, *events)

    again = await said(trace, *(events[at % len(events)] for at in repeats))

    assert again == [first[at % len(events)] for at in repeats]


async def test_a_grade_that_comes_after_its_override_is_told_as_the_older() -> None:
    event = graded(score=0.0)

    over, late = await said(Trace(InMemory(), clock), overridden(event, 1.0, 2), event)

    assert (over.grade_version, late.grade_version) == (2, 1)
    assert over.value < late.value


async def test_the_moment_of_the_answer_is_kept() -> None:
    at = clock() - timedelta(days=3)
    [word] = await said(Trace(InMemory(), clock), graded(occurred_at=at))
    assert word.occurred_at == at
    assert word.produced_at == clock()
