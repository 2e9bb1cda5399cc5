"""`python -m deploy.demo_lms`."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from deploy.demo_lms.__main__ import cli
from deploy.demo_lms.app import create_app
from deploy.demo_lms.settings import LmsSettings
from tests.deploy.demo_lms.driver import Driver
from tests.deploy.demo_lms.fake_tool import LMS, TOOL, FakeTool


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> LmsSettings:
    for name, value in {
        "PUBLIC_URL": f"{LMS}/",
        "DATABASE_PATH": str(tmp_path / "lms.sqlite"),
        "KEY_PATH": str(tmp_path / "key.pem"),
        "SECRET": "for tests only",
        "DEFAULT_TOOL_REGISTRATION_URL": f"{TOOL}/register",
    }.items():
        monkeypatch.setenv(f"SIGNPOST_LMS_{name}", value)
    return LmsSettings()


def test_a_printed_link_registers_a_tool_once(settings: LmsSettings, tool: FakeTool) -> None:
    printed = CliRunner().invoke(cli, ["link"])
    link = json.loads(printed.output)
    assert link["openid_configuration"] == f"{LMS}/.well-known/openid-configuration"
    assert link["registration_url"].startswith(f"{TOOL}/register?openid_configuration=")
    lms = Driver(create_app(settings, keys=tool).test_client(), tool)
    assert lms.send_registration(link["registration_token"]).status_code == 200
    assert lms.send_registration(link["registration_token"]).status_code == 401
    [listed] = json.loads(CliRunner().invoke(cli, ["tools"]).output)
    assert listed["name"] == "Fake tool"
    assert listed["active"] is True


def test_a_link_can_name_another_tool(settings: LmsSettings) -> None:
    printed = CliRunner().invoke(cli, ["link", "https://tool.test/lti?a=b"])
    assert json.loads(printed.output)["registration_url"].startswith("https://tool.test/lti?a=b&")
