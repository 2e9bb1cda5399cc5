"""The language of a page: the launch's, what was chosen, or the browser's."""

from urllib.parse import urlencode

from flask import Flask, g, request
from werkzeug.wrappers import Response

from lti_tool.views.guard import LANGUAGES
from lti_tool.views.sign_in import cookie_rules

COOKIE = "signpost-language"
_REMEMBER_S = 365 * 24 * 3600


def language() -> str:
    """Return the language of this request.

    A launch has its own. Elsewhere it is the address's, the one chosen before,
    or the browser's.
    """
    if launch := g.get("launch"):
        return _known(launch.locale) or "en"
    wanted = _known(request.args.get("lang", "")) or _known(request.cookies.get(COOKIE, ""))
    return wanted or request.accept_languages.best_match(LANGUAGES) or "en"


def in_language(code: str) -> str:
    """Return the query that shows this page in a language, the rest of it kept."""
    return "?" + urlencode({**request.args.to_dict(), "lang": code})


def remember_language(answer: Response, code: str) -> Response:
    """Let pages without a launch be in a language from now on."""
    answer.set_cookie(COOKIE, code, max_age=_REMEMBER_S, **cookie_rules())
    return answer


def remember_choices(app: Flask) -> None:
    """Remember a language that is chosen on a page without a launch."""
    app.after_request(_remember)


def _remember(response: Response) -> Response:
    chosen = _known(request.args.get("lang", ""))
    if chosen and not g.get("launch"):
        remember_language(response, chosen)
    return response


def _known(locale: str) -> str:
    code = locale[:2].lower()
    return code if code in LANGUAGES else ""
