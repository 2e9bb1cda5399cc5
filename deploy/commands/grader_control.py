"""The commands of `signpost grader` that say which version grades, while all runs."""

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import wraps
from pathlib import Path
from typing import Any, Final

import click

from analytics.grading.errors import GradingError
from analytics.grading.kept import MODELS, KeptVersions
from analytics.grading.model_control import ModelRefused, ModelState, TritonControl
from analytics.grading.release import DEFAULT
from analytics.grading.versions import Canary, Control, ControlFile, Limits, model_of
from analytics.grading.wire import MODEL
from deploy.embedded.parts import MODEL_REPOSITORY

_USUAL: Final = Limits()
_SHARE: Final = click.FloatRange(0, 1)


@dataclass(frozen=True, slots=True)
class Room:
    """Where the versions are, and the Triton that serves them."""

    control: ControlFile
    kept: KeptVersions
    triton: TritonControl

    def ready(self, version: int) -> None:
        """Refuse a version that cannot be asked.

        Raises:
            ModelRefused: It is not loaded, or is broken.
        """
        state = self.triton.states().get(model_of(version), ModelState("unknown"))
        if not state.is_ready:
            raise ModelRefused(f"{MODEL}:{version} is {state.state.lower()}: load it first")


def _in_a_room(run: Callable[..., None]) -> Callable[..., None]:
    """Give a command the room of this machine, and its errors as words."""

    @click.option(
        "--var",
        "root",
        type=click.Path(path_type=Path, file_okay=False),
        default=Path("var"),
        show_default=True,
        help="Folder of `signpost up`; SIGNPOST_GRADER_FOLDER and SIGNPOST_TRITON_URL go before.",
    )
    @wraps(run)
    def command(root: Path, **given: Any) -> None:
        with _explained():
            run(_room(root), **given)

    return command


def _room(root: Path) -> Room:
    folder = Path(os.environ.get("SIGNPOST_GRADER_FOLDER", root / "data" / "grader"))
    kept = KeptVersions(folder / MODELS, MODEL_REPOSITORY / MODEL)
    return Room(ControlFile(folder), kept, TritonControl(_address(root)))


def _address(root: Path) -> str:
    running = root / "run" / "addresses.json"
    known = json.loads(running.read_text())["triton_grpc"] if running.is_file() else None
    return os.environ.get("SIGNPOST_TRITON_URL") or known or "127.0.0.1:8001"


@click.command("status")
@_in_a_room
def status(room: Room) -> None:
    """Show every version, whether it can be asked, and what it does."""
    control, states = room.control.read(), room.triton.states()
    for version in room.kept.versions():
        state = states.get(model_of(version), ModelState("not loaded"))
        words = f"{MODEL}:{version}", state.state.lower().replace("_", " "), _part(control, version)
        click.echo("{:<12}{:<14}{}".format(*words).rstrip())
        if state.reason and state.reason != "unloaded":
            click.echo(f"{'':<12}{state.reason.splitlines()[0]}")
    if control.stopped is not None:
        one = control.stopped
        click.echo(f"{MODEL}:{one.version} was stopped at {one.at:%Y-%m-%d %H:%M:%S}: {one.reason}")


@click.command("load")
@click.argument("what", metavar="FOLDER|VERSION")
@_in_a_room
def load(room: Room, what: str) -> None:
    """Keep an exported FOLDER as the next version and load it, or load VERSION again."""
    version = int(what) if what.isdecimal() else room.kept.keep(Path(what))
    if version not in room.kept.versions():
        raise ModelRefused(f"{MODEL}:{version} is not kept: name an exported folder")
    try:
        room.triton.load(model_of(version))
    except GradingError:
        if not what.isdecimal():
            room.kept.forget(version)
        raise
    click.echo(f"{MODEL}:{version} is loaded; put it on trial: signpost grader canary {version}")
    if not any(DEFAULT in rules for rules in room.kept.release_table(version).languages.values()):
        click.echo("Its calibration.json has no release rules: its grades will go to teachers.")


@click.command("unload")
@click.argument("version", type=click.IntRange(1))
@click.option("--forget", is_flag=True, help="Delete it from the disk too.")
@_in_a_room
def unload(room: Room, version: int, *, forget: bool) -> None:
    """Unload a version that nothing uses; Triton loads what is kept when it starts again."""
    control = room.control.read()
    if version in control.used:
        raise ModelRefused(f"{MODEL}:{version} {_part(control, version)}: first end that")
    room.triton.unload(model_of(version))
    if forget:
        room.kept.forget(version)
    click.echo(f"{MODEL}:{version} is unloaded" + (" and forgotten." if forget else "."))


@click.command("canary")
@click.argument("version", type=click.IntRange(1))
@click.option("--share", type=_SHARE, default=0.1, show_default=True, help="Of the answers.")
@click.option("--errors", type=_SHARE, default=_USUAL.errors, show_default=True)
@click.option("--p95-ms", type=click.FloatRange(1), default=_USUAL.p95_s * 1000, show_default=True)
@click.option("--release-gap", type=_SHARE, default=_USUAL.release_gap, show_default=True)
@click.option("--window", type=click.IntRange(1, 10_000), default=_USUAL.window, show_default=True)
@click.option("--least", type=click.IntRange(1), default=_USUAL.least, show_default=True)
@_in_a_room
def canary(room: Room, version: int, share: float, p95_ms: float, **limits: Any) -> None:
    """Let VERSION grade a share of the answers, chosen by their ids.

    It is stopped by itself when, over its last --window answers and not before --least of
    them, its share of failed answers is greater by --errors than that of the version that
    serves, its 95th percentile is above --p95-ms and half as long again as the other's, or its
    share of grades that need no teacher differs by --release-gap. Whoever it fails is graded by the
    version that serves.
    """
    room.ready(version)
    trial = Canary(
        version=version,
        share=share,
        since=datetime.now(UTC),
        limits=Limits(p95_s=p95_ms / 1000, **limits),
    )
    room.control.change(lambda control: control.trying(trial))
    click.echo(f"{MODEL}:{version} grades {share:.0%} of the answers from now on.")


@click.command("promote")
@_in_a_room
def promote(room: Room) -> None:
    """Let the version on trial serve all answers, from one moment to the next."""
    on_trial = room.control.read().canary
    if on_trial is not None:
        room.ready(on_trial.version)
    now = room.control.change(Control.promoted)
    click.echo(f"{MODEL}:{now.stable} serves; {MODEL}:{now.previous} is kept to roll back to.")


@click.command("rollback")
@_in_a_room
def rollback(room: Room) -> None:
    """End the trial, or without one go back to the version that served before."""
    control = room.control.read()
    if control.canary is None and control.previous is not None:
        room.ready(control.previous)
    now = room.control.change(lambda one: one.rolled_back(datetime.now(UTC)))
    click.echo(f"{MODEL}:{now.stable} serves, nothing is on trial.")


def _part(control: Control, version: int) -> str:
    on_trial = control.canary
    if on_trial is not None and on_trial.version == version:
        return f"is on trial with {on_trial.share:.0%} since {on_trial.since:%Y-%m-%d %H:%M:%S}"
    if version == control.stable:
        return "serves"
    return "served before" if version == control.previous else ""


@contextmanager
def _explained() -> Iterator[None]:
    try:
        yield
    except (GradingError, OSError) as error:
        raise click.ClickException(str(error)) from error


COMMANDS: Final = (status, load, unload, canary, promote, rollback)
