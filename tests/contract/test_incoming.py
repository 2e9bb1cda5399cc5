"""What the warehouse makes of a message is what we would make of its event."""

from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from analytics.events import AnyEvent, parse_event
from analytics.warehouse.client import Warehouse
from analytics.warehouse.rows import EVENTS, INCOMING, event_row, incoming_rows
from analytics.warehouse.store import write
from tests.fakes.stories import Story, delivery

pytestmark = pytest.mark.functional

GOLDEN = sorted((Path(__file__).parent / "golden").glob("*.json"))


def stored(warehouse: Warehouse, tenant: str) -> list[dict[str, Any]]:
    return warehouse.query(
        "SELECT * FROM events FINAL WHERE tenant = %(tenant)s ORDER BY event_id",
        {"tenant": tenant},
    )


def both_ways(warehouse: Warehouse, events: list[AnyEvent]) -> tuple[list[Any], list[Any]]:
    """Return what is stored of a tenant's events by the bulk lane, then row by row."""
    [tenant] = {event.tenant for event in events}
    deliveries = [(event, delivery(event, at)) for at, event in enumerate(events)]
    incoming = [row for _, one in deliveries for row in incoming_rows(one)[INCOMING]]
    write(warehouse, {INCOMING: incoming})
    by_lane = stored(warehouse, tenant)
    warehouse.run(
        "ALTER TABLE events DELETE WHERE tenant = %(tenant)s SETTINGS mutations_sync = 2",
        {"tenant": tenant},
    )
    assert stored(warehouse, tenant) == []
    write(warehouse, {EVENTS: [event_row(event, one) for event, one in deliveries]})
    return by_lane, stored(warehouse, tenant)


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_every_kind_is_taken_apart_alike(warehouse: Warehouse, path: Path) -> None:
    event = parse_event(path.read_bytes()).model_copy(
        update={"event_id": uuid4(), "tenant": str(uuid4())}
    )
    by_lane, by_row = both_ways(warehouse, [event])
    assert by_lane == by_row
    assert len(by_lane) == 1


def test_a_course_is_taken_apart_alike(warehouse: Warehouse) -> None:
    events = Story(seed=uuid4().int % 2**64).live(40).events
    by_lane, by_row = both_ways(warehouse, events)
    assert by_lane == by_row
    assert len(by_lane) == len(events)
