"""Sign in, sign out, set a password; by account, single sign-on or launch."""

import logging

from flask import g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lti_tool.admin_errors import AdminRefused, SignInFailed
from lti_tool.errors import NotFound
from lti_tool.services.admin import visits
from lti_tool.services.admin.accounts import SHORTEST
from lti_tool.views.admin.guard import COOKIE, admin, cookie_rules, door, signed_in
from lti_tool.views.admin.words import refusal
from lti_tool.views.context import parts
from lti_tool.views.guard import launch_pages
from lti_tool.views.language import language, remember_language

SSO_COOKIE = "signpost-admin-sso"
pages = launch_pages("admin_launch", __name__)
log = logging.getLogger(__name__)


@door.get("/sign-in")
def sign_in() -> str:
    """Ask for an account, or offer the institution's sign-on."""
    return _sign_in_page()


@door.post("/sign-in")
def check() -> Response | tuple[str, int]:
    """Open a visit by e-mail and password."""
    email = request.form.get("email", "")
    password, place = request.form.get("password", ""), request.remote_addr or ""
    account_id = parts().admin.accounts.check(email, password, place)
    with parts().database.write() as session:
        token = visits.open_for_account(session, account_id, parts().clock())
    return signed_in(token)


@door.get("/first/<code>")
def first(code: str) -> str:
    """Ask for the password that a one-time link sets."""
    email = parts().admin.accounts.owner_of(code)
    return render_template("admin/first.html", email=email, shortest=SHORTEST, problem="")


@door.post("/first/<code>")
def set_password(code: str) -> Response | tuple[str, int]:
    """Set the password and sign in."""
    accounts = parts().admin.accounts
    try:
        account_id = accounts.set_password(code, request.form.get("password", ""))
    except AdminRefused as error:
        values = {"email": accounts.owner_of(code), "shortest": SHORTEST}
        return render_template("admin/first.html", problem=refusal(error.code), **values), 422
    with parts().database.write() as session:
        token = visits.open_for_account(session, account_id, parts().clock())
    return signed_in(token)


@door.get("/sso")
def sso() -> Response:
    """Send the browser to the institution's sign-on."""
    provider = parts().admin.sso
    if provider is None:
        raise NotFound
    address, browser = provider.start()
    answer = redirect(address, 303)
    answer.set_cookie(SSO_COOKIE, browser, max_age=600, **cookie_rules())
    return answer


@door.get("/sso/back")
def sso_back() -> Response:
    """Take back who the institution signed in."""
    provider = parts().admin.sso
    if provider is None:
        raise NotFound
    if request.args.get("error"):
        raise SignInFailed("sso_refused", request.args["error"][:200])
    account_id = provider.finish(
        request.args.get("state", ""),
        request.args.get("code", ""),
        request.cookies.get(SSO_COOKIE),
    )
    with parts().database.write() as session:
        token = visits.open_for_account(session, account_id, parts().clock())
    answer = signed_in(token)
    answer.delete_cookie(SSO_COOKIE, **cookie_rules())
    return answer


@door.errorhandler(SignInFailed)
def failed(error: SignInFailed) -> tuple[str, int]:
    """Show the sign-in page again, with what went wrong."""
    log.warning("admin sign-in failed: %s", error)
    return _sign_in_page(refusal(error.code)), error.status


@admin.post("/sign-out")
def sign_out() -> Response:
    """End the visit, here and in the database."""
    with parts().database.write() as session:
        visits.end(session, request.cookies.get(COOKIE, ""))
    answer = redirect(url_for("admin_door.sign_in"), 303)
    answer.delete_cookie(COOKIE, **cookie_rules())
    return answer


@pages.post("/admin")
def by_launch() -> Response:
    """Open a visit for an administrator of the platform, in a window of its own."""
    with parts().database.write() as session:
        token = visits.open_for_launch(session, g.launch, parts().clock())
    return remember_language(signed_in(token), language())


def _sign_in_page(problem: str = "") -> str:
    return render_template(
        "admin/sign_in.html",
        problem=problem,
        email=request.form.get("email", "")[:255],
        has_sso=parts().admin.sso is not None,
    )
