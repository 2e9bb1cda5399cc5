"""One product and one browser for every test here, and people to act as."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from analytics.content import ItemBank
from analytics.content.bank import shipped_banks
from analytics.warehouse.client import Warehouse
from tests.e2e.looks import AXE
from tests.e2e.person import PATIENCE_MS, Person, School
from tests.e2e.teaching import Placing, place
from tests.parts.product import Product, running_product

CHROMIUM = Path("/usr/bin/chromium")
_ARGUMENTS = [
    *("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
]

collect_ignore = [] if os.environ.get("SIGNPOST_PICTURES") else ["test_pictures.py"]

Meet = Callable[..., Person]


def _need(path: Path, remedy: str) -> None:
    if path.exists():
        return
    if os.environ.get("CI"):
        pytest.fail(f"{path} is missing: {remedy}")
    pytest.skip(f"{path} is missing: {remedy}")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    _need(CHROMIUM, "run deploy/install-browser.sh")
    _need(AXE, "run npm --prefix tests/e2e install")
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=_ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def product(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    with running_product(tmp_path_factory.mktemp("product")) as product:
        yield product


@pytest.fixture(scope="session")
def school(browser: Browser, product: Product) -> School:
    return School(browser, product.facts["demo_lms"], product.facts["web"])


@pytest.fixture
def meet(school: School) -> Iterator[Meet]:
    """Return a function that opens a browser for one of the school's people."""
    met: list[Person] = []

    def meet_one(name: str, language: str = "en") -> Person:
        met.append(Person(school, name, language))
        return met[-1]

    yield meet_one
    faults = [fault for person in met for fault in person.leave()]
    assert faults == []


@pytest.fixture(scope="session")
def stored(product: Product) -> Iterator[Warehouse]:
    """Return a client of the product's warehouse."""
    client = Warehouse(product.environment["SIGNPOST_CLICKHOUSE_URL"])
    yield client
    client.close()


@pytest.fixture(scope="session")
def science_bank() -> ItemBank:
    return shipped_banks()["science-7"]


@pytest.fixture(scope="session")
def maths_bank() -> ItemBank:
    return shipped_banks()["shuxue-7"]


@pytest.fixture(scope="session")
def science(school: School) -> Placing:
    """Return an activity that Elena Rivera has placed in her course."""
    placing = Placing(
        "Science 7",
        "Particles and heat",
        "science-7",
        ("particles", "changes-of-state", "heat", "measuring"),
    )
    return _placed(Person(school, "Elena Rivera"), placing)


@pytest.fixture(scope="session")
def maths(school: School) -> Placing:
    """Return an activity that 王敏 has placed in her course."""
    placing = Placing("七年级数学", "数轴与绝对值", "shuxue-7", ("number-line", "absolute-value"))
    return _placed(Person(school, "王敏", "zh"), placing)


def _placed(teacher: Person, placing: Placing) -> Placing:
    place(teacher, placing)
    assert teacher.leave() == []
    return placing
