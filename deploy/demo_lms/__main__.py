"""Command line of the demo LMS: `python -m deploy.demo_lms link TOOL_URL`."""

import json

import click

from deploy.demo_lms.database import open_database
from deploy.demo_lms.registration_link import configuration_url, registration_url
from deploy.demo_lms.settings import LmsSettings
from deploy.demo_lms.tools import Tools
from deploy.demo_lms.wiring import utc_now


@click.group()
def cli() -> None:
    """Look after the demo LMS."""


@cli.command()
@click.argument("tool_url", required=False)
def link(tool_url: str | None) -> None:
    """Print a one-time registration link for a tool as JSON."""
    settings = LmsSettings()
    token = Tools(open_database(settings.database_path)).issue_link(utc_now())
    address = tool_url or settings.default_tool_registration_url
    click.echo(
        json.dumps(
            {
                "openid_configuration": configuration_url(settings.public_url),
                "registration_token": token,
                "registration_url": address
                and registration_url(address, settings.public_url, token),
            }
        )
    )


@cli.command()
def tools() -> None:
    """Print the registered tools as JSON."""
    found = Tools(open_database(LmsSettings().database_path)).all()
    fields = ("client_id", "deployment_id", "name", "active", "target_link_uri", "jwks_uri")
    click.echo(json.dumps([{field: getattr(tool, field) for field in fields} for tool in found]))


if __name__ == "__main__":
    cli()
