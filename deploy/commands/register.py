"""`signpost register`: take a platform's one-time registration link."""

import click

from deploy.preparing import PreparationFailed, register
from lti_tool.settings import Settings


@click.command("register")
@click.argument("link")
def command(link: str) -> None:
    """Register with the platform that made LINK.

    LINK is the whole address that the platform would open, with its
    openid_configuration and registration_token.
    """
    try:
        done = register(link, Settings())
    except PreparationFailed as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"Registered with {done.issuer} as client {done.client_id}.")
