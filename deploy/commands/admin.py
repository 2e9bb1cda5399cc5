"""`signpost admin`: accounts of who runs Signpost, invitations of platforms."""

import click

from lti_tool.adapters.database import Database
from lti_tool.admin_errors import AdminRefused
from lti_tool.models import utc_now
from lti_tool.services.admin import invitations
from lti_tool.services.admin.accounts import LINK_LIVES, Accounts
from lti_tool.services.tool_config import ToolAddresses
from lti_tool.settings import Settings


@click.group("admin")
def command() -> None:
    """Make accounts and invitations."""


@command.command("add")
@click.argument("email")
def add(email: str) -> None:
    """Make an account, or a new way in to one, for EMAIL.

    Prints a link that sets the password, once.
    """
    settings = Settings()
    try:
        code = Accounts(Database(settings.database_url), utc_now).add(email)
    except AdminRefused as error:
        raise click.ClickException("that is no e-mail address") from error
    hours = LINK_LIVES.total_seconds() / 3600
    click.echo(f"Open this within {hours:g} h to choose a password; it works once:")
    click.echo(f"{settings.public_url.rstrip('/')}/admin/first/{code}")


@command.command("invite")
@click.option("--note", default="", help="For whom it is, for your own list.")
def invite(note: str) -> None:
    """Make a registration link that works once."""
    settings = Settings()
    with Database(settings.database_url).write() as session:
        code = invitations.invite(session, utc_now(), "signpost admin invite", note)
    click.echo(f"Paste this into the LMS; it works once, for {invitations.LIVES.days} days:")
    click.echo(ToolAddresses(settings.public_url.rstrip("/")).invitation(code))
