"""What a browser may do with our pages: headers on every answer."""

from urllib.parse import urlsplit

from flask import Flask, Response, g, request

from lti_tool.models import Launch
from lti_tool.views.context import parts
from lti_tool.views.guard import origin_of

_POLICY = {
    "default-src": ("'none'",),
    "script-src": ("'self'",),
    "style-src": ("'self'",),
    "img-src": ("'self'", "data:"),
    "connect-src": ("'self'",),
    "base-uri": ("'none'",),
}
_ALWAYS = {
    # Not "no-referrer": with it browsers send our own forms with "Origin: null",
    # and the origin is what tells our forms from others'. Other sites get nothing.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
}


def secure(app: Flask) -> None:
    """Put security headers on every answer of an app."""
    app.after_request(_headers)
    app.add_template_global(frame_parents_of)


def allow_framing(*origins: str) -> None:
    """Let origins show this answer in a frame; "*" for pages without acts."""
    g.frame_origins = origins


def allow_form_to(url: str) -> None:
    """Let this answer's form be sent to the origin of an address."""
    g.form_origins = (origin_of(url) or "",)


def frame_origins_of(launch: Launch) -> list[str]:
    """Return the origins that may frame a launch's pages.

    Canvas shows tools from the school's own host, which no issuer names: all
    of its cloud is allowed then.
    """
    registration = launch.tenant.registration
    deep = (launch.deep_linking or {}).get("deep_link_return_url")
    urls = (registration.issuer, registration.auth_login_url, launch.return_url, deep)
    found = {origin for url in urls if (origin := origin_of(url))}
    if any(origin.endswith(".instructure.com") for origin in found):
        found.add("https://*.instructure.com")
    return sorted(found)


def frame_parents_of(launch: Launch) -> list[str]:
    """Return whose page may be around a launch's: its platform, and our settings'.

    A host that the settings allow to be a platform counts for its own launches
    only: it may have pages at another port.
    """
    settings, own = parts().settings, frame_origins_of(launch)
    names = {urlsplit(origin).hostname for origin in own}
    hosts = [host for host in settings.platform_hosts_allowed if host.split(":")[0] in names]
    allowed = (f"{scheme}://{host}" for host in hosts for scheme in ("http", "https"))
    return [*own, *allowed, *settings.frame_ancestors]


def _headers(response: Response) -> Response:
    policy = {**_POLICY, "frame-ancestors": _ancestors(), "form-action": _targets()}
    said = "; ".join(f"{name} {' '.join(values)}" for name, values in policy.items())
    given = {name.lower() for name, _ in response.headers}
    kept = {} if request.endpoint == "static" else {"Cache-Control": "no-store"}
    for name, value in {"Content-Security-Policy": said, **_ALWAYS, **kept}.items():
        if name.lower() not in given:
            response.headers.add(name, value)
    return response


def _ancestors() -> tuple[str, ...]:
    if "frame_origins" in g:
        return tuple(g.frame_origins)
    launch = g.get("launch")
    if launch is None:
        return ("'self'",)
    return ("'self'", *frame_parents_of(launch))


def _targets() -> tuple[str, ...]:
    return ("'self'", *g.get("form_origins", ()))
