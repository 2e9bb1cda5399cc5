from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from deploy.demo_lms.app import create_app
from deploy.demo_lms.settings import LmsSettings
from tests.deploy.demo_lms.driver import Driver
from tests.deploy.demo_lms.fake_tool import LMS, FakeTool


@pytest.fixture
def tool() -> FakeTool:
    return FakeTool()


@pytest.fixture
def app(tmp_path: Path, tool: FakeTool) -> Flask:
    settings = LmsSettings(
        public_url=LMS,
        database_path=tmp_path / "lms.sqlite",
        key_path=tmp_path / "key.pem",
        secret="for tests only",
        test_api=True,
    )
    return create_app(settings, keys=tool)


@pytest.fixture
def lms(app: Flask, tool: FakeTool) -> Iterator[Driver]:
    """The LMS with nobody signed in and no tool."""
    with app.test_client() as client:
        yield Driver(client, tool)


@pytest.fixture
def ready(lms: Driver) -> Driver:
    """The LMS with the tool registered and the teacher signed in."""
    lms.register()
    lms.act_as(Driver.TEACHER)
    return lms
