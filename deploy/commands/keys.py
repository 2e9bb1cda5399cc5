"""`signpost keys`: the keys that Signpost signs with."""

import click

from lti_tool.adapters.database import Database
from lti_tool.adapters.secret_box import SecretBox
from lti_tool.models import utc_now
from lti_tool.services.keys import AHEAD, OVERLAP, Keys
from lti_tool.settings import Settings


@click.group("keys")
def command() -> None:
    """Show or rotate the signing keys."""


@command.command("list")
def show() -> None:
    """List the published keys, newest first."""
    database, keys = _open()
    with database.write() as session:
        signing = keys.signing_key(session).kid
        for pair in keys.published(session):
            state = "signs" if pair.kid == signing else "published"
            click.echo(f"{pair.kid}  {pair.created_at:%Y-%m-%d %H:%M}  {state}")


@command.command("rotate")
def rotate() -> None:
    """Publish a new key now; it signs in an hour, the old one stays for a week."""
    database, keys = _open()
    with database.write() as session:
        keys.signing_key(session)
        made = keys.rotate(session)
    hours, days = AHEAD.total_seconds() / 3600, OVERLAP.days
    click.echo(f"{made.kid} is published and signs in {hours:g} h.")
    click.echo(f"The old key stays published for {days} days after that.")


def _open() -> tuple[Database, Keys]:
    settings = Settings()
    box = SecretBox(settings.secret_key.get_secret_value())
    return Database(settings.database_url), Keys(box, utc_now)
