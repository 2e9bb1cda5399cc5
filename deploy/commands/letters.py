"""`signpost letters`: read, mend and send again what could not be processed."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from getpass import getuser
from pathlib import Path
from uuid import UUID

import click

from analytics.reports import DeadLetterLine, LetterFilter
from lti_tool.admin_errors import AdminRefused
from lti_tool.errors import BrokerUnavailable, NotFound, ReportsUnavailable
from lti_tool.services.admin.letters import Letters, Replayed
from lti_tool.settings import Settings
from lti_tool.wiring import bootstrap

_WHO = "signpost letters"


@click.group("letters")
def command() -> None:
    """Read, mend and send again what could not be processed."""


@command.command("list")
@click.option("--tenant", default=None, help="Only this tenant's.")
@click.option("--stage", default=None, help="Only those that this step gave up.")
@click.option("--kind", default=None, help="Only this kind of event.")
@click.option("--all", "everything", is_flag=True, help="Those that were sent again, too.")
@click.option("--json", "as_json", is_flag=True, help="For machines.")
def list_letters(
    tenant: str | None, stage: str | None, kind: str | None, *, everything: bool, as_json: bool
) -> None:
    """List letters, newest first."""
    with _letters() as letters:
        found = letters.list(LetterFilter(tenant, stage, kind, waiting=not everything))
    if as_json:
        shown = [one.model_dump(mode="json", exclude={"raw_hex"}) for one in found]
        click.echo(json.dumps(shown))
        return
    for one in found:
        click.echo(_line(one))


@command.command("show")
@click.argument("letter_id", type=click.UUID)
def show(letter_id: UUID) -> None:
    """Print one letter and its message, byte for byte as far as it is text."""
    with _letters() as letters:
        found = letters.read(letter_id)
    click.echo(_line(found))
    click.echo(f"at {found.topic} [{found.partition}] {found.offset}: {found.reason}")
    click.echo(found.raw.decode(errors="backslashreplace"))


@command.command("replay")
@click.argument("letter_ids", type=click.UUID, nargs=-1)
@click.option("--tenant", default=None, help="All that wait of this tenant.")
@click.option("--stage", default=None, help="All that wait of this step.")
@click.option("--kind", default=None, help="All that wait of this kind.")
@click.option("--all", "everything", is_flag=True, help="All that wait.")
def replay(
    letter_ids: tuple[UUID, ...],
    tenant: str | None,
    stage: str | None,
    kind: str | None,
    *,
    everything: bool,
) -> None:
    """Send the named letters again, or all that a filter lets through."""
    if not (letter_ids or tenant or stage or kind or everything):
        raise click.UsageError("name letters, a filter, or --all")
    with _letters() as letters:
        done = (
            letters.replay(_who(), letter_ids)
            if letter_ids
            else letters.replay_all(_who(), LetterFilter(tenant, stage, kind))
        )
    _tell(done)


@command.command("fix")
@click.argument("letter_id", type=click.UUID)
@click.argument("message", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def fix(letter_id: UUID, message: Path) -> None:
    """Send the message in a file in place of the letter's."""
    with _letters() as letters:
        letters.fix(_who(), letter_id, message.read_bytes())
    click.echo("on its way")


@command.command("alert")
def alert() -> None:
    """Exit 1 if messages failed in the last 15 minutes: for a monitor."""
    with _letters() as letters:
        growth = letters.growth()
    click.echo(f"waiting {growth.waiting}, of the last 15 minutes {growth.fresh}")
    raise SystemExit(1 if growth.growing else 0)


@contextmanager
def _letters() -> Iterator[Letters]:
    parts = bootstrap(Settings())
    try:
        yield parts.admin.letters
    except (ReportsUnavailable, BrokerUnavailable) as error:
        raise click.ClickException(f"not now: {error}") from error
    except NotFound as error:
        raise click.ClickException("there is no such letter") from error
    except AdminRefused as error:
        raise click.ClickException(
            "that is no event" if error.code == "no_event" else "that is another event"
        ) from error
    finally:
        parts.database.dispose()


def _who() -> str:
    return f"{_WHO} ({getuser()})"


def _line(one: DeadLetterLine) -> str:
    state = "sent again" if one.replayed_at else "waiting"
    reason = one.reason.splitlines()[0][:80]
    return (
        f"{one.letter_id}  {one.failed_at:%Y-%m-%d %H:%M:%S}  {one.stage:<8}"
        f"{one.kind or '-':<20}{one.attempts:>4}  {state:<11}{one.tenant[:8] or '-':<9}{reason}"
    )


def _tell(done: Replayed) -> None:
    click.echo(f"{len(done.sent)} on their way")
    for letter_id in done.unreadable:
        click.echo(f"unreadable, mend it first: {letter_id}")
