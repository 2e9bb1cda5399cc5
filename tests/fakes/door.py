"""The tool's door in memory: its two LTI blueprints, and a browser before it."""

from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from flask_babel import Babel
from werkzeug.test import TestResponse

import lti_tool
from lti_tool.models import Registration
from lti_tool.views import lti as door
from lti_tool.views import registration as desk
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
    """Return an app of the LTI blueprints alone."""
    made = Flask("lti_tool", root_path=str(Path(lti_tool.__file__).parent))
    made.extensions["signpost"] = parts
    Babel(made)
    made.context_processor(lambda: {"language": "en", "launch": None})
    made.register_blueprint(door.bp)
    made.register_blueprint(desk.bp)
    return made


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
