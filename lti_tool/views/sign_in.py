"""Pages that help a sign-in through where a browser keeps no cookie in a frame."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit

from flask import render_template, request, url_for

from lti_tool.services.cookieless import ACCESS, CARRIER, WINDOW, Detour, asked_of, find_detour
from lti_tool.services.logins import LIFETIME, StartedLogin
from lti_tool.views.context import parts
from lti_tool.views.security import allow_framing

KEPT = "signpost-cookies"
"""A cookie that says, in one partition, that cookies are kept there."""

_FRAMES = frozenset({"iframe", "frame", "embed", "object"})
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


def cookie_rules(carrier: str = "") -> dict[str, Any]:
    """Return attributes that survive a frame where the browser allows it.

    Browsers trust plain http at loopback as they trust https. At other plain
    http no cookie survives a foreign site's frame; one without SameSite at
    least survives the platform's post in a window of its own. With the
    browser's leave it is the common jar, not the partition, that is open.
    """
    address = urlsplit(parts().settings.public_url)
    secure = address.scheme == "https" or (address.hostname in _LOOPBACK and _from_elsewhere())
    if not secure:
        return {"httponly": True}
    split = carrier != ACCESS
    return {"secure": True, "samesite": "None", "partitioned": split, "httponly": True}


def needs_check() -> bool:
    """Tell whether this login's cookie may be lost in a frame.

    Old browsers do not say where a request comes from: a platform that offers
    storage is taken at its word there. Who asks for the page in another language
    is on it already, and still in the platform's frame.
    """
    if "lang" in request.args:
        return True
    if KEPT in request.cookies:
        return False
    shown_in = request.headers.get("Sec-Fetch-Dest")
    if shown_in is None:
        return bool(request.values.get("lti_storage_target"))
    return shown_in in _FRAMES and _from_elsewhere()


def check_page(started: StartedLogin, params: Mapping[str, str]) -> str:
    """Return the page that sees whether the login's cookie is kept, then goes on."""
    allow_framing("*")
    return render_template(
        "lti/check.html",
        go=started.address,
        kept=url_for("lti.kept", name=started.cookie_name),
        storage=started.storage,
        secret=started.cookie_value if started.storage else "",
        ways=_ways(params),
        in_language=lambda code: _login_again(params, lang=code, **_offer(params)),
    )


def detour_page(form: Mapping[str, str]) -> str | None:
    """Return the page for a launch without its cookie; None if nothing can help.

    A window of its own is of no help to who is in one already.
    """
    detour = _detour(form)
    again = "retried" in form
    if detour is None or not form.get("id_token"):
        return None
    if _in_a_window() and (again or not detour.storage):
        return None
    allow_framing("*")
    return render_template(
        "lti/detour.html",
        storage=None if again else detour.storage,
        with_leave=detour.carrier == ACCESS and not again,
        id_token=form["id_token"],
        state=form["state"],
        retried=again,
        ways=_ways(detour.params),
    )


def address_again(form: Mapping[str, str]) -> str | None:
    """Return where the login of a launch begins anew; None for no such login."""
    detour = _detour(form)
    return _ways(detour.params)[WINDOW] if detour else None


def offered_storage(form: Mapping[str, str]) -> bool:
    """Tell whether the platform of a launch's login offered its storage."""
    detour = _detour(form)
    return detour is not None and detour.storage is not None


def _detour(form: Mapping[str, str]) -> Detour | None:
    return find_detour(parts().database, form.get("state", ""), parts().clock() - LIFETIME)


def _in_a_window() -> bool:
    return request.headers.get("Sec-Fetch-Dest") == "document"


def _from_elsewhere() -> bool:
    return request.headers.get("Sec-Fetch-Site") == "cross-site"


def _ways(params: Mapping[str, str]) -> dict[str, str]:
    """Return the addresses that begin the login again, each carried otherwise."""
    return {carrier: _login_again(params, **{CARRIER: carrier}) for carrier in (WINDOW, ACCESS)}


def _offer(params: Mapping[str, str]) -> dict[str, str]:
    return {name: params[name] for name in ("lti_storage_target",) if name in params}


def _login_again(params: Mapping[str, str], **more: str) -> str:
    return f"{url_for('lti.login')}?{urlencode({**asked_of(params), **more})}"
