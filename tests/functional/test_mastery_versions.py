"""The nightly fit on the real warehouse, and the way back."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from uuid import UUID, uuid4

import pytest
from click.testing import CliRunner, Result

from analytics.content.plan import PlanItem
from analytics.events import AnswerGraded, AnyEvent
from analytics.mastery.model import SHIPPED
from analytics.mastery.versions import Versions
from analytics.warehouse.client import Warehouse
from analytics.warehouse.rows import Delivery, merged, rows_of
from analytics.warehouse.store import graded_answers, write
from deploy.cli import main
from tests.fakes.streams import NOW, SHORT, graded, overridden
from tests.parts.processes import free_port

pytestmark = pytest.mark.functional
LEARNERS = [uuid4() for _ in range(12)]
ANSWERS = 600


def grades(count: int) -> Iterator[AnyEvent]:
    """Yield grades of some learners, the later the better; a few are overruled."""
    rng, tenant = Random(3), str(uuid4())
    for n in range(count):
        right = float(rng.random() < 0.3 + 0.5 * n / count)
        at = NOW - timedelta(seconds=count - n)
        grade = graded(LEARNERS[n % len(LEARNERS)], right, tenant=tenant, occurred_at=at)
        assert isinstance(grade, AnswerGraded)
        yield grade
        if n % 50 == 0:
            yield overridden(grade, 1.0, 2)


@pytest.fixture(scope="module")
def answered(warehouse_url: str) -> Iterator[Warehouse]:
    warehouse = Warehouse(warehouse_url)
    now = datetime.now(UTC)
    write(
        warehouse,
        merged(
            rows_of(e, Delivery(e.to_json(), "t", 0, n, now)) for n, e in enumerate(grades(ANSWERS))
        ),
    )
    yield warehouse
    warehouse.close()


def test_an_attempt_is_a_lesson_once_by_its_last_grade(answered: Warehouse) -> None:
    rows = graded_answers(answered, 100_000)
    mine = [row for row in rows if UUID(row["learner"].partition("/")[0]) in LEARNERS]
    assert len(mine) == ANSWERS
    assert [row["score"] for row in mine[::50]] == [1.0] * 12
    assert 0.3 < sum(row["score"] for row in mine) / ANSWERS < 0.8
    assert {PlanItem.model_validate_json(row["item"]).id for row in mine} == {SHORT.id}
    assert graded_answers(answered, 5) == rows[-5:]


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
    assert made.answers >= ANSWERS
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
