"""What has to be true before the processes work: schemas and a registration."""

from collections.abc import Mapping
from urllib.parse import parse_qs, urlsplit

from sqlalchemy import select

from analytics.warehouse.client import Warehouse
from analytics.warehouse.errors import WarehouseError, WarehouseUnavailable
from analytics.warehouse.migrating import migrate as migrate_warehouse
from deploy.demo_lms.database import open_database
from deploy.demo_lms.registration_link import registration_url
from deploy.demo_lms.settings import LmsSettings
from deploy.demo_lms.tools import Tools
from deploy.demo_lms.wiring import utc_now
from lti_tool.adapters.database import Database
from lti_tool.admin_wiring import build_admin
from lti_tool.errors import ToolError
from lti_tool.lti_wiring import build_lti
from lti_tool.migrations import migrate as migrate_sql
from lti_tool.models import AdminAccount, Registration
from lti_tool.services.admin import invitations
from lti_tool.services.registrations import Registered
from lti_tool.settings import Settings

DEMO_ADMIN = "admin@localhost"
DEMO_REGISTRATIONS = 20


class PreparationFailed(Exception):
    """A schema or a registration could not be made; the message says why."""


def prepare_sql(settings: Settings) -> None:
    """Bring the SQL state up to date."""
    migrate_sql(settings.database_url)


def prepare_warehouse(settings: Settings) -> tuple[str, ...]:
    """Bring the warehouse up to date; return the names of what was applied.

    Raises:
        PreparationFailed: the warehouse is down, or a step is wrong.
    """
    warehouse = Warehouse(settings.clickhouse_url.get_secret_value())
    try:
        return migrate_warehouse(warehouse)
    except (WarehouseError, WarehouseUnavailable) as error:
        raise PreparationFailed(f"the warehouse: {error}") from error
    finally:
        warehouse.close()


def register(link: str, settings: Settings) -> Registered:
    """Register by a platform's link; the one-time token in it is spent.

    Raises:
        PreparationFailed: the link is incomplete, or the platform or we refused.
    """
    query = parse_qs(urlsplit(link).query)
    configuration = query.get("openid_configuration", [""])[0]
    if not configuration:
        raise PreparationFailed("the link has no openid_configuration; copy all of it")
    lti = build_lti(settings, Database(settings.database_url))
    try:
        return lti.registrations.register(configuration, query.get("registration_token", [None])[0])
    except ToolError as error:
        raise PreparationFailed(str(error)) from error


def apply_change(token: str, settings: Settings) -> Registered:
    """Apply what registering again would change, after somebody said yes.

    Raises:
        PreparationFailed: the change is used or too old.
    """
    try:
        return build_lti(settings, Database(settings.database_url)).registrations.apply(token)
    except ToolError as error:
        raise PreparationFailed(str(error)) from error


def prepare_admin(settings: Settings, secrets: Mapping[str, str]) -> None:
    """Make the first account at the first start, and let the demo LMS register.

    The demo LMS holds an invitation; it is renewed here at each start.
    """
    database, now = Database(settings.database_url), utc_now()
    accounts = build_admin(settings, database, utc_now).accounts
    with database.write() as session:
        invitations.admit(
            session,
            now,
            secrets["demo_invitation"],
            made_by="signpost up",
            note="demo LMS",
            uses=DEMO_REGISTRATIONS,
        )
        known = session.scalar(select(AdminAccount.id).limit(1))
    if known is None:
        accounts.set_password(accounts.add(DEMO_ADMIN), secrets["admin_password"])


def register_demo(settings: Settings, lms: LmsSettings) -> bool:
    """Make the demo LMS and the tool known to each other, once for their addresses.

    Returns:
        False when they knew each other already.

    Raises:
        PreparationFailed: as `register`.
    """
    tools = Tools(open_database(lms.database_path))
    ours = f"{settings.public_url}/"
    there = {tool.client_id for tool in tools.all() if tool.jwks_uri.startswith(ours)}
    query = select(Registration.client_id).where(Registration.issuer == lms.public_url)
    with Database(settings.database_url).read() as session:
        if there & set(session.scalars(query)):
            return False
    token = tools.issue_link(utc_now())
    register(registration_url(f"{ours}lti/register", lms.public_url, token), settings)
    return True
