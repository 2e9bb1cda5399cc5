from __future__ import annotations

import os
from pathlib import Path

import pytest

from analytics.grading.server import SITE_VARIABLE, serving_kept, triton_command


def _command(run_dir: Path) -> tuple[list[str], dict[str, str]]:
    return triton_command(run_dir, Path("model_repository"), 1, 2, 3, models=["one", "two"])


def test_only_the_named_models_are_loaded(tmp_path: Path) -> None:
    arguments, _ = _command(tmp_path)
    assert "--model-control-mode=explicit" in arguments
    assert [a for a in arguments if a.startswith("--load-model=")] == [
        "--load-model=one",
        "--load-model=two",
    ]


def test_with_kept_versions_all_is_loaded_and_a_broken_one_ends_nothing(tmp_path: Path) -> None:
    arguments = serving_kept(_command(tmp_path)[0], tmp_path / "kept")
    assert [a for a in arguments if a.startswith("--load-model=")] == ["--load-model=*"]
    assert [a for a in arguments if a.startswith("--exit-on-error=")] == ["--exit-on-error=false"]
    assert f"--model-repository={tmp_path / 'kept'}" in arguments
    assert len([a for a in arguments if a.startswith("--model-repository=")]) == 2


def test_every_listener_is_on_loopback_with_the_given_port(tmp_path: Path) -> None:
    arguments, _ = _command(tmp_path)
    for name, port in (("http", 1), ("grpc", 2), ("metrics", 3)):
        assert f"--{name}-address=127.0.0.1" in arguments
        assert f"--{name}-port={port}" in arguments


def test_the_backend_folder_is_complete_and_its_stub_can_run(tmp_path: Path) -> None:
    arguments, _ = _command(tmp_path)
    backend = tmp_path / "backends" / "python"
    assert f"--backend-directory={backend.parent}" in arguments
    assert (backend / "libtriton_python.so").is_file()
    assert (backend / "triton_python_backend_utils.py").is_file()
    assert os.access(backend / "triton_python_backend_stub", os.X_OK)


def test_preparing_the_same_folder_twice_changes_nothing(tmp_path: Path) -> None:
    assert _command(tmp_path) == _command(tmp_path)


def test_the_environment_names_the_packages_and_passes_no_secret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SIGNPOST_TEST_SECRET", "x")
    _, environment = _command(tmp_path)
    assert (Path(environment[SITE_VARIABLE]) / "onnxruntime").is_dir()
    assert "SIGNPOST_TEST_SECRET" not in environment
