"""Builds the web app from its parts."""

import logging
from collections.abc import Mapping
from importlib.resources import files
from types import ModuleType
from typing import Any

from flask import Flask, current_app, g
from flask_babel import Babel
from werkzeug.middleware.proxy_fix import ProxyFix

from analytics.paths.teaching import arm_of
from lti_tool.settings import Settings
from lti_tool.views import (
    BLUEPRINTS,
    answering,
    cause_words,
    grade_words,
    note_words,
    path_words,
    placement_words,
    policy_words,
    tongue,
    words,
)
from lti_tool.views.faults import handle_faults
from lti_tool.views.guard import LANGUAGES
from lti_tool.views.language import in_language, language, remember_choices
from lti_tool.views.security import secure
from lti_tool.wiring import Parts, bootstrap

_SAID: Mapping[ModuleType, tuple[str, ...]] = {
    words: (
        "all_reached",
        "answer_words",
        "answers_counted",
        "band_words",
        "event_words",
        "in_ten",
        "moment",
        "number",
        "odds_words",
        "option_feedback",
        "percent",
        "points_counted",
        "reason_words",
        "status_words",
    ),
    grade_words: (
        "confidence_words",
        "grader_words",
        "held_words",
        "label_tone",
        "label_words",
        "sureness",
    ),
    note_words: (
        "criterion_words",
        "explained",
        "hint_words",
        "mark_words",
        "part_words",
        "verdict_sign",
        "verdict_tone",
    ),
    path_words: (
        "anew_words",
        "challenge_words",
        "choice_words",
        "clue_words",
        "decided_words",
        "flag_width",
        "kept_words",
        "offer_words",
        "place_words",
        "review_words",
        "span_words",
        "standing_words",
        "stuck_words",
        "why_words",
    ),
    answering: ("cloze_pieces", "ordering_rows"),
    placement_words: (
        "placed_words",
        "placing_words",
    ),
    policy_words: (
        "policy_meaning",
        "policy_name",
    ),
    cause_words: (
        "cause_words",
        "expectation_words",
    ),
    tongue: ("listed",),
}
"""What templates may say, by where it stands."""


def create_app(settings: Settings | None = None, *, parts: Parts | None = None) -> Flask:
    """Return the app; settings come from the environment unless given.

    Tests hand over `parts` of their own. Nothing is opened before a request. The app
    has no key for Flask's session: no page keeps one, and each request would look for it.
    """
    wired = parts or bootstrap(settings or Settings())
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = 256 * 1024
    app.config["MAX_FORM_MEMORY_SIZE"] = 256 * 1024
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(files("lti_tool") / "translations")
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.extensions["signpost"] = wired
    if wired.settings.proxies:
        behind = ProxyFix(app.wsgi_app, x_for=wired.settings.proxies, x_proto=0)
        app.wsgi_app = behind  # type: ignore[method-assign]
    Babel(app, locale_selector=language)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    app.url_defaults(_token)
    app.context_processor(_globals)
    remember_choices(app)
    secure(app)
    handle_faults(app)
    logging.getLogger("lti_tool").info("web app built")
    return app


def _token(endpoint: str, values: dict[str, Any]) -> None:
    """Put the launch's token into addresses of its pages."""
    if "token" not in values and current_app.url_map.is_endpoint_expecting(endpoint, "token"):
        values["token"] = g.get("token", "")


def _globals() -> dict[str, Any]:
    said = {name: getattr(place, name) for place, names in _SAID.items() for name in names}
    most = current_app.extensions["signpost"].settings.answer_max_chars
    page = {
        "arm_of": arm_of,
        "launch": g.get("launch"),
        "language": language(),
        "languages": LANGUAGES.items(),
        "in_language": in_language,
        "answer_max_chars": most,
    }
    return {**page, **said}
