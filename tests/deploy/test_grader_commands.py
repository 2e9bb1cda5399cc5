"""The commands that train, export and compare the grader."""

import builtins
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from analytics.grading.dataset import DATA_VARIABLE
from analytics.grading.versions import Canary, ControlFile
from deploy.cli import main

SERVED = Path(__file__).parents[2] / "model_repository/grader/1"
RIGHT = "The heat of the sun makes the water evaporate into the air."
QUESTION = "Why does a puddle of water disappear on a sunny day?"


def _rows(dataset: str) -> Iterator[dict[str, Any]]:
    for split in ("train", "test_ua", "test_uq", "test_ud"):
        for number in range(6):
            for answer, label in ((RIGHT, "correct"), ("somebody drank it", "incorrect")):
                yield {
                    "split": split,
                    "question_id": f"{dataset}-{split}-{number}",
                    "question": QUESTION,
                    "references": [RIGHT],
                    "student_answer": answer,
                    "label_3way": label,
                }


@pytest.fixture
def runner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    (tmp_path / "asag").mkdir()
    for dataset in ("scientsbank", "beetle"):
        lines = "".join(json.dumps(row) + "\n" for row in _rows(dataset))
        (tmp_path / f"asag/semeval2013_{dataset}.jsonl").write_text(lines, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return CliRunner(env={DATA_VARIABLE: str(tmp_path)})


def _compared(runner: CliRunner, *arguments: str) -> Result:
    return runner.invoke(main, ["grader", "compare", str(SERVED), str(SERVED), *arguments])


def test_two_folders_are_compared_on_one_fold_of_the_training_splits(
    runner: CliRunner, tmp_path: Path
) -> None:
    done = _compared(runner, "--folds", "2", "--fold", "1")
    assert done.exit_code == 0, done.output
    assert "training splits, fold 1 of 2" in done.output
    report = json.loads((tmp_path / "var/reports/grader_comparison.json").read_text())
    assert set(report["splits"]) == {"scientsbank_train", "beetle_train"}
    assert report["splits"]["beetle_train"]["accuracy_2way"]["second"] == 1.0


def test_the_published_splits_are_asked_only_by_name_and_it_says_so(runner: CliRunner) -> None:
    assert "published" not in _compared(runner, "--folds", "2").output
    done = _compared(runner, "--published")
    assert "choose nothing by them" in done.output
    assert "scientsbank_ud" in done.output
    assert "train" not in done.output


def test_a_fold_that_is_none_is_refused(runner: CliRunner) -> None:
    done = _compared(runner, "--fold", "3")
    assert done.exit_code == 2
    assert "0 to 2" in done.output


def test_absent_data_are_named(runner: CliRunner, tmp_path: Path) -> None:
    (tmp_path / "asag/semeval2013_beetle.jsonl").unlink()
    done = _compared(runner)
    assert done.exit_code == 1
    assert DATA_VARIABLE in done.output


@pytest.mark.parametrize("asked", [["train"], ["export", __file__, "folder"]])
def test_without_what_trains_it_is_said_what_to_install(
    asked: list[str], runner: CliRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = builtins.__import__

    def without_torch(name: str, *rest: Any) -> Any:
        if name.partition(".")[0] == "torch":
            raise ModuleNotFoundError("No module named 'torch'", name="torch")
        return found(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without_torch)
    done = runner.invoke(main, ["grader", *asked])
    assert done.exit_code == 1
    assert "signpost[train]" in done.output


def test_what_cannot_be_promoted_or_rolled_back_is_said(tmp_path: Path) -> None:
    runner = CliRunner(env={"SIGNPOST_GRADER_FOLDER": str(tmp_path)})
    for asked, said in (("promote", "no version is on trial"), ("rollback", "nothing served")):
        done = runner.invoke(main, ["grader", asked])
        assert done.exit_code == 1
        assert said in done.output


def test_a_trial_is_ended_without_asking_the_model_server(tmp_path: Path) -> None:
    control = ControlFile(tmp_path / "data" / "grader")
    trial = Canary(version=2, share=0.1, since=datetime(2026, 3, 1, tzinfo=UTC))
    control.change(lambda one: one.trying(trial))
    done = CliRunner().invoke(main, ["grader", "rollback", "--var", str(tmp_path)])
    assert "grader:1 serves, nothing is on trial" in done.output
    assert control.read().canary is None
