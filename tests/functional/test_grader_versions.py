"""Versions of the grader on the real Triton: tried, stopped, promoted, rolled back."""

import logging
import shutil
import time
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from analytics.grading.canary import CanaryRoute
from analytics.grading.kept import MODELS, WEIGHTS, KeptVersions, ReleaseTables
from analytics.grading.triton import TritonGrader, TritonLimits
from analytics.grading.types import Grade, GradingRequest
from analytics.grading.versions import ControlFile
from deploy.cli import main
from tests.parts.processes import Part, free_port
from tests.parts.triton import REPOSITORY, running_triton

pytestmark = [pytest.mark.functional, pytest.mark.timeout(300)]

COMMITTED = REPOSITORY / "grader" / "1"
BROKEN = "\n\ndef _broken(*_):\n    raise RuntimeError('broken on purpose')\n\n\n"
SLOW = "\n\ndef _slow(self, requests, answer=TritonPythonModel.execute):\n    time.sleep(1.5)\n"

PATIENCE_MS = 10_000
"""As long as the client waits: how fast a busy machine is decides nothing then."""


class House:
    """One Triton, the folder of its versions and the command that controls them."""

    def __init__(self, triton: Part, folder: Path) -> None:
        self.triton, self.folder = triton, folder
        self.kept = KeptVersions(folder / MODELS, REPOSITORY / "grader")
        self._runner = CliRunner(
            env={"SIGNPOST_GRADER_FOLDER": str(folder), "SIGNPOST_TRITON_URL": triton.url}
        )

    def says(self, *arguments: str | int, code: int = 0) -> str:
        done = self._runner.invoke(main, ["grader", *map(str, arguments)])
        assert done.exit_code == code, done.output
        return done.output

    def grader(self) -> TritonGrader:
        tables = ReleaseTables(self.kept.release_table)
        route = CanaryRoute(ControlFile(self.folder), tables.releases, lambda: datetime.now(UTC))
        limits = TritonLimits(timeout_s=PATIENCE_MS / 1000)
        return TritonGrader(self.triton.url, limits, route=route, observers=(route,))

    def changed(self, version: int, code: str) -> None:
        """Load a kept version again with more code at the end of its model.py."""
        path = self.folder / MODELS / f"grader-{version}" / str(version) / "model.py"
        path.write_text(path.read_text(encoding="utf-8") + code, encoding="utf-8")
        self.says("load", version)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("versions")
    with running_triton(folder, kept=folder / MODELS) as triton:
        house = House(triton, folder)
        _wait_until_ready(house)
        yield house


@pytest.fixture
async def grader(house: House) -> AsyncIterator[TritonGrader]:
    one = house.grader()
    yield one
    await one.aclose()


def _wait_until_ready(house: House) -> None:
    deadline = time.monotonic() + 60
    while "ready" not in house.says("status"):
        assert time.monotonic() < deadline
        time.sleep(0.2)


async def _graded(grader: TritonGrader, count: int) -> list[Grade]:
    requests = [
        GradingRequest(
            question="Why does a puddle disappear on a sunny day?",
            references=("The heat of the sun makes the water evaporate.",),
            answer=f"the sun {'really ' * (number % 5)}heats it",
            language="en",
            key=f"answer-{number}",
        )
        for number in range(count)
    ]
    return list(await grader.grade(requests))


async def test_a_version_is_tried_promoted_and_rolled_back_while_the_client_runs(
    house: House, grader: TritonGrader
) -> None:
    assert {grade.model for grade in await _graded(grader, 4)} == {"grader:1"}
    assert "grader:2 is loaded" in house.says("load", COMMITTED)

    house.says("canary", 2, "--share", 0.5, "--p95-ms", PATIENCE_MS)
    first = [grade.model for grade in await _graded(grader, 40)]
    assert 8 < first.count("grader:2") < 32
    assert first.count("grader:1") + first.count("grader:2") == 40
    assert [grade.model for grade in await _graded(grader, 40)] == first
    assert "grader:2    ready         is on trial with 50%" in house.says("status")

    house.says("canary", 2, "--share", 1, "--p95-ms", PATIENCE_MS)
    assert {grade.model for grade in await _graded(grader, 8)} == {"grader:2"}
    assert "first end that" in house.says("unload", 2, code=1)

    assert "grader:2 serves" in house.says("promote")
    assert {grade.model for grade in await _graded(grader, 8)} == {"grader:2"}
    assert await grader.ready()

    began = time.monotonic()
    assert "grader:1 serves" in house.says("rollback")
    assert {grade.model for grade in await _graded(grader, 8)} == {"grader:1"}
    assert time.monotonic() - began < 5
    assert "is unloaded" in house.says("unload", 2)
    assert "load it first" in house.says("canary", 2, code=1)


async def test_a_broken_canary_is_stopped_and_nobody_goes_without_a_grade(
    house: House, grader: TritonGrader, caplog: pytest.LogCaptureFixture
) -> None:
    version = house.kept.keep(COMMITTED)
    house.changed(version, BROKEN + "TritonPythonModel.execute = _broken\n")
    house.says("canary", version, "--share", 0.5, "--least", 5)
    with caplog.at_level(logging.ERROR):
        assert {grade.model for grade in await _graded(grader, 40)} == {"grader:1"}
    assert f"canary grader:{version} is stopped: 100% of its answers failed" in caplog.text
    said = house.says("status")
    assert f"grader:{version} was stopped at" in said
    assert "100% of its answers failed" in said
    assert "no version is on trial" in house.says("promote", code=1)


async def test_a_slow_canary_is_stopped(house: House, grader: TritonGrader) -> None:
    version = house.kept.keep(COMMITTED)
    slow = SLOW + "    return answer(self, requests)\n\n\nTritonPythonModel.execute = _slow\n"
    house.changed(version, slow)
    house.says("canary", version, "--share", 0.5, "--least", 3, "--p95-ms", 1000)
    assert len(await _graded(grader, 20)) == 20
    assert "its 95th percentile is" in house.says("status")


def test_what_does_not_load_is_refused_in_words_and_not_kept(house: House, tmp_path: Path) -> None:
    before = house.kept.versions()
    assert "has no model.onnx" in house.says("load", tmp_path, code=1)
    for name in WEIGHTS:
        shutil.copy2(COMMITTED / name, tmp_path / name)
    (tmp_path / "model.onnx").write_bytes(b"no network")
    assert "Load model from" in house.says("load", tmp_path, code=1)
    assert house.kept.versions() == before
    assert "grader:1    ready         serves" in house.says("status")


async def test_what_served_before_a_crash_serves_after_it(tmp_path: Path) -> None:
    folder, port = tmp_path / "versions", free_port()
    kept = KeptVersions(folder / MODELS, REPOSITORY / "grader")
    for _ in range(2):
        version = kept.keep(COMMITTED)
    (kept.folder / f"grader-{version}" / str(version) / "model.onnx").write_bytes(b"spoilt since")
    with running_triton(tmp_path, port, kept.folder) as triton:
        house = House(triton, folder)
        _wait_until_ready(house)
        house.says("canary", 2)
        house.says("promote")
        triton.process.kill()
        triton.process.wait()
    with running_triton(tmp_path, port, kept.folder) as triton:
        grader = House(triton, folder).grader()
        deadline = time.monotonic() + 60
        while not await grader.ready():
            assert time.monotonic() < deadline
        assert {grade.model for grade in await _graded(grader, 3)} == {"grader:2"}
        await grader.aclose()
