"""`signpost register`: take a platform's one-time registration link."""

from urllib.parse import parse_qs, urlsplit

import click

from lti_tool.adapters.database import Database
from lti_tool.errors import ToolError
from lti_tool.lti_wiring import build_lti
from lti_tool.services.registrations import Registered
from lti_tool.settings import Settings


@click.command("register")
@click.argument("link")
def command(link: str) -> None:
    """Register with the platform that made LINK.

    LINK is the whole address that the platform would open, with its
    openid_configuration and registration_token.
    """
    done = register(link, Settings())
    click.echo(f"Registered with {done.issuer} as client {done.client_id}.")


def register(link: str, settings: Settings) -> Registered:
    """Register by a link; the one-time token in it is spent.

    Raises:
        ClickException: the link is incomplete, or the platform or we refused.
    """
    query = parse_qs(urlsplit(link).query)
    configuration = query.get("openid_configuration", [""])[0]
    if not configuration:
        raise click.ClickException("the link has no openid_configuration; copy all of it")
    lti = build_lti(settings, Database(settings.database_url))
    try:
        return lti.registrations.register(configuration, query.get("registration_token", [None])[0])
    except ToolError as error:
        raise click.ClickException(str(error)) from error
