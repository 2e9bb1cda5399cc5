"""Events made anew beside the live table, which goes on meanwhile."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from analytics.events import AnyEvent
from analytics.warehouse.client import Warehouse
from analytics.warehouse.rebuilding import EventsAnew, NotTheSame, Wanted
from analytics.warehouse.rows import INCOMING, Delivery, incoming_rows
from analytics.warehouse.store import write
from tests.fakes.stories import Story

pytestmark = pytest.mark.functional


def delivered(event: AnyEvent, at: int) -> Delivery:
    return Delivery(event.to_json(), f"signpost.{event.kind}", 0, at, datetime.now(UTC))


def store(warehouse: Warehouse, events: list[AnyEvent]) -> None:
    for at, event in enumerate(events):
        write(warehouse, {INCOMING: incoming_rows(delivered(event, at))[INCOMING]})


def rows(warehouse: Warehouse, tenant: str) -> list[dict[str, Any]]:
    return warehouse.query(
        "SELECT * FROM events FINAL WHERE tenant = %(tenant)s ORDER BY event_id",
        {"tenant": tenant},
    )


@pytest.fixture
def story(warehouse: Warehouse) -> Story:
    told = Story(seed=uuid4().int % 2**64).live(4)
    store(warehouse, told.events)
    return told


@pytest.fixture
def began() -> datetime:
    return datetime.now(UTC) - timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("analytics.warehouse.rebuilding.INSERTS_END_S", 0.0)


def spoil(warehouse: Warehouse, tenant: str) -> None:
    warehouse.run(
        "ALTER TABLE events UPDATE answer = 'spoilt' WHERE tenant = %(tenant)s"
        " SETTINGS mutations_sync = 2",
        {"tenant": tenant},
    )


def test_columns_come_back_from_raw_and_other_tenants_stay_as_they_are(
    warehouse: Warehouse, story: Story, began: datetime
) -> None:
    other = Story(seed=uuid4().int % 2**64).live(4)
    store(warehouse, other.events)
    before = rows(warehouse, story.tenant)
    spoil(warehouse, story.tenant)
    spoil(warehouse, other.tenant)
    anew = EventsAnew(warehouse, Wanted(story.tenant))
    anew.begin()
    anew.carry_over(everything=False)
    assert anew.from_raw() == 0
    anew.swap(began)
    assert rows(warehouse, story.tenant) == before
    assert {row["answer"] for row in rows(warehouse, other.tenant)} == {"spoilt"}


def test_what_comes_meanwhile_and_afterwards_is_in_the_new_table_once(
    warehouse: Warehouse, story: Story, began: datetime
) -> None:
    anew = EventsAnew(warehouse, Wanted(story.tenant))
    anew.begin()
    anew.carry_over(everything=False)
    anew.from_raw()
    meanwhile = story.submit(story.courses[0], story.learners[0])
    store(warehouse, [meanwhile])
    anew.swap(began)
    afterwards = story.submit(story.courses[0], story.learners[0])
    store(warehouse, [afterwards])
    ids = [row["event_id"] for row in rows(warehouse, story.tenant)]
    assert sorted(ids) == sorted(event.event_id for event in story.events)
    left = warehouse.query("SELECT name FROM system.tables WHERE name LIKE '%%\\_anew'")
    assert left == []


def test_a_table_that_would_lose_an_event_is_not_swapped(
    warehouse: Warehouse, story: Story
) -> None:
    before = rows(warehouse, story.tenant)
    anew = EventsAnew(warehouse, Wanted(story.tenant))
    anew.begin()
    anew.carry_over(everything=False)
    with pytest.raises(NotTheSame, match="would be lost"):
        anew.swap(datetime.now(UTC) + timedelta(minutes=1))
    assert rows(warehouse, story.tenant) == before


def test_the_log_adds_what_is_not_stored_and_skips_what_is_no_event(
    warehouse: Warehouse, story: Story, began: datetime
) -> None:
    lost = story.submit(story.courses[0], story.learners[0])
    anew = EventsAnew(warehouse, Wanted(story.tenant))
    anew.begin()
    anew.carry_over(everything=True)
    junk = Delivery(b"junk", "signpost.answer.submitted", 0, 8, datetime.now(UTC))
    other = Story(seed=uuid4().int % 2**64)
    stranger = other.submit(other.courses[0], other.learners[0])
    log = [delivered(event, at) for at, event in enumerate([*story.events, stranger])]
    assert anew.take_readable([*log, junk], story.tenant) == len(story.events)
    anew.swap(began)
    ids = {row["event_id"] for row in rows(warehouse, story.tenant)}
    assert lost.event_id in ids
    assert ids == {event.event_id for event in story.events}
    assert rows(warehouse, stranger.tenant) == []
