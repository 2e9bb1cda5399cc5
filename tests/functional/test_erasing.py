"""Erasing a tenant in the real warehouse."""

from collections.abc import Iterator

import pytest

from analytics.warehouse.client import Warehouse
from analytics.warehouse.erasing import delete_tenant
from analytics.warehouse.migrating import migrate
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
