"""The admin pages before a browser; a platform and a sign-on provider in memory."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import httpx
import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from lti_tool.adapters.database import Database
from lti_tool.app import create_app
from lti_tool.errors import BrokerUnavailable
from lti_tool.models import Deployment
from lti_tool.settings import Settings
from lti_tool.wiring import Parts
from tests.fakes.door import registration
from tests.fakes.lms import DEPLOYMENT, TOOL, FakeClock, FakeLms

OWNER = "owner@school.example"
PASSWORD = "a quiet brown river"
IDP = "https://sign-on.example"


@dataclass
class FakeEraser:
    """A warehouse that remembers what it was told to erase."""

    erased: list[str] = field(default_factory=list)

    def erase(self, tenant: str, learner_id: UUID | None = None) -> dict[str, int]:
        self.erased.append(f"{tenant} {learner_id}" if learner_id else tenant)
        return {"events": 3}


@dataclass
class FakeTrim:
    """A broker that shortens its log, unless it cannot."""

    able: bool = True
    trims: int = 0

    def trim(self) -> None:
        if not self.able:
            raise BrokerUnavailable("not here")
        self.trims += 1


@dataclass
class AdminBrowser:
    """A browser that sends forms as our own pages do."""

    client: FlaskClient

    def post(self, path: str, origin: str | None = TOOL, **form: Any) -> TestResponse:
        headers = {"Origin": origin} if origin else {}
        return self.client.post(path, data=form, headers=headers, base_url=TOOL)

    def get(self, path: str) -> TestResponse:
        return self.client.get(path, base_url=TOOL)

    def sign_in(self, email: str = OWNER, password: str = PASSWORD) -> TestResponse:
        return self.post("/admin/sign-in", email=email, password=password)


@pytest.fixture
def parts(database: Database, clock: FakeClock, lms: FakeLms) -> Parts:
    settings = Settings(
        public_url=TOOL,
        secret_key="s" * 32,
        sso_issuer=IDP,
        sso_client_id="signpost",
        sso_client_secret="hidden",
        sso_email_domains=("school.example",),
        sso_group_claim="groups",
        sso_group="signpost-admins",
    )
    return Parts(
        settings=settings,
        database=database,
        banks={},
        reports=None,  # type: ignore[arg-type]
        clock=clock,
        # Looked up at each call: a test may replace it.
        platform_transport=httpx.MockTransport(lambda request: lms.handle(request)),  # noqa: PLW0108
    )


@pytest.fixture
def app(parts: Parts) -> Flask:
    return create_app(parts=parts)


@pytest.fixture
def browser(app: Flask) -> AdminBrowser:
    return AdminBrowser(app.test_client())


@pytest.fixture
def owner(parts: Parts, browser: AdminBrowser) -> AdminBrowser:
    accounts = parts.admin.accounts
    accounts.set_password(accounts.add(OWNER), PASSWORD)
    assert browser.sign_in().status_code == 303
    return browser


@pytest.fixture
def tenant(parts: Parts) -> Deployment:
    with parts.database.write() as session:
        made = Deployment(registration=registration(), deployment_id=DEPLOYMENT, approved=True)
        session.add(made)
    return made
