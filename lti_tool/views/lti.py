"""The platforms' door: login, launch, our keys, our configuration."""

import logging
from typing import Any

from flask import Blueprint, Response, jsonify, redirect, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from lti_tool.lti_errors import LaunchRefused
from lti_tool.services.logins import LIFETIME, StartedLogin, cookie_name
from lti_tool.services.tool_config import ToolAddresses, canvas_configuration
from lti_tool.views.context import parts
from lti_tool.views.refusals import words_of
from lti_tool.views.security import allow_framing

bp = Blueprint("lti", __name__, url_prefix="/lti")
log = logging.getLogger(__name__)


@bp.route("/login", methods=["GET", "POST"])
def login() -> BaseResponse:
    """Begin an OIDC login and send the browser to the platform."""
    started = parts().lti.logins.start(request.values.to_dict())
    answer = redirect(started.address, code=302)
    _bind_browser(answer, started)
    return answer


@bp.post("/launch")
def launch() -> BaseResponse:
    """Take a launch in and open its page."""
    name = cookie_name(request.form.get("state", ""))
    token = parts().lti.intake.take(request.form.to_dict(), request.cookies.get(name))
    answer = redirect(f"{_base()}/l/{token}/", code=303)
    answer.delete_cookie(name, path="/lti/", **_cookie_rules())
    return answer


@bp.get("/launch")
def launch_without_message() -> BaseResponse:
    """Tell somebody who followed the bare address where to start."""
    raise LaunchRefused("no_token", "opened without a launch")


@bp.get("/jwks")
def jwks() -> Response:
    """Publish our public keys."""
    with parts().database.write() as session:
        parts().lti.keys.signing_key(session)
        published = parts().lti.keys.public_set(session)
    answer = jsonify(published)
    answer.headers["Cache-Control"] = "public, max-age=300"
    return answer


@bp.get("/config.json")
def config() -> Response:
    """Publish the configuration that Canvas loads by its address."""
    return jsonify(canvas_configuration(ToolAddresses(_base())))


@bp.errorhandler(LaunchRefused)
def refused(error: LaunchRefused) -> tuple[str, int]:
    """Show what went wrong and what to do, never a raw error."""
    log.warning("launch refused %s %s %s", error.reference, error, error.details)
    problem, what_to_do = words_of(error.code)
    allow_framing("*")
    page = render_template(
        "lti_error.html",
        problem=problem,
        what_to_do=what_to_do,
        reference=error.reference,
        details={"reason": error.message, **error.details},
    )
    return page, error.status


def _base() -> str:
    return parts().settings.public_url.rstrip("/")


def _cookie_rules() -> dict[str, Any]:
    """Return attributes that survive a frame where the browser allows it.

    Over plain http no cookie survives a foreign site's frame; a tool on another
    port of the same host is of the same site, where Lax is enough.
    """
    if _base().startswith("https://"):
        return {"secure": True, "samesite": "None", "partitioned": True, "httponly": True}
    return {"samesite": "Lax", "httponly": True}


def _bind_browser(answer: BaseResponse, started: StartedLogin) -> None:
    answer.set_cookie(
        started.cookie_name,
        started.cookie_value,
        max_age=int(LIFETIME.total_seconds()),
        path="/lti/",
        **_cookie_rules(),
    )
