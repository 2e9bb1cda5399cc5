"""`signpost register`: take a platform's one-time registration link."""

import click

from deploy.preparing import PreparationFailed, apply_change, register
from lti_tool.settings import Settings


@click.command("register")
@click.argument("link")
def command(link: str) -> None:
    """Register with the platform that made LINK.

    LINK is the whole address that the platform would open, with its
    openid_configuration and registration_token.
    """
    settings = Settings()
    try:
        done = register(link, settings)
        if done.proposal:
            click.echo("This client is registered already. It would change:")
            for one in done.proposal.differences:
                click.echo(f"  {one.field}: {one.now or '-'} -> {one.then or '-'}")
            click.confirm("Apply this?", abort=True)
            done = apply_change(done.proposal.token, settings)
    except PreparationFailed as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"Registered with {done.issuer} as client {done.client_id}.")
