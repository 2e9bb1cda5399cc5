"""Versions are kept beside the committed one, ready for Triton."""

import json
from pathlib import Path

import pytest
from google.protobuf import text_format
from tritonclient.grpc import model_config_pb2

from analytics.grading.kept import KeptVersions, ReleaseTables, Unservable
from analytics.grading.release import ReleaseRule, ReleaseTable, read_release
from analytics.grading.served import SERVED_SOURCES
from analytics.grading.wire import OUTPUTS

COMMITTED = Path(__file__).parents[3] / "model_repository" / "grader"
RULE = ReleaseRule(certainty=0.8, accuracy=0.9, at_least=0.85, share=0.4)


@pytest.fixture
def exported(tmp_path: Path) -> Path:
    folder = tmp_path / "exported"
    folder.mkdir()
    (folder / "model.onnx").write_bytes(b"weights")
    (folder / "tokenizer.json").write_text("{}")
    (folder / "calibration.json").write_text(
        json.dumps({"release": {"en": {"standard": RULE.model_dump()}}})
    )
    return folder


@pytest.fixture
def kept(tmp_path: Path) -> KeptVersions:
    return KeptVersions(tmp_path / "grader" / "models", COMMITTED)


def test_versions_are_numbered_after_the_committed_one(kept: KeptVersions, exported: Path) -> None:
    assert kept.versions() == [1]
    assert (kept.keep(exported), kept.keep(exported)) == (2, 3)
    assert kept.versions() == [1, 2, 3]
    kept.forget(2)
    assert kept.versions() == [1, 3]
    kept.forget(1)
    assert (COMMITTED / "1").is_dir()


def test_a_kept_version_is_a_whole_model_under_its_own_name(
    kept: KeptVersions, exported: Path
) -> None:
    kept.keep(exported)
    model = kept.folder / "grader-2"
    text = (model / "config.pbtxt").read_text(encoding="utf-8")
    config = text_format.Parse(text, model_config_pb2.ModelConfig())
    assert config.name == "grader-2"
    assert tuple(one.name for one in config.output) == OUTPUTS
    assert not config.model_warmup
    assert (model / "2" / "model.onnx").read_bytes() == b"weights"
    assert (model / "2" / "model.py").is_file()
    assert all((model / "2" / "grading" / source).is_file() for source in SERVED_SOURCES)


def test_an_incomplete_export_is_refused_by_the_names_of_what_it_lacks(
    kept: KeptVersions, exported: Path
) -> None:
    (exported / "tokenizer.json").unlink()
    with pytest.raises(Unservable, match=r"tokenizer\.json"):
        kept.keep(exported)
    assert kept.versions() == [1]


def test_a_network_of_another_language_comes_along(kept: KeptVersions, exported: Path) -> None:
    (exported / "zh").mkdir()
    (exported / "zh" / "model.onnx").write_bytes(b"chinese")
    kept.keep(exported)
    assert (kept.folder / "grader-2" / "2" / "zh" / "model.onnx").read_bytes() == b"chinese"


def test_release_rules_travel_with_the_weights(kept: KeptVersions, exported: Path) -> None:
    kept.keep(exported)
    tables = ReleaseTables(kept.release_table)
    assert tables.of("grader:2").rule("standard", "en") == RULE
    assert tables.of("grader:1") == read_release()


@pytest.mark.parametrize("model", ["grader:9", "grader", "check", ""])
def test_what_was_never_measured_promises_nothing(model: str, kept: KeptVersions) -> None:
    assert ReleaseTables(kept.release_table).of(model) == ReleaseTable()
