from collections.abc import Iterator

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from flask import Flask

from deploy.demo_lms import lti
from deploy.demo_lms.app import create_app
from deploy.demo_lms.keys import SigningKey
from deploy.demo_lms.schema import metadata
from deploy.demo_lms.settings import LmsSettings
from tests.deploy.demo_lms.driver import Driver
from tests.deploy.demo_lms.fake_tool import LMS, FakeTool


@pytest.fixture(scope="session")
def tool() -> FakeTool:
    return FakeTool(SigningKey.of(rsa.generate_private_key(public_exponent=65537, key_size=2048)))


@pytest.fixture(scope="session")
def school(tmp_path_factory: pytest.TempPathFactory, tool: FakeTool) -> Flask:
    """One app for the session: its key and its templates take a while."""
    folder = tmp_path_factory.mktemp("lms")
    settings = LmsSettings(
        public_url=LMS,
        database_path=folder / "lms.sqlite",
        key_path=folder / "key.pem",
        secret="for tests only",
        test_api=True,
    )
    return create_app(settings, keys=tool)


@pytest.fixture
def app(school: Flask) -> Flask:
    """The app with its people and courses, and nothing else."""
    with school.extensions["demo_lms"].people.database.write() as connection:
        for table in metadata.sorted_tables:
            if table.name not in {"users", "courses", "enrolments"}:
                connection.execute(table.delete())
    return school


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


@pytest.fixture
def column(ready: Driver) -> str:
    """The address of an activity's line item."""
    address: str = ready.launch(ready.add_activity())[lti.AGS_ENDPOINT]["lineitem"]
    return address
