"""What every page carries: security headers and which tools may be framed."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from flask import g, redirect, request
from werkzeug.wrappers import Response

from deploy.demo_lms.wiring import current_lms

_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


def allow_frames(urls: Iterable[str]) -> None:
    """Let this page frame, and post forms to, the origins of these addresses."""
    g.frame_origins = sorted({origin(url) for url in urls})


def secure(response: Response) -> Response:
    """Add the security headers to a response."""
    origins = " ".join(["'self'", *g.get("frame_origins", [])])
    response.headers["Content-Security-Policy"] = "; ".join(
        [
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self' data:",
            "connect-src 'self'",
            f"frame-src {origins}",
            f"form-action {origins}",
            "frame-ancestors 'self'",
            "base-uri 'none'",
        ]
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "strict-origin-when-cross-origin"
    if not request.path.startswith("/static/"):
        response.headers["Cache-Control"] = "no-store"
    return response


def to_own_name() -> Response | None:
    """Send somebody who came by this machine's other name to the public address.

    People are signed in at one name only, and tools know only that one.
    """
    own = urlsplit(current_lms().settings.public_url)
    came_by = urlsplit(request.host_url).hostname
    if request.method != "GET" or came_by == own.hostname:
        return None
    if {came_by, own.hostname} <= _LOOPBACK:
        return redirect(f"{own.scheme}://{own.netloc}{request.full_path.removesuffix('?')}")
    return None


def origin(url: str) -> str:
    """Return the scheme and host of an address."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
