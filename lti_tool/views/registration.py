"""Dynamic Registration: one page, one button, one finish."""

import logging
import re

from flask import Blueprint, render_template, request
from flask_babel import gettext as _

from lti_tool.lti_errors import PlatformUnavailable, RegistrationRefused
from lti_tool.services.registrations import Registered
from lti_tool.views.context import parts
from lti_tool.views.guard import origin_of
from lti_tool.views.refusals import words_of
from lti_tool.views.security import allow_framing

bp = Blueprint("registration", __name__, url_prefix="/lti/register")
_ORIGIN = re.compile(r"https?://[A-Za-z0-9.\-\[\]:]{1,255}")
log = logging.getLogger(__name__)


@bp.get("")
def preview() -> str:
    """Show what will be asked of the LMS and why, and one button."""
    configuration = request.args.get("openid_configuration", "")
    origin = origin_of(configuration)
    if not origin:
        raise RegistrationRefused("platform_said_no", "no openid_configuration")
    invitation = request.args.get("invite", "")[:200]
    parts().lti.registrations.check_invitation(invitation)
    allow_framing(_safe_origin(origin))
    return render_template(
        "register.html",
        platform=origin,
        openid_configuration=configuration,
        registration_token=request.args.get("registration_token", ""),
        invitation=invitation,
        wishes=_wishes(),
    )


@bp.post("")
def register() -> str:
    """Register, then tell the LMS's page to close this frame."""
    done = parts().lti.registrations.register_invited(
        request.form.get("invite", "")[:200],
        request.form.get("openid_configuration", ""),
        request.form.get("registration_token") or None,
    )
    return _done(done, request.form.get("openid_configuration", ""))


@bp.post("/changes")
def apply() -> str:
    """Apply what registering again changes, after it was shown."""
    done = parts().lti.registrations.apply(request.form.get("change", ""))
    return _done(done, request.form.get("openid_configuration", ""))


def _done(done: Registered, configuration: str) -> str:
    """Show the end, or what would change; the LMS's page may frame it."""
    frames = {origin_of(done.issuer), origin_of(configuration)}
    allow_framing(*sorted(_safe_origin(origin) for origin in frames if origin))
    if done.proposal:
        return render_template(
            "register_changes.html", done=done, openid_configuration=configuration
        )
    return render_template("registered.html", done=done)


@bp.errorhandler(RegistrationRefused)
def refused(error: RegistrationRefused) -> tuple[str, int]:
    """Show why the LMS was not registered."""
    log.warning("registration refused %s %s", error.reference, error)
    return _page(error.code, error.reference, error.message), error.status


@bp.errorhandler(PlatformUnavailable)
def unreachable(error: PlatformUnavailable) -> tuple[str, int]:
    """Say that the LMS does not answer."""
    log.warning("registration failed: %s", error)
    return _page("unreachable", "", ""), 502


def _page(code: str, reference: str, message: str) -> str:
    problem, what_to_do = words_of(code)
    allow_framing("*")
    details = {"reason": message[:300]} if message else {}
    return render_template(
        "lti_error.html",
        problem=problem,
        what_to_do=what_to_do,
        reference=reference,
        details=details,
    )


def _safe_origin(origin: str) -> str:
    """Return an origin fit for a header: nothing that ends or splits a policy."""
    return origin if _ORIGIN.fullmatch(origin) else "'none'"


def _wishes() -> list[tuple[str, str]]:
    """Return what we ask the LMS for, and why."""
    return [
        (_("Names"), _("so that teachers see who answered; without them they see pseudonyms")),
        (_("Scores"), _("to put each learner's score into the gradebook")),
        (_("Gradebook columns"), _("to find the column of an activity")),
        (_("Results"), _("to see whether a teacher changed a score in the LMS")),
        (_("Members"), _("to show teachers who has not begun yet")),
    ]
