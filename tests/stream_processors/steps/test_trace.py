"""The trace step: each grade moves mastery once, whatever the order."""

from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.events import (
    AnyEvent,
    MasteryUpdated,
    PathAdvised,
    ScoreReleased,
    expected_descendants,
)
from analytics.mastery import LearnerState
from stream_processors.errors import PermanentError
from stream_processors.steps.advise import Advise
from stream_processors.steps.release import Release
from stream_processors.steps.trace import StateKey, Trace
from tests.fakes.streams import NOW, anew, clock, graded, held, overridden, submitted


@dataclass
class InMemory:
    states: dict[StateKey, LearnerState] = field(default_factory=dict)

    async def load(self, key: StateKey) -> LearnerState | None:
        return self.states.get(key)

    def save(self, key: StateKey, state: LearnerState) -> None:
        self.states[key] = state


async def told(trace: Trace, *events: AnyEvent) -> list[MasteryUpdated]:
    children = [child for event in events for child in await trace(event)]
    return [child for child in children if isinstance(child, MasteryUpdated)]


async def test_a_right_answer_raises_mastery_of_its_skill() -> None:
    learner = uuid4()

    first, second = await told(Trace(InMemory(), clock), graded(learner), graded(learner))

    assert (first.state.seq, second.state.seq) == (1, 2)
    assert first.changed == ("light",)
    assert second.skills[0].value > first.skills[0].value
    assert [skill.skill_id for skill in second.skills] == ["light", "shade"]


async def test_a_replayed_answer_moves_mastery_once() -> None:
    event = graded()

    first, again = await told(Trace(InMemory(), clock), event, event)

    assert again == first


async def test_a_replay_after_other_answers_has_the_same_id_and_the_newest_state() -> None:
    learner = uuid4()
    old, new = graded(learner), graded(learner, score=0.0)

    first, second, again = await told(Trace(InMemory(), clock), old, new, old)

    assert again.event_id == first.event_id
    assert again.state == second.state


async def test_an_override_replaces_the_grade_that_the_model_gave() -> None:
    event = graded(score=0.0)

    wrong, right = await told(Trace(InMemory(), clock), event, overridden(event, 1.0, version=2))

    assert right.skills[0].value > wrong.skills[0].value
    assert right.skills[0].answers == 1


async def test_an_override_that_overtakes_the_grade_stays() -> None:
    event = graded(score=0.0)

    first, late = await told(Trace(InMemory(), clock), overridden(event, 1.0, version=2), event)

    assert late.state == first.state


async def test_a_held_answer_moves_nothing_until_the_teacher_grades_it() -> None:
    event = held()

    waiting, given = await told(Trace(InMemory(), clock), event, overridden(event, 1.0, version=1))

    assert waiting.changed == ()
    assert waiting.skills[0].answers == 0
    assert given.skills[0].answers == 1
    assert given.state.seq > waiting.state.seq


async def test_courses_and_banks_have_states_of_their_own() -> None:
    learner = uuid4()
    here, there = graded(learner), graded(learner, course_id="course-2")
    other = graded(learner, bank_id="other-bank")

    children = await told(Trace(InMemory(), clock), here, there, other)

    assert [child.state.seq for child in children] == [1, 1, 1]


async def test_an_item_that_the_plan_does_not_have_is_a_permanent_error() -> None:
    with pytest.raises(PermanentError, match="why-not"):
        await Trace(InMemory(), clock)(graded(item_id="why-not"))


async def test_what_is_no_grade_is_a_permanent_error() -> None:
    with pytest.raises(PermanentError, match=r"answer\.submitted"):
        await Trace(InMemory(), clock)(submitted())


@given(
    scores=st.lists(st.floats(0, 1), min_size=1, max_size=6),
    repeats=st.lists(st.integers(0, 5), max_size=12),
)
@settings(deadline=None)
async def test_repeats_never_change_where_the_learner_ends(
    scores: list[float], repeats: list[int]
) -> None:
    learner = UUID(int=5)
    events = [graded(learner, score) for score in scores]
    noisy = [*events, *(events[at % len(events)] for at in repeats)]

    plain = await told(Trace(InMemory(), clock), *events)
    doubled = await told(Trace(InMemory(), clock), *noisy)

    assert doubled[-1].state == plain[-1].state


async def test_mastery_says_by_how_much_the_answer_moved_it() -> None:
    learner, trace = uuid4(), Trace(InMemory(), clock)
    right, wrong = graded(learner, 1.0), graded(learner, 0.0)
    first, second = await told(trace, right, wrong)
    [up], [down] = first.moved, second.moved
    assert up.skill_id == down.skill_id == "light"
    assert down.by < 0 < up.by
    now = [{s.skill_id: s.value for s in event.skills}["light"] for event in (first, second)]
    assert now[1] == pytest.approx(now[0] + down.by)

    [overruled] = await told(trace, overridden(wrong, 1.0, 2))
    assert overruled.moved[0].by > 0
    [again] = await told(trace, right)
    assert again.moved == first.moved


async def test_an_answer_that_waits_moves_nothing() -> None:
    [waiting] = await told(Trace(InMemory(), clock), held())
    assert waiting.moved == ()


async def test_a_reset_lets_the_learner_begin_anew_and_undo_restores_it() -> None:
    learner, trace = uuid4(), Trace(InMemory(), clock)
    before = {"occurred_at": NOW - timedelta(minutes=5)}

    [shown] = await told(trace, graded(learner, **before))
    given, again = await told(trace, anew(learner, "light"), anew(learner, "light"))
    [undone] = await told(trace, anew(learner, "light", version=2))
    [overtaken] = await told(trace, anew(learner, "light"))

    assert (given.changed, given.moved, given.forecast) == (("light",), (), None)
    assert (given.skills[0].answers, given.skills[0].anew) == (0, 0.0)
    assert given.skills[0].best == shown.skills[0].best > 0
    assert (again.event_id, again.state) == (given.event_id, given.state)
    assert undone.skills == shown.skills
    assert overtaken.state == undone.state


async def test_a_reset_of_all_names_every_skill_of_the_plan() -> None:
    [given] = await told(Trace(InMemory(), clock), anew(uuid4()))

    assert given.changed == ("light", "shade")
    assert given.state.seq == 1


async def test_an_answer_of_before_that_is_graded_after_the_reset_counts_no_more() -> None:
    learner = uuid4()
    late = graded(learner, occurred_at=NOW - timedelta(minutes=5))

    _, then, now = await told(
        Trace(InMemory(), clock), anew(learner, "light"), late, graded(learner)
    )

    assert then.skills[0].answers == 0
    assert now.skills[0].answers == 1


async def test_advice_and_score_follow_a_reset() -> None:
    learner, trace = uuid4(), Trace(InMemory(), clock)
    before = {"occurred_at": NOW - timedelta(minutes=5)}
    *_, shown = await told(trace, *(graded(learner, **before) for _ in range(6)))
    event = anew(learner)

    [given] = await told(trace, event)
    [advised], [released] = await Advise(clock)(given), await Release(clock)(given)
    [earlier] = await Release(clock)(shown)

    assert isinstance(advised, PathAdvised)
    assert isinstance(released, ScoreReleased)
    assert isinstance(earlier, ScoreReleased)
    assert advised.progress == 0.0
    assert advised.step is not None
    assert advised.step.skill_id == "light"
    assert released.score == earlier.score > 0
    chain = {event.event_id, given.event_id, advised.event_id, released.event_id}
    assert expected_descendants(event.event_id, event.kind) == (chain,)
