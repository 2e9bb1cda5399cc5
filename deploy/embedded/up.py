"""Bring everything up in order, say where it is, and take it down again."""

import fcntl
import json
import os
import signal
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import click

from deploy.demo_lms.settings import LmsSettings
from deploy.embedded.errors import AlreadyRunning, NotReady
from deploy.embedded.layout import Layout
from deploy.embedded.parts import Part, Site, parts_of
from deploy.embedded.ports import choose
from deploy.embedded.reservation import Reservation
from deploy.embedded.strangers import refuse_strangers
from deploy.embedded.supervision import Supervisor, pids_of, sweep
from deploy.preparing import (
    DEMO_ADMIN,
    prepare_admin,
    prepare_sql,
    prepare_warehouse,
    register_demo,
)
from lti_tool.settings import Settings

READY_TIMEOUT_S = 120.0
_POLL_S = 0.1
_LOOK_S = 1.0


@dataclass(frozen=True, slots=True)
class Stage:
    """The launcher's state while it brings parts up."""

    site: Site
    parts: list[Part]
    supervisor: Supervisor
    stop: threading.Event


def up(root: Path) -> None:
    """Run the embedded default until SIGINT or SIGTERM.

    Raises:
        EmbeddedError: a part failed; everything is stopped again before.
    """
    layout = Layout(root)
    with _only_one(layout):
        sweep(layout)
        with Reservation() as reservation:
            ports = choose(layout.data / "ports.json", reservation)
            _run(Site(layout, ports, layout.secrets()))


def _run(site: Site) -> None:
    os.environ |= site.environment()
    parts = parts_of(site)
    stage = Stage(site, parts, Supervisor(site, parts), _stop_on_signals())
    try:
        _bring_up(stage)
        while not stage.stop.wait(1.0) and stage.supervisor.alive():
            pass
    finally:
        click.echo("\nStopping …")
        stage.supervisor.stop()
        site.layout.addresses.unlink(missing_ok=True)
        click.echo("Stopped; nothing is left running.")


def _bring_up(stage: Stage) -> None:
    started = time.monotonic()
    click.secho("Signpost is starting on this machine only (loopback).", bold=True)
    stage.supervisor.start()
    settings = Settings()
    first = [part for part in stage.parts if part.wave == 1]
    second = [part for part in stage.parts if part.wave > 1]
    for part in first:
        stage.supervisor.launch(part.name)
    _step("SQL state", started, lambda: prepare_sql(settings))
    prepare_admin(settings, stage.site.secrets)
    web = [part for part in second if part.name == "web"]
    for part in web:
        stage.supervisor.launch(part.name)
    if not _await(stage, [p for p in first if p.name == "warehouse"], started):
        return
    _step("Warehouse schema", started, lambda: prepare_warehouse(settings))
    if not _await(stage, [p for p in first if p.name == "broker"], started):
        return
    for part in second:
        if part.name != "web":
            stage.supervisor.launch(part.name)
    others = [p for p in (*first, *second) if p.name not in {"warehouse", "broker"}]
    if not _await(stage, others, started):
        return
    _step("Tool registered", started, lambda: register_demo(settings, LmsSettings()))
    _write_addresses(stage)
    _say_addresses(stage.site, time.monotonic() - started)


def _await(stage: Stage, parts: Iterable[Part], started: float) -> bool:
    """Return True when all are ready, False when we are told to stop before."""
    waiting = {part.name: part for part in parts}
    now = time.monotonic()
    deadline, look_at = now + READY_TIMEOUT_S, now
    while waiting and not stage.stop.is_set():
        problems = {name: part.ready() for name, part in waiting.items()}
        ready = [name for name, problem in problems.items() if problem is None]
        now = time.monotonic()
        # After the parts were asked: a stranger at a port may have answered.
        if ready or now >= look_at:
            refuse_strangers(stage.parts, partial(pids_of, stage.site.layout))
            look_at = now + _LOOK_S
        for name in ready:
            _tick(waiting.pop(name).title, started)
        failed = set(stage.supervisor.failed()) & set(waiting)
        if failed or (waiting and now > deadline):
            name = min(failed or waiting)
            log = stage.site.layout.log / f"{name}.log"
            raise NotReady(f"{waiting[name].title} is not ready ({problems[name]}); see {log}")
        stage.stop.wait(_POLL_S if waiting else 0)
    return not stage.stop.is_set()


def _step(title: str, started: float, work: Callable[[], object]) -> None:
    work()
    _tick(title, started)


def _tick(title: str, started: float) -> None:
    click.echo(
        f"  {click.style('ok', fg='green')}  {title:<26} {time.monotonic() - started:5.1f} s"
    )


def _write_addresses(stage: Stage) -> None:
    ports = stage.site.ports
    facts = {
        "at": datetime.now(UTC).isoformat(),
        "web": stage.site.web_url,
        "demo_lms": stage.site.lms_url,
        "triton_http": ports.at("triton_http"),
        "triton_grpc": ports.at("triton_grpc"),
        "kafka": ports.at("kafka"),
        "clickhouse": ports.at("clickhouse"),
        "pids": stage.supervisor.pids(),
    }
    stage.site.layout.addresses.write_text(json.dumps(facts, indent=2))


def _say_addresses(site: Site, seconds: float) -> None:
    click.secho(f"\nAll healthy after {seconds:.1f} s.", fg="green", bold=True)
    click.echo(f"\n  Open the demo LMS   {click.style(site.lms_url, bold=True)}")
    click.echo(f"  Signpost itself     {site.web_url}")
    secrets_file = site.layout.data / "secrets.json"
    click.echo(f"  Admin pages         {site.web_url}/admin")
    click.echo(f"                      {DEMO_ADMIN}, password: admin_password in {secrets_file}")
    click.echo(f"  Logs                {site.layout.log}")
    click.echo("\nCtrl-C stops everything.")


def _stop_on_signals() -> threading.Event:
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    return stop


@contextmanager
def _only_one(layout: Layout) -> Iterator[None]:
    with (layout.run / "up.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise AlreadyRunning(
                f"another `signpost up` uses {layout.root}; stop it, or choose another folder"
            ) from error
        yield
