"""The peer of the launch benchmark: PyLTI1p3 alone, wired as its own Flask example is.

Like the example it reads its configuration at each request, keeps launches in memory
and asks the platform for its keys at each launch. A second wiring has the keys at hand.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from flask import Flask, Response, jsonify
from pylti1p3.contrib.flask import (
    FlaskCacheDataStorage,
    FlaskMessageLaunch,
    FlaskOIDCLogin,
    FlaskRequest,
)
from pylti1p3.tool_config import ToolConfJsonFile

from tests.fakes.lms import CLIENT, DEPLOYMENT, ISSUER, TOOL, public_jwk, rsa_key


class _Kept:
    """A cache in memory."""

    def __init__(self) -> None:
        self._values: dict[str, Any] = {}

    def get(self, key: str) -> Any:
        return self._values.get(key)

    def set(self, key: str, value: Any, _seconds: int | None = None) -> None:
        self._values[key] = value


def write_configuration(path: Path, key_set_url: str, *, keys_at_hand: bool) -> None:
    """Write the example's configuration file for the one platform."""
    keys = {"key_set": {"keys": [public_jwk("key-1")]}} if keys_at_hand else {}
    platform: dict[str, Any] = {
        "client_id": CLIENT,
        "auth_login_url": f"{ISSUER}/auth",
        "auth_token_url": f"{ISSUER}/token",
        "key_set_url": key_set_url,
        "deployment_ids": [DEPLOYMENT],
        **keys,
    }
    key_file = path.with_suffix(".pem")
    key_file.write_bytes(
        rsa_key("tool").private_bytes(
            Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption()
        )
    )
    platform["private_key_file"] = key_file.name
    path.write_text(json.dumps({ISSUER: platform}), encoding="utf-8")


def bare_app(configuration: Path) -> Flask:
    """Return a tool that takes launches by PyLTI1p3 and checks nothing more."""
    app = Flask("bare")
    app.secret_key = "s" * 32
    kept = FlaskCacheDataStorage(_Kept())

    @app.post("/lti/login")
    def login() -> Response:
        platform = ToolConfJsonFile(str(configuration))
        begun = FlaskOIDCLogin(FlaskRequest(), platform, launch_data_storage=kept)
        return begun.redirect(f"{TOOL}/lti/launch")

    @app.post("/lti/launch")
    def launch() -> Response:
        platform = ToolConfJsonFile(str(configuration))
        taken = FlaskMessageLaunch(FlaskRequest(), platform, launch_data_storage=kept)
        return jsonify(name=taken.get_launch_data().get("name"))

    return app
