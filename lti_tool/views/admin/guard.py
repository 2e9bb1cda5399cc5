"""Who may see an admin page: the visit of a cookie, and forms of our own only."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, g, redirect, request, url_for
from werkzeug.wrappers import Response

from lti_tool.admin_errors import AdminRefused, SignInNeeded
from lti_tool.errors import NotOurPage
from lti_tool.services.admin.visits import LIVES, Visit, find
from lti_tool.views.admin import words
from lti_tool.views.context import parts
from lti_tool.views.faults import fault_page
from lti_tool.views.guard import SAFE_METHODS, origin_of
from lti_tool.views.tongue import gettext

COOKIE = "signpost-admin"
door = Blueprint("admin_door", __name__, url_prefix="/admin")
admin = Blueprint("admin", __name__, url_prefix="/admin")
_WORDS = (
    words.action_words,
    words.change_words,
    words.cookie_mode_words,
    words.launch_problem,
    words.role_words,
    words.score_state_words,
    words.verdict_words,
)


def visit() -> Visit:
    """Return who is signed in."""
    found: Visit = g.admin
    return found


def cookie_rules() -> dict[str, Any]:
    """Return the attributes of the admin cookie: no script, no other site."""
    secure = parts().settings.public_url.startswith("https://")
    return {"httponly": True, "samesite": "Lax", "secure": secure, "path": "/admin"}


def signed_in(token: str, lives: timedelta = LIVES) -> Response:
    """Return the way to the admin pages with a new visit's cookie."""
    answer = redirect(url_for("admin.home"), 303)
    answer.set_cookie(COOKIE, token, max_age=int(lives.total_seconds()), **cookie_rules())
    return answer


def same_origin() -> None:
    """Refuse a form of another site.

    Raises:
        NotOurPage: the browser names another origin, or none.
    """
    if request.method in SAFE_METHODS:
        return
    if request.headers.get("Origin") != origin_of(parts().settings.public_url):
        raise NotOurPage


door.before_request(same_origin)
admin.before_request(same_origin)


@admin.app_context_processor
def _words() -> dict[str, Any]:
    return {word.__name__: word for word in _WORDS}


@admin.before_request
def open_visit() -> None:
    """Let in only who is signed in."""
    with parts().database.read() as session:
        g.admin = find(session, request.cookies.get(COOKIE, ""), parts().clock())


@admin.errorhandler(SignInNeeded)
def sign_in_first(_error: SignInNeeded) -> Response:
    """Send who is not signed in to where they can."""
    return redirect(url_for("admin_door.sign_in"), 303)


@admin.errorhandler(AdminRefused)
def refused(error: AdminRefused) -> Any:
    """Say which rule was broken."""
    return fault_page(error.status, gettext("That did not work"), words.refusal(error.code))
