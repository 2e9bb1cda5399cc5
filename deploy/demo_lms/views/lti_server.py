"""LTI endpoints that a tool's server calls: keys, registration, tokens."""

from flask import Blueprint, jsonify, request
from pydantic import ValidationError
from werkzeug.wrappers import Response

from deploy.demo_lms.errors import OAuthRefusal
from deploy.demo_lms.records import RegistrationLink
from deploy.demo_lms.registration import (
    ToolRegistration,
    platform_configuration,
    registration_answer,
    tool_from,
)
from deploy.demo_lms.tokens import TokenRequest
from deploy.demo_lms.wiring import current_lms

lti_server = Blueprint("lti_server", __name__)


@lti_server.get("/.well-known/openid-configuration")
def configuration() -> Response:
    """Publish the platform's OpenID configuration."""
    lms = current_lms()
    if lms.flavour.config_needs_bearer:
        _open_link(_bearer())
    settings = lms.settings
    return jsonify(platform_configuration(settings.issuer_name, settings.public_url, lms.flavour))


@lti_server.get("/lti/jwks")
def jwks() -> Response:
    """Publish the platform's public keys."""
    return jsonify(current_lms().key.jwks())


@lti_server.post("/lti/register")
def register() -> Response:
    """Register a tool, or update the one that the link was made for."""
    lms = current_lms()
    token = _bearer()
    link = _open_link(token)
    try:
        wanted = ToolRegistration.model_validate(request.get_json(silent=True))
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise OAuthRefusal(
            400, "invalid_client_metadata", f"{place}: {first['msg']}".removeprefix(": ")
        ) from error
    if not lms.tools.spend_link(token, lms.clock()):
        raise _spent()
    known = lms.tools.get(link.client_id) if link.client_id else None
    tool = tool_from(wanted, lms.clock(), known, lms.flavour)
    lms.tools.save(tool)
    return jsonify(registration_answer(tool, lms.flavour))


def _bearer() -> str:
    return request.headers.get("Authorization", "").removeprefix("Bearer ").strip()


def _open_link(token: str) -> RegistrationLink:
    link = current_lms().tools.link(token)
    if link is None or link.used_at or link.expires_at <= current_lms().clock():
        raise _spent()
    return link


def _spent() -> OAuthRefusal:
    return OAuthRefusal(
        401, "invalid_token", "The registration token is unknown, too old or was used before."
    )


@lti_server.post("/lti/token")
def token() -> Response:
    """Give out an access token for a signed client assertion."""
    lms = current_lms()
    status = lms.faults.next("token") if lms.settings.test_api else None
    if status is not None:
        raise OAuthRefusal(status, "server_error", "Ordered by the test API.")
    form = request.form
    asked = TokenRequest(
        form.get("grant_type", ""),
        form.get("client_assertion_type", ""),
        form.get("client_assertion", ""),
        form.get("scope", ""),
    )
    return jsonify(lms.tokens.issue(asked, lms.clock()))
