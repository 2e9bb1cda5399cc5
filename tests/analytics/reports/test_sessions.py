"""Sessions and sums by period, counted again in Python over a messy arrival."""

from collections import defaultdict
from datetime import datetime, timedelta
from random import Random
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analytics.events import AnyEvent
from analytics.reports import Scope, activity_by_period, sessions, time_on_task
from analytics.warehouse.client import Warehouse
from analytics.warehouse.rows import INCOMING, incoming_rows
from analytics.warehouse.store import write
from tests.fakes.stories import START, Story, delivery

pytestmark = pytest.mark.functional

ZONES = ("UTC", "Asia/Kolkata", "America/St_Johns", "Asia/Shanghai")


def story(pauses: list[int], seed: int) -> Story:
    """Return acts of four learners, each some seconds after the one before."""
    told = Story(seed=uuid4().int ^ seed)
    chosen = Random(seed)
    for pause in pauses:
        course, learner = chosen.choice(told.courses), chosen.choice(told.learners)
        event = (
            told.launch(course, learner) if chosen.random() < 0.3 else told.submit(course, learner)
        )
        told.now = event.occurred_at + timedelta(seconds=pause) - timedelta(seconds=60)
    return told


def arrive(warehouse: Warehouse, events: list[AnyEvent], seed: int) -> None:
    """Store events shuffled, a third of them twice, in batches of several months' mix."""
    chosen = Random(seed)
    arriving = events + [event for event in events if chosen.random() < 0.34]
    chosen.shuffle(arriving)
    for start in range(0, len(arriving), 9):
        some = [delivery(event, start + at) for at, event in enumerate(arriving[start : start + 9])]
        write(warehouse, {INCOMING: [row for one in some for row in incoming_rows(one)[INCOMING]]})


def scope_of(told: Story, timezone: str = "UTC") -> Scope:
    until = told.now + timedelta(days=400)
    return Scope(tenant=told.tenant, since=START, until=until, timezone=timezone)


def recounted(
    events: list[AnyEvent], gap: timedelta
) -> dict[tuple[str, UUID], list[list[datetime]]]:
    """Return each learner's sessions in each course as lists of moments."""
    stays: dict[tuple[str, UUID], list[list[datetime]]] = defaultdict(list)
    for event in sorted(events, key=lambda one: one.occurred_at):
        own = stays[event.course_id, event.learner_id]
        if own and event.occurred_at - own[-1][-1] <= gap:
            own[-1].append(event.occurred_at)
        else:
            own.append([event.occurred_at])
    return stays


messy = settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
pauses = st.lists(st.integers(1, 5_000), min_size=1, max_size=40)


@messy
@given(pauses=pauses, seed=st.integers(0, 2**32), minutes=st.sampled_from((1, 20, 60)))
def test_sessions_are_those_of_a_recount(
    warehouse: Warehouse, pauses: list[int], seed: int, minutes: int
) -> None:
    told, gap = story(pauses, seed), timedelta(minutes=minutes)
    arrive(warehouse, told.events, seed)
    lines = sessions(warehouse, scope_of(told), gap)
    expected = recounted(told.events, gap)
    found = [(line.course_id, line.learner_id, line.acts, line.seconds) for line in lines]
    assert sorted(found) == sorted(
        (course, learner, len(stay), (stay[-1] - stay[0]).total_seconds())
        for (course, learner), stays in expected.items()
        for stay in stays
    )
    sums = {(one.course_id, one.learner_id): one for one in time_on_task(lines, gap)}
    assert {key: one.sessions for key, one in sums.items()} == {
        key: len(stays) for key, stays in expected.items()
    }
    assert all(one.gap == gap for one in sums.values())


@messy
@given(pauses=pauses, seed=st.integers(0, 2**32), timezone=st.sampled_from(ZONES))
@pytest.mark.parametrize("by", ["hour", "day"])
def test_sums_by_period_are_those_of_a_recount(
    warehouse: Warehouse, pauses: list[int], seed: int, timezone: str, by: str
) -> None:
    told = story(pauses, seed)
    arrive(warehouse, told.events, seed)
    lines = activity_by_period(
        warehouse, scope_of(told, timezone), "day" if by == "day" else "hour"
    )
    expected: dict[datetime, list[AnyEvent]] = defaultdict(list)
    for event in told.events:
        local = event.occurred_at.astimezone(ZoneInfo(timezone))
        begins = local.replace(minute=0, second=0, microsecond=0)
        expected[begins.replace(hour=0) if by == "day" else begins].append(event)
    assert [(line.begins_at, line.learners, line.launches, line.answers) for line in lines] == [
        (
            begins,
            len({event.learner_id for event in own}),
            sum(event.kind == "activity.launched" for event in own),
            sum(event.kind == "answer.submitted" for event in own),
        )
        for begins, own in sorted(expected.items())
    ]
