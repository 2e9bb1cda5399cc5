"""Drives the demo LMS as a browser and as a tool's server would."""

import re
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser
from typing import Any, ClassVar

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from deploy.demo_lms import lti
from tests.deploy.demo_lms.fake_tool import TOOL, FakeTool


class _Form(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.action = ""
        self.fields: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.action = found.get("action", "")
        if tag == "input" and "name" in found:
            self.fields[found["name"]] = found.get("value", "")


@dataclass
class Driver:
    """A browser and a tool in one hand."""

    ADMIN: ClassVar[str] = "11"
    TEACHER: ClassVar[str] = "12"
    ASSISTANT: ClassVar[str] = "13"
    HEAD: ClassVar[str] = "14"
    STUDENT: ClassVar[str] = "21"
    OTHER_STUDENT: ClassVar[str] = "22"
    STRANGER: ClassVar[str] = "25"
    COURSE: ClassVar[str] = "1"

    client: FlaskClient
    tool: FakeTool
    tokens: dict[str, str] = field(default_factory=dict)

    def csrf(self) -> str:
        found = re.search(r'name="csrf" value="([^"]+)"', self.client.get("/").text)
        assert found
        return found[1]

    def post(self, path: str, **form: str) -> TestResponse:
        return self.client.post(path, data={"csrf": self.csrf(), **form})

    def act_as(self, user: str) -> None:
        assert self.post("/act-as", user=user).status_code == 303

    def link_token(self, client_id: str = "") -> str:
        self.act_as(self.ADMIN)
        page = self.post("/admin/tools/register", url=f"{TOOL}/register", client_id=client_id)
        found = re.search(r"registration_token=([\w-]+)", unescape(page.text))
        assert found
        return found[1]

    def send_registration(self, token: str, **changes: Any) -> TestResponse:
        return self.client.post(
            "/lti/register",
            json=self.tool.registration(**changes),
            headers={"Authorization": f"Bearer {token}"},
        )

    def register(self, **changes: Any) -> dict[str, Any]:
        answer = self.send_registration(self.link_token(), **changes)
        assert answer.status_code == 200, answer.text
        body: dict[str, Any] = answer.json
        self.tool.client_id = body["client_id"]
        self.tool.deployment_id = body[lti.TOOL_CONFIGURATION]["deployment_id"]
        return body

    def begin(self, activity_id: str | None = None) -> dict[str, str]:
        """Return the fields of the login initiation."""
        course = f"/courses/{self.COURSE}"
        path = f"{course}/activities/{activity_id}/start"
        if activity_id is None:
            path = f"{course}/add/{self.tool.client_id}/start"
        page = self.client.get(path)
        assert page.status_code == 200, page.text
        form = self.form(page)
        assert form.action == f"{TOOL}/login"
        return form.fields

    def form(self, page: TestResponse) -> _Form:
        parsed = _Form()
        parsed.feed(page.text)
        return parsed

    def asked(self, login: dict[str, str], **changes: str | None) -> dict[str, str]:
        """Return the authentication request that answers a login initiation."""
        asked: dict[str, str | None] = {
            "scope": "openid",
            "response_type": "id_token",
            "response_mode": "form_post",
            "prompt": "none",
            "client_id": self.tool.client_id,
            "redirect_uri": f"{TOOL}/launch",
            "login_hint": login["login_hint"],
            "lti_message_hint": login["lti_message_hint"],
            "state": "state-1",
            "nonce": "nonce-1",
            **changes,
        }
        return {name: value for name, value in asked.items() if value is not None}

    def authorize(self, login: dict[str, str], **changes: str | None) -> dict[str, str]:
        """Return the fields that are posted back to the tool."""
        page = self.client.get("/lti/authorize", query_string=self.asked(login, **changes))
        assert page.status_code == 200, page.text
        form = self.form(page)
        assert form.action == f"{TOOL}/launch"
        return form.fields

    def launch(self, activity_id: str | None = None) -> dict[str, Any]:
        """Return the verified claims of a launch."""
        fields = self.authorize(self.begin(activity_id))
        assert fields["state"] == "state-1"
        jwks = self.client.get("/lti/jwks").json
        return self.tool.read(fields["id_token"], jwks)

    def open_choice(self) -> tuple[str, str]:
        """Begin a deep linking request; return the return path and the data."""
        settings = self.launch()[f"{lti.DEEP_LINKING}deep_linking_settings"]
        return settings["deep_link_return_url"].removeprefix("http://lms.test"), settings["data"]

    def choose(self, **changes: Any) -> TestResponse:
        path, data = self.open_choice()
        items = changes.pop("items", [self.item()])
        token = self.tool.choice(changes.pop("data", data), items, **changes)
        return self.client.post(path, data={"JWT": token})

    def item(self, title: str = "Circuits") -> dict[str, Any]:
        return {
            "type": "ltiResourceLink",
            "title": title,
            "url": f"{TOOL}/launch",
            "custom": {"activity_id": "a-1"},
            "lineItem": {"scoreMaximum": 10, "label": title, "resourceId": "a-1", "tag": "grade"},
        }

    def add_activity(self, title: str = "Circuits") -> str:
        """Place an activity as the teacher; return its id."""
        answer = self.choose(items=[self.item(title)])
        assert answer.status_code == 200, answer.text
        page = self.client.get(f"/courses/{self.COURSE}").text
        found: list[str] = re.findall(r"/activities/(\w+)/edit", page)
        return found[-1]

    def token(self, *scopes: str) -> str:
        wanted = " ".join(scopes)
        if wanted not in self.tokens:
            answer = self.client.post("/lti/token", data=self.tool.token_form(wanted))
            assert answer.status_code == 200, answer.text
            self.tokens[wanted] = answer.json["access_token"]
        return self.tokens[wanted]

    def call(self, method: str, url: str, *scopes: str, **sent: Any) -> TestResponse:
        """Call a service with a token for the scopes."""
        headers = {"Authorization": f"Bearer {self.token(*scopes)}", **sent.pop("headers", {})}
        path = url.removeprefix("http://lms.test")
        return self.client.open(path, method=method, headers=headers, **sent)

    def score(self, line_item: str, **changes: Any) -> TestResponse:
        body = {
            "userId": self.STUDENT,
            "timestamp": "2026-03-01T10:00:00.000Z",
            "activityProgress": "Completed",
            "gradingProgress": "FullyGraded",
            "scoreGiven": 7,
            "scoreMaximum": 10,
            **changes,
        }
        address, _, query = line_item.partition("?")
        return self.call(
            "POST",
            f"{address}/scores?{query}",
            lti.SCORE,
            json={name: value for name, value in body.items() if value is not None},
            headers={"Content-Type": lti.SCORE_TYPE},
        )
