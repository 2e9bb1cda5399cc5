"""Each report on the real engine against a recount in plain Python.

The rows come as they do after faults: twice, late, shuffled, in small batches.
"""

from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import timedelta
from random import Random
from typing import Any
from uuid import UUID, uuid4

import pytest

from analytics.events import AnyEvent
from analytics.reports import (
    MasteryScope,
    Scope,
    activity_by_course,
    activity_by_day,
    answers,
    freshness,
    hardest_items,
    learner_mastery,
    recent_events,
    skill_mastery,
    totals,
)
from analytics.warehouse.client import Warehouse
from analytics.warehouse.store import write
from tests.fakes import recount
from tests.fakes.stories import BANK, START, Story, batch

pytestmark = pytest.mark.functional

SEEDS = (1, 2)


def tell(warehouse: Warehouse, events: list[AnyEvent], chaos: Random) -> None:
    """Store events as a stream does that was cut and replayed."""
    later = [
        event.model_copy(update={"produced_at": event.produced_at + timedelta(seconds=90)})
        for event in chaos.sample(events, len(events) // 3)
    ]
    messages = [*events, *chaos.sample(events, len(events) // 2), *later]
    chaos.shuffle(messages)
    while messages:
        size = chaos.randrange(1, 40)
        write(warehouse, batch(messages[:size]))
        messages = messages[size:]


@pytest.fixture(scope="module", autouse=True)
def unmerged(warehouse_url: str) -> Iterator[None]:
    """Keep repeated rows as they came: no report may lean on a merge."""
    warehouse = Warehouse(warehouse_url)
    warehouse.run("SYSTEM STOP MERGES")
    yield
    warehouse.run("SYSTEM START MERGES")
    warehouse.close()


@pytest.fixture(scope="module", params=SEEDS)
def story(request: pytest.FixtureRequest, warehouse_url: str) -> Story:
    """Return a story that is stored, beside one of another tenant."""
    chaos = Random(request.param)
    warehouse = Warehouse(warehouse_url)
    told = [Story(seed=100 * request.param + place).live(40) for place in range(2)]
    for one in told:
        tell(warehouse, one.events, chaos)
    warehouse.close()
    return told[0]


def whole(story: Story) -> Scope:
    return Scope(tenant=story.tenant, since=START, until=story.now + timedelta(days=1))


def one_course(story: Story) -> Scope:
    return whole(story).model_copy(update={"course_id": story.courses[0]})


def one_activity(story: Story) -> Scope:
    activity = story.activities[story.courses[1]]
    return whole(story).model_copy(update={"activity_id": activity})


def some_days(story: Story) -> Scope:
    """A window that ends before some overrides of its answers."""
    since = START + (story.now - START) * 0.2
    until = START + (story.now - START) * 0.6
    return Scope(
        tenant=story.tenant,
        since=since.replace(microsecond=0),
        until=until.replace(microsecond=0),
        timezone="Asia/Shanghai",
    )


SCOPES = (whole, one_course, one_activity, some_days)
scoped = pytest.mark.parametrize("scope_of", SCOPES)
ScopeOf = Callable[[Story], Scope]


@scoped
def test_answers_show_the_newest_grade(
    warehouse: Warehouse, story: Story, scope_of: ScopeOf
) -> None:
    expected = recount.attempts(story.events, scope_of(story))
    assert expected
    shown = answers(warehouse, scope_of(story))
    assert [line.attempt_id for line in shown] == [a.work.attempt_id for a in expected]
    for line, facts in zip(shown, expected, strict=True):
        assert facts.submitted
        assert (line.answer, line.status) == (facts.submitted.answer, facts.status)
        assert line.attempt_number == facts.submitted.attempt_number
        assert line.override_reason == facts.override_reason
        assert (line.graded_at is None) == (facts.graded_at is None)
        if facts.grade:
            grade = facts.grade
            assert (line.score, line.label, line.confidence) == (
                grade.score,
                grade.label,
                grade.confidence,
            )
            assert (line.method, line.grade_version) == (grade.method, grade.grade_version)
        else:
            assert line.score is None


@scoped
def test_totals_add_up(warehouse: Warehouse, story: Story, scope_of: ScopeOf) -> None:
    expected = recount.attempts(story.events, scope_of(story))
    shown = totals(warehouse, scope_of(story))
    assert shown.answers == len(expected)
    assert shown.learners == len({a.work.learner_id for a in expected})
    assert shown.courses == len({a.work.course_id for a in expected})
    assert shown.graded == sum(a.status == "graded" for a in expected)
    assert shown.held == sum(a.status == "held" for a in expected)
    assert shown.overridden == sum(bool(a.override_reason) for a in expected)
    assert shown.mean_score == pytest.approx(recount.mean(a.score for a in expected))


@scoped
def test_days_of_each_course_count_each_thing_once(
    warehouse: Warehouse, story: Story, scope_of: ScopeOf
) -> None:
    expected = recount.days(story.events, scope_of(story))
    shown = activity_by_course(warehouse, scope_of(story))
    assert [(line.course_id, line.day) for line in shown] == sorted(expected)
    for line in shown:
        day = expected[line.course_id, line.day]
        assert (line.learners, line.launches) == (len(day.learners), day.launches)
        assert line.answers == len(day.scores)
        assert line.mean_score == pytest.approx(recount.mean(day.scores))


@scoped
def test_days_over_all_courses_count_a_learner_once(
    warehouse: Warehouse, story: Story, scope_of: ScopeOf
) -> None:
    expected = recount.days(story.events, scope_of(story))
    shown = {line.day: line for line in activity_by_day(warehouse, scope_of(story))}
    assert list(shown) == sorted({day for _, day in expected})
    for date, line in shown.items():
        here = [day for (_, day_date), day in expected.items() if day_date == date]
        assert line.learners == len(set().union(*(day.learners for day in here)))
        assert line.answers == sum(len(day.scores) for day in here)
        assert line.launches == sum(day.launches for day in here)


@scoped
def test_the_hardest_items_come_first(
    warehouse: Warehouse, story: Story, scope_of: ScopeOf
) -> None:
    by_item: dict[str, list[recount.AttemptFacts]] = {}
    for attempt in recount.attempts(story.events, scope_of(story)):
        if attempt.grade:
            by_item.setdefault(attempt.work.item_id, []).append(attempt)
    shown = hardest_items(warehouse, scope_of(story))
    assert {line.item_id for line in shown} == set(by_item)
    assert [line.mean_score for line in shown] == sorted(line.mean_score for line in shown)
    for line in shown:
        tried = by_item[line.item_id]
        first = [a for a in tried if a.submitted and a.submitted.attempt_number == 1]
        assert line.answers == len(tried)
        assert line.learners == len({a.work.learner_id for a in tried})
        assert line.mean_score == pytest.approx(recount.mean(a.score for a in tried))
        assert line.first_tries == len(first)
        assert line.first_tries_right == sum((a.score or 0) >= 0.99 for a in first)


@scoped
def test_recent_events_are_each_shown_once_newest_first(
    warehouse: Warehouse, story: Story, scope_of: ScopeOf
) -> None:
    scope = scope_of(story)
    expected = {
        event.event_id: event.occurred_at
        for event in story.events
        if recount.in_place(event, scope) and scope.since <= event.occurred_at < scope.until
        if event.kind != "item.observed"
    }
    shown = recent_events(warehouse, scope, limit=10_000)
    assert {line.event_id: line.occurred_at for line in shown} == expected
    assert len(shown) == len(expected)
    moments = [line.occurred_at for line in shown]
    assert moments == sorted(moments, reverse=True)
    assert recent_events(warehouse, scope, limit=3) == shown[:3]


def test_mastery_is_that_of_the_newest_state(warehouse: Warehouse, story: Story) -> None:
    course = story.courses[0]
    scope = MasteryScope(tenant=story.tenant, course_id=course, bank_id=BANK)
    expected = recount.mastery(story.events, course)
    shown = {(line.learner_id, line.skill_id): line for line in learner_mastery(warehouse, scope)}
    assert shown.keys() == expected.keys()
    for key, line in shown.items():
        shared = asdict(expected[key])
        for of_pages_alone in ("due", "anew", "uncounted"):
            del shared[of_pages_alone]
        assert line.model_dump(exclude={"learner_id", "updated_at"}) == shared


def test_skills_are_summed_over_learners_who_answered(warehouse: Warehouse, story: Story) -> None:
    course = story.courses[0]
    scope = MasteryScope(tenant=story.tenant, course_id=course, bank_id=BANK)
    expected: dict[str, list[Any]] = {}
    for (_, skill_id), skill in recount.mastery(story.events, course).items():
        if skill.answers:
            expected.setdefault(skill_id, []).append(skill)
    shown = skill_mastery(warehouse, scope, threshold=0.5)
    assert {line.skill_id for line in shown} == set(expected)
    for line in shown:
        skills = expected[line.skill_id]
        assert line.learners == len(skills) == sum(line.bands)
        assert line.mean == pytest.approx(recount.mean(skill.value for skill in skills))
        assert line.reached == sum(skill.value >= 0.5 for skill in skills)
        assert line.uncertain == sum(not skill.certain for skill in skills)
        assert line.bands[4] == sum(skill.value >= 0.8 for skill in skills)
        assert line.lower_quartile <= line.median <= line.upper_quartile


def test_an_activity_shows_only_its_own_learners(warehouse: Warehouse) -> None:
    story = Story(seed=uuid4().int % 2**64)
    course, (ann, ben, *_) = story.courses[0], story.learners
    story.answer(course, ann, "why-day", 1.0)
    here = story.activities[course]
    story.activities[course] = uuid4()
    story.answer(course, ben, "why-day", 1.0)
    write(warehouse, batch(story.events))

    def learners(activity_id: UUID | None) -> set[UUID]:
        scope = MasteryScope(story.tenant, course, BANK, activity_id)
        return {line.learner_id for line in learner_mastery(warehouse, scope)}

    assert learners(here) == {ann}
    assert learners(None) == {ann, ben}


def test_freshness_tells_the_newest_event_and_the_usual_lag(warehouse: Warehouse) -> None:
    story = Story(seed=uuid4().int % 2**64).live(5)
    write(warehouse, batch(story.events))
    shown = freshness(warehouse, story.tenant, now=story.now)
    assert shown.newest_event_at == max(event.occurred_at for event in story.events)
    assert shown.lag_p95_s == pytest.approx(0.25)
    old = freshness(warehouse, story.tenant, now=story.now + timedelta(days=3))
    assert old.lag_p95_s is None


def test_a_tenant_without_events_gets_empty_answers(warehouse: Warehouse) -> None:
    scope = Scope(tenant=str(uuid4()), since=START, until=START + timedelta(days=1))
    assert answers(warehouse, scope) == activity_by_day(warehouse, scope) == ()
    assert totals(warehouse, scope).answers == 0
    assert totals(warehouse, scope).mean_score is None
    assert freshness(warehouse, scope.tenant, now=START).newest_event_at is None


def test_an_answer_whose_text_comes_later_is_shown_with_its_grade(warehouse: Warehouse) -> None:
    story = Story(seed=uuid4().int % 2**64)
    submitted = story.submit(story.courses[0], story.learners[0])
    graded = story.grade(submitted, 0.5)
    write(warehouse, batch([graded]))
    [early] = answers(warehouse, whole(story))
    assert (early.answer, early.score) == ("", 0.5)
    write(warehouse, batch([submitted]))
    [late] = answers(warehouse, whole(story))
    assert (late.answer, late.score) == (submitted.answer, 0.5)
    assert late.submitted_at == submitted.occurred_at


@pytest.mark.parametrize("tenant", ["' OR 1 = 1 --", "\\' OR ''='", "%(course_id)s", "100% \\"])
def test_a_tenant_is_a_value_and_never_code(warehouse: Warehouse, tenant: str) -> None:
    scope = Scope(tenant=tenant, since=START, until=START + timedelta(days=400))
    assert answers(warehouse, scope) == ()
    assert totals(warehouse, scope).answers == 0
