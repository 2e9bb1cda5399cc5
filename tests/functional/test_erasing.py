"""Erasing a tenant, or one learner, in the real warehouse."""

from collections.abc import Iterator
from uuid import UUID, uuid4

import pytest

from analytics.events import AnyEvent, DeadLetter
from analytics.warehouse.client import Warehouse
from analytics.warehouse.erasing import delete_learner, delete_tenant
from analytics.warehouse.migrating import migrate
from analytics.warehouse.rows import DEAD_LETTERS, Delivery, dead_letter_row, incoming_rows, merged
from analytics.warehouse.store import write
from stream_processors.letters import Failure, Place, dead_letter
from stream_processors.states import RememberedStates
from stream_processors.steps.trace import Trace
from tests.fakes.streams import FakeArchive, FakeUnstored, clock, graded, overridden, submitted
from tests.parts.warehouse import running_warehouse

pytestmark = pytest.mark.functional


@pytest.fixture
def warehouse() -> Iterator[Warehouse]:
    with running_warehouse() as part:
        made = Warehouse(part.url)
        migrate(made)
        yield made
        made.close()


def test_no_row_of_an_erased_tenant_is_left_and_all_of_another(warehouse: Warehouse) -> None:
    person = "00000000-0000-0000-0000-000000000001"
    for tenant in ("gone", "stays"):
        warehouse.run(
            "INSERT INTO actors (tenant, actor_id, name) VALUES (%(tenant)s, %(person)s, 'Ana')",
            {"tenant": tenant, "person": person},
        )
        warehouse.run(
            "INSERT INTO events (tenant, event_id, occurred_at) "
            "VALUES (%(tenant)s, %(person)s, now64(3))",
            {"tenant": tenant, "person": person},
        )
    assert delete_tenant(warehouse, "gone") == {
        "activity_quarters": 1,
        "actors": 1,
        "events": 1,
    }
    assert delete_tenant(warehouse, "gone") == {}
    for table in ("actors", "events"):
        rows = warehouse.query(f"SELECT tenant FROM {table} ORDER BY tenant")
        assert [row["tenant"] for row in rows] == ["stays"]


async def story_of(learner: UUID) -> list[AnyEvent]:
    """Return an answer, its grade with what was traced, and a teacher's other grade."""
    grade = graded(learner)
    states = RememberedStates(FakeArchive(), FakeUnstored(), kept=1)
    traced = await Trace(states, clock)(grade)
    return [submitted(learner=learner), grade, *traced, overridden(grade, 0.0, 2)]


def unread(raw: bytes) -> DeadLetter:
    return dead_letter(raw, Place("signpost.x", 0, 0), Failure("store", "no event", 1, clock()))


async def test_no_row_names_an_erased_learner_and_all_of_the_others_stay(
    warehouse: Warehouse,
) -> None:
    gone, stays = uuid4(), uuid4()
    for learner in (gone, stays):
        events = await story_of(learner)
        deliveries = [Delivery(e.to_json(), "signpost.x", 0, 0, clock()) for e in events]
        letters = [unread(b"{" + str(learner).encode()), unread(events[0].to_json())]
        rows = [incoming_rows(delivery) for delivery in deliveries]
        rows.append({DEAD_LETTERS: [dead_letter_row(letter, clock()) for letter in letters]})
        write(warehouse, merged(rows))
    before = everything(warehouse)

    counts = delete_learner(warehouse, "tenant-1", gone)

    assert counts["events"] == 5
    assert counts["dead_letters"] == 2
    assert {"mastery_states", "skill_mastery", "item_observations"} <= counts.keys()
    after = everything(warehouse)
    assert not [row for row in after if str(gone) in row]
    of_others = [row for row in before if str(gone) not in row]
    assert [row for row in of_others if str(stays) in row] == [
        row for row in after if str(stays) in row
    ]
    [counted] = warehouse.query(
        "SELECT uniqExactMerge(learners) AS learners, uniqExactMerge(events) AS events "
        "FROM activity_quarters WHERE tenant = 'tenant-1'"
    )
    assert counted == {"learners": 1, "events": 5}
    assert delete_learner(warehouse, "tenant-1", gone) == {}


def everything(warehouse: Warehouse) -> list[str]:
    """Return each row of each table that can be read as words."""
    tables = (
        *("events", "dead_letters", "mastery_states", "skill_mastery", "item_observations"),
        "actors",
    )
    return sorted(
        f"{table} {row}" for table in tables for row in warehouse.query(f"SELECT * FROM {table}")
    )
