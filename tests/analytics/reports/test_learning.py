"""What learners gained, on the real engine against a recount in plain Python."""

from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from uuid import UUID, uuid4

import pytest

from analytics.events import AnswerSubmitted, AnyEvent, MasteryUpdated
from analytics.mastery.explaining import Forecast, Parts
from analytics.reports import (
    LearningScope,
    answer_times,
    expectations,
    mastery_path,
    skill_gains,
)
from analytics.warehouse.client import Warehouse
from analytics.warehouse.store import write
from tests.fakes.stories import BANK, START, Story, batch

pytestmark = pytest.mark.functional

TARGET = 0.6


def told(warehouse: Warehouse, seed: int) -> Story:
    """Store the story of one course, some of it twice and none of it in order."""
    story = Story(seed=uuid4().int ^ seed)
    course, chosen = story.courses[0], Random(seed)
    for _ in range(40):
        learner = chosen.choice(story.learners)
        story.answer(course, learner, chosen.choice(("why-day", "why-night")), chosen.random())
    messages = [*story.events, *chosen.sample(story.events, 30)]
    chosen.shuffle(messages)
    for start in range(0, len(messages), 25):
        write(warehouse, batch(messages[start : start + 25]))
    return story


def scope_of(story: Story, since: datetime = START, learner: UUID | None = None) -> LearningScope:
    course = story.courses[0]
    return LearningScope(
        tenant=story.tenant,
        course_id=course,
        bank_id=BANK,
        activity_id=story.activities[course],
        since=since,
        until=story.now + timedelta(days=1),
        learner_id=learner,
    )


def updates(events: list[AnyEvent], learner: UUID) -> list[MasteryUpdated]:
    return [e for e in events if isinstance(e, MasteryUpdated) and e.learner_id == learner]


@pytest.mark.parametrize("seed", [1, 2])
def test_gains_are_those_of_the_states_before_and_after(warehouse: Warehouse, seed: int) -> None:
    story = told(warehouse, seed)
    middle = story.events[len(story.events) // 2].occurred_at
    lines = skill_gains(warehouse, scope_of(story, middle), TARGET)
    assert lines
    for line in lines:
        own = updates(story.events, line.learner_id)
        skills = [(e, next(s for s in e.skills if s.skill_id == line.skill_id)) for e in own]
        early = [skill for event, skill in skills if event.occurred_at < middle]
        late = [(event, skill) for event, skill in skills if event.occurred_at >= middle]
        assert line.before == (early[-1].value if early else None)
        assert line.after == late[-1][1].value
        assert line.was_reached == any(skill.best >= TARGET for skill in early)
        there = [event.occurred_at for event, skill in late if skill.best >= TARGET]
        assert line.reached_at == (there[0] if there else None)
        assert (line.answers_to_reach is None) == (line.reached_at is None)
        assert line.last_at == late[-1][0].occurred_at
    assert {line.learner_id for line in lines} == {
        e.learner_id
        for e in story.events
        if isinstance(e, MasteryUpdated) and e.occurred_at >= middle
    }


def test_the_answer_at_which_a_scope_begins_is_in_it(warehouse: Warehouse) -> None:
    """The store keeps whole milliseconds, and cuts the rest off."""
    story = Story(seed=uuid4().int)
    story.answer(story.courses[0], story.learners[0], "why-day", 1.0)
    rest = timedelta(microseconds=700)
    late = [e.model_copy(update={"occurred_at": e.occurred_at + rest}) for e in story.events]
    write(warehouse, batch(late))
    lines = skill_gains(warehouse, scope_of(story, late[0].occurred_at), TARGET)
    assert lines
    assert {line.before for line in lines} == {None}


def test_answers_from_before_a_reset_stay_in_the_count_of_what_was_gained(
    warehouse: Warehouse,
) -> None:
    story = Story(seed=uuid4().int)
    course, learner = story.courses[0], story.learners[0]
    told = [(1, 0, 0.3), (2, 0, 0.7), (0, 2, 0.7), (1, 2, 0.7)]
    for _ in told:
        story.answer(course, learner, "why-day", 1.0)
    moments = updates(story.events, learner)
    for moment, (answers, uncounted, best) in zip(moments, told, strict=True):
        skills = [
            replace(one, answers=answers, uncounted=uncounted, best=best) for one in moment.skills
        ]
        story.events[story.events.index(moment)] = moment.model_copy(
            update={"skills": tuple(skills)}
        )
    write(warehouse, batch(story.events))
    for line in skill_gains(warehouse, scope_of(story), TARGET):
        assert (line.answers, line.answers_to_reach) == (3, 2)
    since = moments[2].occurred_at
    for line in skill_gains(warehouse, scope_of(story, since), TARGET):
        assert (line.answers, line.was_reached) == (1, True)


def test_one_learners_way_times_and_expectations(warehouse: Warehouse) -> None:
    story = told(warehouse, 3)
    learner = story.learners[0]
    scope = scope_of(story, learner=learner)
    moments = mastery_path(warehouse, scope)
    own = updates(story.events, learner)
    assert [(m.at, m.skill_id, m.value) for m in moments] == [
        (e.occurred_at, s.skill_id, s.value)
        for e in own
        for s in sorted(e.skills, key=lambda s: s.skill_id)
    ]
    answers = [
        e for e in story.events if isinstance(e, AnswerSubmitted) and e.learner_id == learner
    ]
    assert [(t.at, t.item_id, t.seconds) for t in answer_times(warehouse, scope)] == [
        (e.occurred_at, e.item_id, e.seconds_spent) for e in answers
    ]
    assert expectations(warehouse, scope) == ()


NOTHING = Parts(
    ability=0.0, skill=0.0, item=0.0, skill_record=0.0, recent=0.0, item_again=0.0, rest=0.0
)


def test_the_first_expectation_of_an_answer_counts(warehouse: Warehouse) -> None:
    story = told(warehouse, 4)
    first = next(e for e in story.events if isinstance(e, MasteryUpdated))
    guess = Forecast(chance=0.25, logit=-1.0, base=0.0, parts=NOTHING, model="m")
    later = first.model_copy(
        update={
            "event_id": uuid4(),
            "occurred_at": first.occurred_at + timedelta(days=1),
            "forecast": Forecast(chance=0.75, logit=1.0, base=0.0, parts=NOTHING, model="m"),
        }
    )
    again = first.model_copy(
        update={"forecast": guess, "produced_at": first.produced_at + timedelta(seconds=9)}
    )
    write(warehouse, batch([later, again]))
    [line] = expectations(warehouse, scope_of(story, learner=first.learner_id))
    assert (line.attempt_id, line.chance) == (first.attempt_id, 0.25)
