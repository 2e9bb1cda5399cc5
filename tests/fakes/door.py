"""The tool's door in memory: the web app, and a browser before it."""

from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, cast

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from lti_tool.adapters.database import Database
from lti_tool.app import create_app
from lti_tool.models import Launch, Registration
from lti_tool.wiring import Parts
from tests.fakes.lms import CLIENT, ISSUER, TOOL, FakeLms, query_of


def registration(issuer: str = ISSUER, client_id: str = CLIENT, **changes: Any) -> Registration:
    """Return a platform's row."""
    return Registration(
        issuer=issuer,
        client_id=client_id,
        auth_login_url=f"{issuer}/auth",
        auth_token_url=f"{issuer}/token",
        key_set_url=f"{issuer}/keys",
        **{"product": "", **changes},
    )


def door_app(parts: SimpleNamespace) -> Flask:
    """Return the web app of some parts; without banks it opens no page of a launch."""
    return create_app(parts=cast("Parts", parts))


def launches(database: Database) -> int:
    """Return how many launches were let in."""
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(Launch)) or 0


@dataclass
class Browser:
    """A browser between the platform and the tool."""

    client: FlaskClient
    lms: FakeLms

    def login(self, method: str = "POST", **changes: str | None) -> TestResponse:
        """Begin a login as the platform's page does; None leaves a value out."""
        params = {
            "iss": self.lms.issuer,
            "client_id": self.lms.client_id,
            "login_hint": "hint",
            "lti_message_hint": "message hint",
            "target_link_uri": f"{TOOL}/lti/launch",
            **changes,
        }
        sent = {name: value for name, value in params.items() if value is not None}
        if method == "GET":
            return self.client.get("/lti/login", query_string=sent)
        return self.client.post("/lti/login", data=sent)

    def asked(self) -> dict[str, str]:
        """Log in and return what the tool asks the platform."""
        answer = self.login()
        assert answer.status_code == 302, answer.text
        return query_of(answer.location)

    def post(self, **form: str) -> TestResponse:
        """Post a launch as the platform's page does."""
        return self.client.post("/lti/launch", data=form)

    def launch(self, **changes: Any) -> TestResponse:
        """Log in and launch as a student; a change to None leaves a claim out."""
        asked = self.asked()
        token = self.lms.sign(self.lms.claims(asked["nonce"], **changes))
        return self.post(id_token=token, state=asked["state"])
