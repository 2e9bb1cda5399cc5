"""The short chaos: the same as `make chaos`, for a minute or two."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.chaos.running import Plan, run
from tests.chaos.scene import BrokerName
from tests.parts.kafka import kafkas_jars

pytestmark = [pytest.mark.functional, pytest.mark.chaos]

SEED = 20_261


@pytest.fixture
def folder() -> Iterator[Path]:
    """Return a folder whose name is short enough for a socket in it."""
    with TemporaryDirectory(prefix="chaos-", ignore_cleanup_errors=True) as made:
        yield Path(made)


@pytest.mark.timeout(1_800)
@pytest.mark.parametrize(
    ("broker", "minutes"),
    [("kafka", 2.0), pytest.param("tansu", 1.0, marks=pytest.mark.troubled)],
)
def test_whatever_dies_nothing_is_lost_and_nothing_counts_twice(
    broker: BrokerName, minutes: float, folder: Path
) -> None:
    if broker == "kafka":
        kafkas_jars()
    verdict = run(Plan(folder / "run", broker, minutes, SEED), folder / "chaos.json")
    assert verdict.accepted > 0
    assert verdict.is_sound, verdict.words
