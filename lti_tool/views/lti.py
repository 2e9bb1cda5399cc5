"""The platforms' door: login, launch, our keys, our configuration."""

import logging

from flask import Blueprint, Response, jsonify, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from lti_tool.lti_errors import LaunchRefused
from lti_tool.services.cookieless import STORAGE, carrier_of
from lti_tool.services.logins import COOKIE_PREFIX, LIFETIME, StartedLogin, cookie_name
from lti_tool.services.tool_config import ToolAddresses, canvas_configuration
from lti_tool.views.context import parts
from lti_tool.views.guard import require_same_origin
from lti_tool.views.refusals import words_of
from lti_tool.views.security import allow_framing
from lti_tool.views.sign_in import (
    KEPT,
    address_again,
    check_page,
    cookie_rules,
    detour_page,
    needs_check,
    offered_storage,
)

bp = Blueprint("lti", __name__, url_prefix="/lti")
log = logging.getLogger(__name__)
_REMEMBER_S = 30 * 24 * 3600


@bp.route("/login", methods=["GET", "POST"])
def login() -> BaseResponse:
    """Begin an OIDC login and send the browser to the platform."""
    params = request.values.to_dict()
    started = parts().lti.logins.start(params)
    if needs_check():
        answer: BaseResponse = make_response(check_page(started, params))
    else:
        answer = redirect(started.address, code=302)
    _bind_browser(answer, started, carrier_of(params))
    return answer


@bp.get("/kept")
def kept() -> Response:
    """Tell a page whether the cookie that its answer set came back."""
    name = request.args.get("name", "")
    return jsonify(kept=name.startswith(COOKIE_PREFIX) and name in request.cookies)


@bp.post("/launch")
def launch() -> BaseResponse:
    """Take a launch in and open its page."""
    name = cookie_name(request.form.get("state", ""))
    browser = request.cookies.get(name)
    token = parts().lti.intake.take(request.form.to_dict(), browser)
    answer = redirect(f"{_base()}/l/{token}/", code=303)
    rules = cookie_rules()
    answer.delete_cookie(name, path="/lti/", **rules)
    if rules.get("partitioned"):
        answer.set_cookie(KEPT, "1", max_age=_REMEMBER_S, path="/lti/", **rules)
    return answer


@bp.post("/launch/stored")
def launch_stored() -> BaseResponse:
    """Take a launch in whose secret the platform's storage kept.

    Only our own page may hand that secret over: it listens to the platform's
    origin alone, while a stranger's page could post a login of its own.
    """
    require_same_origin()
    form = request.form.to_dict()
    browser = form.pop("proof", "") if offered_storage(form) else None
    token = parts().lti.intake.take(form, browser, cookie_mode=STORAGE)
    return redirect(f"{_base()}/l/{token}/", code=303)


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
    lost = request.form.to_dict() if error.code == "no_cookie" else {}
    if lost and (page := detour_page(lost)):
        return page, error.status
    problem, what_to_do = words_of(error.code)
    allow_framing("*")
    page = render_template(
        "lti_error.html",
        problem=problem,
        what_to_do=what_to_do,
        reference=error.reference,
        again=address_again(lost) if lost else None,
        details={"reason": error.message, **error.details},
    )
    return page, error.status


def _base() -> str:
    return parts().settings.public_url.rstrip("/")


def _bind_browser(answer: BaseResponse, started: StartedLogin, carrier: str) -> None:
    answer.set_cookie(
        started.cookie_name,
        started.cookie_value,
        max_age=int(LIFETIME.total_seconds()),
        path="/lti/",
        **cookie_rules(carrier),
    )
