"""A tool with one registered platform, both in memory."""

from types import SimpleNamespace

import httpx
import pytest
from flask import Flask

from lti_tool.adapters.database import Database
from lti_tool.lti_wiring import Lti, build_lti
from lti_tool.models import Deployment
from lti_tool.settings import Settings
from tests.fakes.door import Browser, door_app, registration
from tests.fakes.lms import DEPLOYMENT, TOOL, FakeClock, FakeLms


@pytest.fixture
def settings() -> Settings:
    return Settings(public_url=TOOL, secret_key="s" * 32)


@pytest.fixture
def lti(settings: Settings, database: Database, clock: FakeClock, lms: FakeLms) -> Lti:
    return build_lti(settings, database, clock, httpx.MockTransport(lms.handle))


@pytest.fixture
def tenant(database: Database) -> Deployment:
    with database.write() as session:
        made = Deployment(registration=registration(), deployment_id=DEPLOYMENT, approved=True)
        session.add(made)
    return made


@pytest.fixture
def app(settings: Settings, database: Database, clock: FakeClock, lti: Lti) -> Flask:
    parts = SimpleNamespace(settings=settings, database=database, clock=clock, lti=lti)
    return door_app(parts)


@pytest.fixture
def browser(app: Flask, lms: FakeLms, tenant: Deployment) -> Browser:
    return Browser(app.test_client(), lms)
