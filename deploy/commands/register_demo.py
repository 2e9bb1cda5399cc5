"""`signpost register-demo`: make the demo LMS and the tool known to each other."""

import click
from sqlalchemy import select

from deploy.commands.register import register
from deploy.demo_lms.database import open_database
from deploy.demo_lms.registration_link import registration_url
from deploy.demo_lms.settings import LmsSettings
from deploy.demo_lms.tools import Tools
from deploy.demo_lms.wiring import utc_now
from lti_tool.adapters.database import Database
from lti_tool.models import Registration
from lti_tool.settings import Settings


@click.command("register-demo")
def command() -> None:
    """Register the tool with the demo LMS, once for each pair of addresses."""
    settings, lms = Settings(), LmsSettings()
    tools = Tools(open_database(lms.database_path))
    ours = f"{settings.public_url}/"
    here = {tool.client_id for tool in tools.all() if tool.jwks_uri.startswith(ours)}
    query = select(Registration.client_id).where(Registration.issuer == lms.public_url)
    with Database(settings.database_url).read() as session:
        if here & set(session.scalars(query)):
            click.echo("Already registered with the demo LMS.")
            return
    token = tools.issue_link(utc_now())
    register(registration_url(f"{ours}lti/register", lms.public_url, token), settings)
    click.echo("Registered with the demo LMS.")
