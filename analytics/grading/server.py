"""Says how to start the Triton binary of the nvidia-pytriton wheel on a CPU."""

from __future__ import annotations

import os
import shutil
import stat
import sys
import sysconfig
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from analytics.grading.errors import GradingError

MODELS = ("grader",)
SITE_VARIABLE = "SIGNPOST_SITE_PACKAGES"

_PYTHON = f"{sys.version_info.major}.{sys.version_info.minor}"
_STUB = "triton_python_backend_stub"


class ServerMissing(GradingError):
    """Say that the wheel which carries Triton is not installed."""


def triton_command(
    run_dir: Path,
    model_repository: Path,
    http_port: int,
    grpc_port: int,
    metrics_port: int,
    models: Sequence[str] = MODELS,
) -> tuple[list[str], dict[str, str]]:
    """Return the argument vector and the environment that start Triton.

    It listens on 127.0.0.1 only and loads the named models and no others.
    The only effect is that `run_dir` gets a copy of the Python backend: the wheel
    keeps the backend's parts apart, Triton wants them together. Start it with
    `run_dir` as working directory: a folder named ``triton`` there hides a module.

    Raises:
        ServerMissing: The wheel or its stub for this Python is not installed.
    """
    site = _site_packages()
    server = site / "pytriton" / "tritonserver"
    backends = _copied_backend(server, run_dir.resolve())
    arguments = [
        str(server / "bin" / "tritonserver"),
        f"--model-repository={model_repository.resolve()}",
        f"--backend-directory={backends}",
        "--model-control-mode=explicit",
        *(f"--load-model={model}" for model in models),
        "--http-address=127.0.0.1",
        f"--http-port={http_port}",
        "--grpc-address=127.0.0.1",
        f"--grpc-port={grpc_port}",
        "--metrics-address=127.0.0.1",
        f"--metrics-port={metrics_port}",
        "--allow-gpu-metrics=false",
        "--disable-auto-complete-config",
        "--exit-timeout-secs=3",
        "--exit-on-error=true",
        "--log-info=false",
        f"--backend-config=python,shm-region-prefix-name=signpost{grpc_port}",
    ]
    return arguments, _environment(site)


def serving_kept(arguments: Sequence[str], kept: Path) -> list[str]:
    """Return a command that also serves what a repository of kept versions has.

    All of it is loaded at each start, so that what served before a crash serves after
    it; a version that does not load keeps no other from it.
    """
    others = ("--load-model=", "--exit-on-error=")
    return [
        *(argument for argument in arguments if not argument.startswith(others)),
        f"--model-repository={kept.resolve()}",
        "--load-model=*",
        "--exit-on-error=false",
    ]


def _site_packages() -> Path:
    spec = find_spec("pytriton")
    if spec is None or spec.origin is None:
        raise ServerMissing("nvidia-pytriton is absent: install it, it carries Triton")
    return Path(spec.origin).parent.parent


def _copied_backend(server: Path, run_dir: Path) -> Path:
    stub = server / "python_backend_stubs" / _PYTHON / _STUB
    if not stub.is_file():
        raise ServerMissing(f"the wheel has no Triton stub for Python {_PYTHON}")
    backend = run_dir / "backends" / "python"
    backend.mkdir(parents=True, exist_ok=True)
    packed = server / "backends" / "python"
    for part in (packed / "libtriton_python.so", packed / "triton_python_backend_utils.py", stub):
        _replace(part, backend / part.name)
    return backend.parent


def _replace(part: Path, target: Path) -> None:
    """Copy by rename: a stub of a killed server may still run from the old file."""
    fresh = target.with_suffix(".new")
    shutil.copy2(part, fresh)
    fresh.chmod(fresh.stat().st_mode | stat.S_IXUSR)
    fresh.replace(target)


def _environment(site: Path) -> dict[str, str]:
    libraries = [str(site / "nvidia_pytriton.libs"), str(sysconfig.get_config_var("LIBDIR"))]
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "TZ") if name in os.environ}
    return kept | {
        "LD_LIBRARY_PATH": ":".join(libraries),
        "PYTHONHOME": sys.base_prefix,
        "OMP_NUM_THREADS": "1",
        SITE_VARIABLE: str(site),
    }
