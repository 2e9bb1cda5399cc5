"""The launch check against our own tool, and against one that believes anything."""

import json
import secrets
import threading
from base64 import urlsafe_b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlencode

import httpx
import pytest
from click.testing import CliRunner
from flask import Flask, redirect, request
from werkzeug.serving import make_server
from werkzeug.wrappers import Response

from deploy.cli import main
from deploy.commands.lti_check import try_all
from deploy.launch_check.cases import bad_cases, good_cases
from deploy.launch_check.driving import Answer, Stage, judge
from deploy.launch_check.platform import CheckPlatform, open_server, serving
from lti_tool.app import create_app
from lti_tool.lti_wiring import build_lti
from lti_tool.migrations import migrate
from lti_tool.models import utc_now
from lti_tool.services.admin.invitations import invite
from lti_tool.settings import Settings
from lti_tool.wiring import bootstrap

pytestmark = pytest.mark.functional


@contextmanager
def served(app: Flask, port: int = 0) -> Iterator[str]:
    """Serve an app on this machine; give its address."""
    server = make_server("127.0.0.1", port, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def free_port() -> int:
    server = ThreadingHTTPServer(("127.0.0.1", 0), None)  # type: ignore[arg-type]
    port = int(server.server_address[1])
    server.server_close()
    return port


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    made = Settings(
        public_url=f"http://127.0.0.1:{free_port()}",
        secret_key="s" * 32,
        database_url=f"sqlite:///{tmp_path}/tool.db",
        platform_hosts_allowed=("127.0.0.1",),
    )
    migrate(made.database_url)
    return made


@pytest.fixture
def tool(settings: Settings) -> Iterator[str]:
    parts = bootstrap(settings)
    with served(create_app(parts=parts), int(settings.public_url.rpartition(":")[2])) as url:
        yield url
    parts.database.dispose()


@contextmanager
def stage(tool: str, settings: Settings | None = None) -> Iterator[Stage]:
    """Register a platform with a tool and give what is needed to launch it."""
    server = open_server("127.0.0.1", 0)
    issuer = f"http://127.0.0.1:{server.server_address[1]}"
    platform = CheckPlatform(issuer, "launch-check", "launch-check-1", f"{tool}/lti/launch")
    with serving(platform, server), httpx.Client(timeout=10, trust_env=False) as client:
        if settings:
            parts = bootstrap(settings)
            build_lti(settings, parts.database).registrations.register(
                f"{issuer}/.well-known/openid-configuration", platform.token
            )
            parts.database.dispose()
        yield Stage(client, platform, f"{tool}/lti/login")


def test_our_own_tool_gets_every_verdict_right(tool: str, settings: Settings) -> None:
    with stage(tool, settings) as here:
        outcomes = list(try_all(here))
    assert [(o.case.name, o.verdict) for o in outcomes if not o.is_right] == []
    assert len(outcomes) == len(good_cases()) + len(bad_cases()) > 70


def test_the_command_registers_by_the_tools_own_page(tool: str, settings: Settings) -> None:
    parts = bootstrap(settings)
    with parts.database.write() as session:
        code = invite(session, utc_now(), "the test")
    parts.database.dispose()

    asked = ["lti-check", "--register", f"{tool}/lti/register?invite={code}"]
    done = CliRunner().invoke(main, asked)
    assert done.exit_code == 0, done.output
    assert "WRONG" not in done.output

    again = CliRunner().invoke(main, [*asked, "--client-id", "another"])
    assert again.exit_code == 1
    assert "registered nothing" in again.output or "no form" in again.output


def lax_tool() -> Flask:
    """Return a tool that reads tokens and checks nothing of them."""
    app = Flask("lax")

    @app.post("/lti/login")
    def login() -> Response:
        asked = {
            "state": secrets.token_hex(8),
            "nonce": secrets.token_hex(8),
            "redirect_uri": f"{request.host_url}lti/launch",
        }
        return redirect(f"{request.form.get('iss', '')}/auth?{urlencode(asked)}")

    @app.post("/lti/launch")
    def launch() -> str:
        body = request.form["id_token"].split(".")[1]
        claims = json.loads(urlsafe_b64decode(body + "=" * (-len(body) % 4)))
        return f"Welcome, {claims.get('sub')}"

    return app


def test_a_tool_that_believes_anything_is_found_out() -> None:
    with served(lax_tool()) as tool, stage(tool) as here:
        wrong = {o.case.name: o.verdict for o in try_all(here) if not o.is_right}
    for name in ("alg none", "a bad signature", "a launch sent twice", "no state", "another aud"):
        assert wrong[name] == "let in"
    assert wrong["no token at all"] == "crashed"
    assert not set(wrong) & {case.name for case in good_cases()}
    assert len(wrong) > 50


def test_the_command_prints_each_case_and_fails_a_lax_tool() -> None:
    with served(lax_tool()) as tool:
        address = [f"{tool}/lti/login", f"{tool}/lti/launch"]
        done = CliRunner().invoke(main, ["lti-check", *address], input="\n")
    assert done.exit_code == 1, done.output
    assert "key set URL" in done.output
    assert "ok     let in   must come in      a plain launch" in done.output
    assert "WRONG  let in   must not come in  alg none" in done.output


def test_the_command_says_when_nothing_comes_in(tool: str) -> None:
    address = [f"{tool}/lti/login", f"{tool}/lti/launch"]
    done = CliRunner().invoke(main, ["lti-check", *address], input="\n")
    assert done.exit_code == 1
    assert "is the platform registered" in done.output
    assert "0 of 1 right" in done.output


def test_a_page_without_redirect_is_no_way_in_where_good_launches_go_on() -> None:
    good = Answer(200, redirected=True, text="")
    assert judge(Answer(200, redirected=False, text=""), good) == "refused"
    assert judge(Answer(200, redirected=True, text=""), good) == "let in"
    assert judge(Answer(200, redirected=True, text="No!"), good, "No!") == "refused"
    assert judge(Answer(500, redirected=False, text=""), good) == "crashed"
