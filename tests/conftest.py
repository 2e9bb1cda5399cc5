"""What tests of every package share: fixtures of real parts."""

from collections.abc import Iterator

import pytest
from hypothesis import settings

from analytics.warehouse.client import Warehouse
from analytics.warehouse.migrating import migrate
from tests.parts.warehouse import running_warehouse

# Tests say what is right, not how fast: a busy machine must not fail them.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


@pytest.fixture(scope="session")
def warehouse_url() -> Iterator[str]:
    """Run a real warehouse for the session; its database is migrated."""
    with running_warehouse() as part:
        warehouse = Warehouse(part.url)
        migrate(warehouse)
        warehouse.close()
        yield part.url


@pytest.fixture
def warehouse(warehouse_url: str) -> Iterator[Warehouse]:
    """Return a client of the session's warehouse; its tables keep their rows.

    Use a tenant of your own, a fresh UUID, and nothing of others is seen.
    """
    client = Warehouse(warehouse_url)
    yield client
    client.close()
