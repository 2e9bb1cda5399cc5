"""A tool and an LMS of another site, both over https, in threads of the test.

The LMS is like Canvas: its course page is of one host, its authorization address
and its storage frame of another. Names under example.test and example.org lead
to this machine in a browser started with `RESOLVE`.
"""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import urlencode

import httpx
from flask import Flask, Response, render_template_string, request
from werkzeug.serving import WSGIRequestHandler, make_server

from analytics.content.bank import shipped_banks
from lti_tool.adapters.clickhouse_reports import ClickHouseReports
from lti_tool.adapters.database import Database
from lti_tool.adapters.outbox_accounts import OutboxAccounts
from lti_tool.app import create_app
from lti_tool.models import Deployment, Registration, utc_now
from lti_tool.settings import Settings
from lti_tool.wiring import Parts
from tests.fakes.lms import CLAIM, DEPLOYMENT, FakeLms
from tests.parts.certificate import certified
from tests.parts.database import empty_database
from tests.parts.processes import free_port

HOSTS = ("lms.example.test", "sso.example.test", "tool.example.org")
RESOLVE = "--host-resolver-rules=MAP *.example.test 127.0.0.1, MAP *.example.org 127.0.0.1"
CLIENT = "client-1"

_COURSE = """<!doctype html><title>Course</title><h1>A course</h1>
<iframe name="storage" src="{{ auth }}/storage" hidden></iframe>
<iframe id="tool" name="tool" width="600" height="400"></iframe>
<form id="go" method="post" action="{{ tool }}/lti/login" target="{{ target }}">
{% for name, value in asked.items() %}<input type="hidden" name="{{ name }}" value="{{ value }}">
{% endfor %}</form>
<script>
const behaviour = {{ behaviour | tojson }};
window.heard = [];
addEventListener("message", (event) => {
  window.heard.push({ ...event.data, from: event.origin });
  const { subject, message_id } = event.data;
  const say = (words) => event.source.postMessage({ message_id, ...words }, event.origin);
  if (subject === "lti.capabilities" && behaviour === "good") {
    const frame = "storage";
    say({ subject: "lti.capabilities.response", supported_messages: [
      { subject: "lti.put_data", frame }, { subject: "lti.get_data", frame }] });
  }
  if (subject === "lti.capabilities" && behaviour === "forging") {
    say({ subject: "lti.put_data.response", key: "x", value: "forged" });
    say({ subject: "lti.get_data.response", key: "x", value: "forged" });
  }
});
document.getElementById("go").submit();
</script>"""

_TOOLS = """<!doctype html><title>Tools</title><h1>Tools</h1>
<iframe id="tool" name="tool" width="600" height="600" src="{{ frame }}"></iframe>
<script>
window.heard = [];
addEventListener("message", (event) => window.heard.push({ ...event.data, from: event.origin }));
</script>"""

_STORAGE = """<!doctype html><title>Storage</title><script>
const kept = new Map();
window.kept = kept;
if ({{ answering | tojson }}) addEventListener("message", (event) => {
  const { subject, key, value, message_id } = event.data;
  const name = event.origin + " " + key;
  if (subject === "lti.put_data") kept.set(name, value);
  else if (subject !== "lti.get_data") return;
  event.source.postMessage(
    { subject: subject + ".response", message_id, key, value: kept.get(name) }, event.origin);
});
</script>"""

_POST = """<!doctype html><title>Post</title>
<form id="go" method="post" action="{{ to }}">
{% for name, value in form.items() %}<input type="hidden" name="{{ name }}" value="{{ value }}">
{% endfor %}</form><script>document.getElementById("go").submit();</script>"""


@dataclass
class CookieLoss:
    """What a browser without partitions would do, done by the tool's server.

    With `partitioned`, cookies that ask for a partition are never set; with
    `at_launch`, every cookie of a launch is dropped once it was seen to be kept.
    """

    app: Any
    partitioned: bool = False
    at_launch: bool = False

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        """Serve a request, some cookies lost."""
        if self.at_launch and environ["PATH_INFO"] == "/lti/launch":
            environ.pop("HTTP_COOKIE", None)

        def start(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            kept = [one for one in headers if not self._lost(*one)]
            return start_response(status, kept, *more)

        return self.app(environ, start)

    def _lost(self, name: str, value: str) -> bool:
        return self.partitioned and name.lower() == "set-cookie" and "Partitioned" in value


@dataclass(frozen=True)
class ForeignLms:
    """The running pair, and what a test may turn.

    Attributes:
        turned: `storage` makes the platform's frame answer if it is "good".
        claims: changes the claims of the next launches.
        pages: answers of the platform's server to the tool's.
        posted: what the tool's pages sent to the platform's.
    """

    lms_url: str
    auth_url: str
    tool_url: str
    database: Database
    loss: CookieLoss
    turned: dict[str, str] = field(default_factory=dict)
    claims: dict[str, Any] = field(default_factory=dict)
    pages: dict[str, httpx.Response] = field(default_factory=dict)
    posted: list[dict[str, str]] = field(default_factory=list)

    @property
    def lms(self) -> FakeLms:
        """Return the platform's voice."""
        return FakeLms(utc_now, issuer=self.lms_url, client_id=CLIENT, pages=self.pages)

    def offer_registration(self) -> None:
        """Let the platform take registrations."""
        configuration = {
            "issuer": self.lms_url,
            "authorization_endpoint": f"{self.auth_url}/auth",
            "registration_endpoint": f"{self.lms_url}/register",
            "jwks_uri": f"{self.lms_url}/keys",
            "token_endpoint": f"{self.lms_url}/token",
        }
        self.pages["/openid"] = httpx.Response(200, json=configuration)
        self.pages["/register"] = httpx.Response(200, json={"client_id": "client-2"})

    def course(self, *, storage: str = "", target: str = "tool") -> str:
        """Return the address of the page that launches."""
        return f"{self.lms_url}/course?storage={storage}&target={target}"


class _Quiet(WSGIRequestHandler):
    def log(self, *args: Any) -> None:
        """Say nothing."""


@contextmanager
def running_foreign_lms(
    folder: Path, scheme: str = "https", hosts: tuple[str, str, str] = HOSTS
) -> Iterator[ForeignLms]:
    """Run the tool and the platform until the block ends."""
    lms_port, tool_port = free_port(), free_port()
    lms_url, auth_url = (f"{scheme}://{host}:{lms_port}" for host in hosts[:2])
    tool_url = f"{scheme}://{hosts[2]}:{tool_port}"
    database = empty_database(folder / "tool.db")
    pair = ForeignLms(lms_url, auth_url, tool_url, database, CookieLoss(None))
    pair.loss.app = _tool(pair)
    _register(pair)
    context = certified(folder, hosts) if scheme == "https" else None
    with serving(_platform(pair), lms_port, context), serving(pair.loss, tool_port, context):
        yield pair
    database.dispose()


@contextmanager
def serving(app: Any, port: int, context: ssl.SSLContext | None) -> Iterator[None]:
    """Serve an app from a thread until the block ends."""
    server = make_server(
        "127.0.0.1", port, app, threaded=True, request_handler=_Quiet, ssl_context=context
    )
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield
    server.shutdown()
    thread.join()
    server.server_close()


def _tool(pair: ForeignLms) -> Flask:
    settings = Settings(
        public_url=pair.tool_url, secret_key="s" * 32, platform_hosts_allowed=(*HOSTS, "localhost")
    )
    reports = ClickHouseReports.at(
        "clickhouse://nobody@127.0.0.1:1/none", OutboxAccounts(pair.database)
    )
    transport = httpx.MockTransport(pair.lms.handle)
    return create_app(
        parts=Parts(settings, pair.database, shipped_banks(), reports, platform_transport=transport)
    )


def _register(pair: ForeignLms) -> None:
    row = Registration(
        issuer=pair.lms_url,
        client_id=CLIENT,
        auth_login_url=f"{pair.auth_url}/auth",
        auth_token_url=f"{pair.lms_url}/token",
        key_set_url=f"{pair.lms_url}/keys",
        product="",
    )
    with pair.database.write() as session:
        session.add(Deployment(registration=row, deployment_id=DEPLOYMENT, approved=True))


def _platform(pair: ForeignLms) -> Flask:
    app = Flask("foreign_lms")

    @app.get("/course")
    def course() -> str:
        asked = {
            "iss": pair.lms_url,
            "client_id": CLIENT,
            "login_hint": "student-1",
            "lti_message_hint": "launch-1",
            "lti_deployment_id": DEPLOYMENT,
            "target_link_uri": f"{pair.tool_url}/lti/launch",
        }
        if request.args["storage"]:
            asked["lti_storage_target"] = "storage"
        return render_template_string(
            _COURSE,
            asked=asked,
            auth=pair.auth_url,
            tool=pair.tool_url,
            target=request.args["target"],
            behaviour=request.args["storage"],
        )

    @app.get("/storage")
    def storage() -> str:
        return render_template_string(_STORAGE, answering=pair.turned.get("storage") == "good")

    @app.get("/auth")
    def auth() -> str:
        changes = {f"{CLAIM}target_link_uri": f"{pair.tool_url}/lti/launch", **pair.claims}
        claims = pair.lms.claims(request.args["nonce"], **changes)
        form = {"id_token": pair.lms.sign(claims), "state": request.args["state"]}
        return render_template_string(_POST, to=request.args["redirect_uri"], form=form)

    @app.post("/return")
    def taken() -> str:
        pair.posted.append(request.form.to_dict())
        return "<!doctype html><title>Taken</title><h1>Taken into the course</h1>"

    @app.get("/tools")
    def tools() -> str:
        asked = {"openid_configuration": f"{pair.lms_url}/openid", **request.args.to_dict()}
        frame = f"{pair.tool_url}/lti/register?{urlencode(asked)}"
        return render_template_string(_TOOLS, frame=frame)

    @app.get("/favicon.ico")
    def icon() -> Response:
        return Response(status=204)

    return app
