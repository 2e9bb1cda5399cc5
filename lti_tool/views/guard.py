"""Who may see a page: the launch in its address, and forms of our own only."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, g, request
from sqlalchemy.orm import Session

from lti_tool.errors import NotAllowed, NotOurPage
from lti_tool.models import Launch
from lti_tool.services.launches import find_launch
from lti_tool.views.context import parts

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
LANGUAGES = {"en": "English", "zh": "中文"}


def launch_pages(name: str, import_name: str) -> Blueprint:
    """Return a blueprint whose pages belong to a launch.

    Every address starts with the launch's token; `g.launch` is there in every
    view, its course, user and registration loaded.
    """
    pages = Blueprint(name, import_name, url_prefix="/l/<token>")
    pages.url_value_preprocessor(_take_token)
    pages.before_request(_open)
    return pages


def only(*roles: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Let only launches with one of the roles into a view."""

    def decorate(view: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            if g.launch.role not in roles:
                raise NotAllowed
            return view(*args, **kwargs)

        return guarded

    return decorate


def origin_of(url: str | None) -> str | None:
    """Return scheme, host and port of an address; None when it has none."""
    if not url:
        return None
    split = urlsplit(url)
    return f"{split.scheme}://{split.netloc}" if split.scheme and split.netloc else None


def _take_token(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    g.token = (values or {}).pop("token", "")


def _open() -> None:
    if request.method not in SAFE_METHODS:
        require_same_origin()
    language = request.args.get("lang")
    if language in LANGUAGES and request.method == "GET":
        with parts().database.write() as session:
            g.launch = _load(session)
            g.launch.locale = language
            return
    with parts().database.read() as session:
        g.launch = _load(session)


def _load(session: Session) -> Launch:
    launch = find_launch(session, g.token, parts().clock())
    # The session closes before the view runs: load what pages show of it now.
    _ = (launch.course.title, launch.user.name, launch.tenant.registration.issuer)
    return launch


def require_same_origin() -> None:
    """Refuse a form of another site; pages carry no cookie, so this is enough.

    Raises:
        NotOurPage: the browser names another origin, or none.
    """
    if request.headers.get("Origin") != origin_of(parts().settings.public_url):
        raise NotOurPage
