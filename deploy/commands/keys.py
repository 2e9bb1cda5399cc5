"""`signpost keys`: the keys that Signpost signs with."""

import click

from lti_tool.adapters.database import Database
from lti_tool.adapters.secret_box import SecretBox
from lti_tool.errors import NotFound
from lti_tool.models import utc_now
from lti_tool.services.admin.audit import Deed, keep
from lti_tool.services.keys import AHEAD, OVERLAP, Keys
from lti_tool.settings import Settings

SERVER = "signpost keys"
"""Who acted, in the record of what administrators did."""


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
@click.option("--withdraw", metavar="KID", help="Destroy this key at once: others may know it.")
def rotate(withdraw: str | None) -> None:
    """Publish a new key now; it signs in an hour, the old one stays for a week.

    A key that others may know is withdrawn instead: it leaves the key set at
    once and never signs again; the next key signs from now on.
    """
    database, keys = _open()
    if withdraw is not None:
        _withdraw(database, keys, withdraw)
        return
    with database.write() as session:
        keys.signing_key(session)
        made = keys.rotate(session)
        keep(session, SERVER, utc_now(), Deed("key_rotated", made.kid))
    hours, days = AHEAD.total_seconds() / 3600, OVERLAP.days
    click.echo(f"{made.kid} is published and signs in {hours:g} h.")
    click.echo(f"The old key stays published for {days} days after that.")


def _withdraw(database: Database, keys: Keys, kid: str) -> None:
    try:
        with database.write() as session:
            signing = keys.withdraw(session, kid)
            keep(session, SERVER, utc_now(), Deed("key_withdrawn", kid))
    except NotFound as error:
        raise click.ClickException(f"{error}; see signpost keys list") from error
    click.echo(f"{kid} is destroyed and published no more; {signing.kid} signs from now on.")
    click.echo("LMSs that keep key sets trust the old key until they read ours again.")


def _open() -> tuple[Database, Keys]:
    settings = Settings()
    box = SecretBox(settings.secret_key.get_secret_value())
    return Database(settings.database_url), Keys(box, utc_now)
