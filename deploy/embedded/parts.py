"""The processes of the embedded default: how each starts and is known ready."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from analytics.grading.kept import MODELS
from analytics.grading.server import serving_kept, triton_command
from deploy.embedded.health import Check, file_there, http_ok, port_open
from deploy.embedded.layout import Layout
from deploy.embedded.ports import HOST, Ports

PARTITIONS = 2
"""One worker reads them all; each costs the broker work even when nothing comes."""

BEHIND = frozenset({"reconciler", "passback", "desk"})
WEB_THREADS = 96
MODEL_REPOSITORY = Path(__file__).resolve().parents[2] / "model_repository"


@dataclass(frozen=True, slots=True)
class Part:
    """One process.

    Attributes:
        title: what a person calls it.
        ports: where it listens.
        wave: parts of a wave start together, after the wave before is ready.
        stop_s: how long it may take to end before it is killed.
    """

    name: str
    title: str
    argv: list[str]
    ready: Check
    wave: int
    ports: tuple[int, ...] = ()
    env: Mapping[str, str] = field(default_factory=dict)
    stop_s: int = 8
    directory: Path | None = None


@dataclass(frozen=True, slots=True)
class Site:
    """One installation: its folders, ports and secrets."""

    layout: Layout
    ports: Ports
    secrets: Mapping[str, str]

    @property
    def web_url(self) -> str:
        """Return where browsers reach the tool."""
        return f"http://{self.ports.at('web')}"

    @property
    def lms_url(self) -> str:
        """Return where browsers reach the demo LMS."""
        return f"http://{self.ports.at('lms')}"

    def environment(self) -> dict[str, str]:
        """Return the settings that every part of ours reads."""
        data = self.layout.data
        password = self.secrets["clickhouse_password"]
        return {
            "SIGNPOST_PUBLIC_URL": self.web_url,
            "SIGNPOST_SECRET_KEY": self.secrets["secret_key"],
            "SIGNPOST_DATABASE_URL": f"sqlite:///{(data / 'signpost.db').resolve()}",
            "SIGNPOST_KAFKA_BOOTSTRAP": self.ports.at("kafka"),
            "SIGNPOST_CLICKHOUSE_URL": (
                f"clickhouse://default:{password}@{self.ports.at('clickhouse')}/signpost"
            ),
            "SIGNPOST_CLICKHOUSE_PASSWORD": password,
            "SIGNPOST_TRITON_URL": self.ports.at("triton_grpc"),
            "SIGNPOST_GRADER_FOLDER": str(self.layout.folder("data/grader").resolve()),
            "SIGNPOST_MASTERY_FOLDER": str(self.layout.folder("data/mastery").resolve()),
            "SIGNPOST_PARTITIONS": str(PARTITIONS),
            "SIGNPOST_DATA_DIR": str(self.layout.folder("data/worker").resolve()),
            "SIGNPOST_PLATFORM_HOSTS_ALLOWED": f'["{HOST}"]',
            "SIGNPOST_LMS_PUBLIC_URL": self.lms_url,
            "SIGNPOST_LMS_DATABASE_PATH": str((data / "demo_lms.db").resolve()),
            "SIGNPOST_LMS_KEY_PATH": str((data / "demo_lms_key.pem").resolve()),
            "SIGNPOST_LMS_SECRET": self.secrets["lms_secret"],
            "SIGNPOST_LMS_DEFAULT_TOOL_REGISTRATION_URL": (
                f"{self.web_url}/lti/register?invite={self.secrets['demo_invitation']}"
            ),
        }


def parts_of(site: Site) -> list[Part]:
    """Return every process, in the order of its waves."""
    return [
        _broker(site),
        _warehouse(site),
        _triton(site),
        _demo_lms(site),
        _web(site),
        *(
            _worker(site, name, title)
            for name, title in (
                ("relay", "Outbox relay"),
                ("inbox", "Inbox"),
                ("reconciler", "Reconciler"),
                ("passback", "Score passback"),
                ("desk", "Marking desk"),
                ("worker", "Stream worker"),
            )
        ),
    ]


def _signpost(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "deploy.cli", *arguments]


def _behind(argv: list[str]) -> list[str]:
    """Return a command whose process lets those go first that a learner waits for."""
    return ["nice", "-n", "10", *argv]


def _broker(site: Site) -> Part:
    ready = site.layout.run / "broker.ready"
    return Part(
        name="broker",
        title="Kafka broker (Tansu)",
        argv=_signpost("broker", "--port", str(site.ports.kafka), "--ready-file", str(ready)),
        ready=file_there(ready),
        wave=1,
        ports=(site.ports.kafka,),
    )


def _warehouse(site: Site) -> Part:
    data = site.layout.folder("data/warehouse").resolve()
    module = [sys.executable, "-m", "analytics.warehouse.embedded"]
    port = site.ports.clickhouse
    return Part(
        name="warehouse",
        title="ClickHouse engine (chDB)",
        argv=_behind([*module, "--host", HOST, "--port", str(port), "--data", str(data)]),
        ready=port_open(HOST, port),
        wave=1,
        ports=(port,),
        stop_s=15,
    )


def _triton(site: Site) -> Part:
    ports = site.ports
    run_dir = site.layout.folder("run/triton").resolve()
    argv, env = triton_command(
        run_dir, MODEL_REPOSITORY, ports.triton_http, ports.triton_grpc, ports.triton_metrics
    )
    return Part(
        name="triton",
        title="Triton with the grader",
        argv=serving_kept(argv, site.layout.folder(f"data/grader/{MODELS}")),
        env=env,
        ready=http_ok(f"http://{ports.at('triton_http')}/v2/models/grader/ready"),
        wave=1,
        ports=(ports.triton_http, ports.triton_grpc, ports.triton_metrics),
        stop_s=12,
        directory=run_dir,
    )


def _gunicorn(app: str, address: str, threads: int) -> list[str]:
    gunicorn = [sys.executable, "-m", "gunicorn", app, "--bind", address]
    return [
        *gunicorn,
        *("--worker-class", "gthread", "--threads", str(threads)),
        *("--workers", "1", "--timeout", "60", "--graceful-timeout", "3"),
        *("--keep-alive", "30", "--no-control-socket", "--worker-tmp-dir", "/dev/shm"),  # noqa: S108 - heartbeat file, in memory
    ]


def _demo_lms(site: Site) -> Part:
    return Part(
        name="demo_lms",
        title="Demo LMS",
        argv=_gunicorn("deploy.demo_lms.wsgi:app", site.ports.at("lms"), 16),
        ready=http_ok(f"{site.lms_url}/"),
        wave=1,
        ports=(site.ports.lms,),
    )


def _web(site: Site) -> Part:
    return Part(
        name="web",
        title="Signpost web",
        argv=_gunicorn("lti_tool.wsgi:application()", site.ports.at("web"), WEB_THREADS),
        ready=http_ok(f"{site.web_url}/healthz"),
        wave=2,
        ports=(site.ports.web,),
    )


def _worker(site: Site, name: str, title: str) -> Part:
    ready = site.layout.run / f"{name}.ready"
    ready.unlink(missing_ok=True)
    return Part(
        name=name,
        title=title,
        argv=_behind(_signpost(name)) if name in BEHIND else _signpost(name),
        env={"SIGNPOST_READY_FILE": str(ready.resolve())},
        ready=file_there(ready),
        wave=2,
        stop_s=12,
    )
