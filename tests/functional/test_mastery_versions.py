"""The nightly fit on the real warehouse, and the way back."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from uuid import UUID, uuid4

import pytest
from click.testing import CliRunner, Result

from analytics.events import AnswerGraded, AnyEvent
from analytics.mastery.model import SHIPPED
from analytics.mastery.versions import Versions
from analytics.warehouse.client import Warehouse
from analytics.warehouse.rows import Delivery, merged, rows_of
from analytics.warehouse.store import write
from deploy.cli import main
from tests.fakes.streams import graded, overridden
from tests.parts.processes import free_port

pytestmark = pytest.mark.functional
LEARNERS = [UUID(int=900 + n) for n in range(12)]


def grades(count: int) -> Iterator[AnyEvent]:
    """Yield grades of some learners, the later the better; a few are overruled."""
    rng, tenant = Random(3), str(uuid4())
    for n in range(count):
        right = float(rng.random() < 0.3 + 0.5 * n / count)
        grade = graded(LEARNERS[n % len(LEARNERS)], right, tenant=tenant)
        assert isinstance(grade, AnswerGraded)
        yield grade
        if n % 50 == 0:
            yield overridden(grade, 1.0, 2)


@pytest.fixture
def answered(warehouse: Warehouse) -> Warehouse:
    now = datetime.now(UTC)
    write(
        warehouse,
        merged(
            rows_of(e, Delivery(e.to_json(), "t", 0, n, now)) for n, e in enumerate(grades(600))
        ),
    )
    return warehouse


def test_a_fit_is_in_force_at_once_for_every_reader_and_is_taken_back(
    answered: Warehouse, warehouse_url: str, tmp_path: Path
) -> None:
    worker = Versions(tmp_path)
    assert worker.current().version == SHIPPED

    fitted = _said(warehouse_url, tmp_path, "fit")
    assert fitted.exit_code == 0, fitted.output
    told = fitted.output.splitlines()
    assert any(line.startswith("reading ") for line in told)
    assert told[-1].startswith(f"{worker.current().version} is in force: ")
    made = worker.current().provenance
    assert worker.current().version != SHIPPED
    assert made.answers >= 600
    assert made.learners >= len(LEARNERS)
    assert 0 < made.share < 0.5

    name = worker.current().version
    assert f"* {name}" in _said(warehouse_url, tmp_path, "versions").output
    assert _said(warehouse_url, tmp_path, "rollback").output == "shipped is in force\n"
    assert worker.current().version == SHIPPED
    nothing = _said(warehouse_url, tmp_path, "rollback")
    assert (nothing.exit_code, "none before it" in nothing.output) == (1, True)
    assert _said(warehouse_url, tmp_path, "rollback", name).output == f"{name} is in force\n"
    assert worker.current().version == name
    unknown = _said(warehouse_url, tmp_path, "rollback", "20200101")
    assert (unknown.exit_code, worker.current().version) == (1, name)


def test_a_fit_without_a_warehouse_says_so_and_changes_nothing(tmp_path: Path) -> None:
    nobody = f"clickhouse://default@127.0.0.1:{free_port()}/signpost"
    done = _said(nobody, tmp_path, "fit")
    assert done.exit_code == 1
    assert "the warehouse does not answer" in done.output
    assert Versions(tmp_path).names() == [SHIPPED]


def _said(url: str, folder: Path, *words: str) -> Result:
    env = {"SIGNPOST_CLICKHOUSE_URL": url, "SIGNPOST_MASTERY_FOLDER": str(folder)}
    return CliRunner(env=env).invoke(main, ["mastery", *words])
