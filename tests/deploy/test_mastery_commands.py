"""The evaluation as it is called: tables for people, a report for machines."""

import json
from pathlib import Path
from random import Random

import pytest
from click.testing import CliRunner, Result

from deploy.cli import main

ITEMS = 8


@pytest.fixture
def logs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with two logs, and one that has each answer twice."""
    monkeypatch.chdir(tmp_path)
    for name, seed, times in (("early_x", 1, 1), ("late_x", 2, 1), ("leaky_x", 3, 2)):
        folder = tmp_path / "kt" / name
        folder.mkdir(parents=True)
        (folder / "answers.csv").write_text("\n".join(_lines(seed, times)), encoding="utf-8")
    return tmp_path / "kt"


def _lines(seed: int, times: int) -> list[str]:
    """Return four lines a learner: who, which items, of what skills, how it went."""
    rng, lines = Random(seed), []
    for learner in range(30):
        items = [n % ITEMS for n in range(12) for _ in range(times)]
        right = [int(rng.random() < 0.2 + learner / 50) for _ in range(12) for _ in range(times)]
        if times > 1:
            right[1::2] = right[::2]
        rows = ([len(items), learner], items, [n % 3 for n in items], right)
        lines += [",".join(map(str, row)) for row in rows]
    return lines


def _evaluated(*words: str) -> Result:
    arguments = ["mastery", "evaluate", "--no-baselines", "--workers", "1", *words]
    return CliRunner().invoke(main, arguments)


def test_every_log_is_told_and_reported_and_one_that_leaks_is_refused(
    logs: Path, tmp_path: Path
) -> None:
    done = _evaluated(str(logs))
    assert done.exit_code == 0, done.output
    report = json.loads((tmp_path / "var/reports/mastery.json").read_text())
    for name in ("early", "late"):
        assert 0.55 < report[name]["auc"] < 0.9
        assert 0 <= report[name]["ece"] < 0.2
        assert 0.5 < report[name]["first_5000_auc"] < 0.9
        assert f"{name} scorecard" in done.output
    assert report["refused"] == ["leaky_x"]
    assert report["leaky_refused"] is True
    assert report["drops_after_right"] == 0
    assert report["logit_error"] < 1e-9
    assert "learners by answers given" in done.output
    plot = (tmp_path / "var/reports/mastery_reliability.svg").read_text()
    assert ">early<" in plot
    assert "<circle" in plot


def test_a_log_that_leaks_alone_is_an_error(logs: Path) -> None:
    done = _evaluated(str(logs / "leaky_x"))
    assert done.exit_code == 1
    assert "repeat the item and answer" in done.output
