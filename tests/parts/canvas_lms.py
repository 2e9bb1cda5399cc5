"""The demo LMS as Canvas and a tool of another site, both over https, in threads."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from analytics.content.bank import shipped_banks
from deploy.demo_lms.app import create_app as create_lms
from deploy.demo_lms.content_items import ContentItem
from deploy.demo_lms.records import Tool
from deploy.demo_lms.settings import LmsSettings
from deploy.demo_lms.wiring import Lms
from lti_tool.adapters.clickhouse_reports import ClickHouseReports
from lti_tool.adapters.database import Database
from lti_tool.adapters.outbox_accounts import OutboxAccounts
from lti_tool.app import create_app as create_tool
from lti_tool.models import Deployment, Registration, utc_now
from lti_tool.settings import Settings
from lti_tool.wiring import Parts
from tests.parts.certificate import certified
from tests.parts.database import empty_database
from tests.parts.foreign_lms import CLIENT, HOSTS, CookieLoss, serving
from tests.parts.processes import free_port

COURSE = "1"


@dataclass(frozen=True, slots=True)
class CanvasPair:
    """The running pair and the activity that is placed in its course."""

    lms_url: str
    activity: str
    database: Database
    loss: CookieLoss


@contextmanager
def running_canvas(folder: Path) -> Iterator[CanvasPair]:
    """Run the pair until the block ends; an activity is placed."""
    lms_port, tool_port = free_port(), free_port()
    lms_url, tool_url = f"https://{HOSTS[0]}:{lms_port}", f"https://{HOSTS[2]}:{tool_port}"
    lms_app = create_lms(
        LmsSettings(
            public_url=lms_url,
            database_path=folder / "lms.sqlite",
            key_path=folder / "key.pem",
            secret="a secret of tests",
            session_samesite="None",
            flavour="canvas",
        )
    )
    lms: Lms = lms_app.extensions["demo_lms"]
    lms.tools.save(_tool(tool_url))
    item = ContentItem(type="ltiResourceLink", title="Particles", url=f"{tool_url}/lti/launch")
    [activity] = lms.activities.place(COURSE, CLIENT, [item], lms.clock())
    database = empty_database(folder / "tool.db")
    _register(database, lms, lms_url)
    settings = Settings(public_url=tool_url, secret_key="s" * 32, platform_hosts_allowed=HOSTS)
    reports = ClickHouseReports.at("clickhouse://nobody@127.0.0.1:1/none", OutboxAccounts(database))
    transport = httpx.WSGITransport(app=lms_app.wsgi_app)
    parts = Parts(settings, database, shipped_banks(), reports, platform_transport=transport)
    loss = CookieLoss(create_tool(parts=parts))
    context = certified(folder, HOSTS)
    with serving(lms_app, lms_port, context), serving(loss, tool_port, context):
        yield CanvasPair(lms_url, activity, database, loss)
    database.dispose()


def _tool(url: str) -> Tool:
    return Tool(
        client_id=CLIENT,
        deployment_id="1",
        name="Signpost",
        description="",
        initiate_login_uri=f"{url}/lti/login",
        redirect_uris=[f"{url}/lti/launch"],
        jwks_uri=f"{url}/lti/jwks",
        target_link_uri=f"{url}/lti/launch",
        domain=url.removeprefix("https://"),
        deep_link_uri="",
        scopes=[],
        claims=["name"],
        custom={},
        active=True,
        registered_at=utc_now(),
    )


def _register(database: Database, lms: Lms, lms_url: str) -> None:
    row = Registration(
        issuer=lms_url,
        client_id=CLIENT,
        auth_login_url=f"{lms_url}/lti/authorize",
        auth_token_url=f"{lms_url}/lti/token",
        key_set_url=f"{lms_url}/lti/jwks",
        product="canvas",
    )
    deployment_id = lms.flavour.deployment_id("1", COURSE)
    with database.write() as session:
        session.add(Deployment(registration=row, deployment_id=deployment_id, approved=True))
