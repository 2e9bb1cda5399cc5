"""What tests of every package share: fixtures of real parts."""

from collections.abc import Iterator

import pytest
from flask import Flask
from hypothesis import settings
from jinja2 import FileSystemBytecodeCache

from analytics.warehouse.client import Warehouse
from analytics.warehouse.migrating import migrate
from tests.parts.warehouse import running_warehouse

# Tests say what is right, not how fast: a busy machine must not fail them.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what waits for real parts, end with the browser; keep a file together."""
    items.sort(key=_place_of)
    for item in items:
        browser = item.get_closest_marker("e2e") is not None
        group = "browser" if browser else item.nodeid.partition("::")[0]
        item.add_marker(pytest.mark.xdist_group(group))


def _place_of(item: pytest.Item) -> int:
    """Put the browser last: Playwright's loop is in the way of asynchronous tests.

    The pictures come after it, because their class is busy. Chaos keeps a processor busy
    for minutes: beside it run tests that wait for nothing.
    """
    if item.get_closest_marker("e2e") is not None:
        return 4 if "test_pictures" in item.nodeid else 3
    if item.get_closest_marker("chaos") is not None:
        return 1
    return 0 if item.get_closest_marker("functional") is not None else 2


@pytest.fixture(scope="session", autouse=True)
def compiled_templates(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Compile a template once for all apps of the session: most tests build their own."""
    compiled = FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Flask, "jinja_options", {"bytecode_cache": compiled})
        yield


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
