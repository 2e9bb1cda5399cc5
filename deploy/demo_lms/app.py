"""The demo LMS as a Flask app."""

from datetime import datetime

from flask import Flask, Response, jsonify, render_template, request
from werkzeug.exceptions import HTTPException

from deploy.demo_lms.errors import OAuthRefusal, PageRefusal, ServiceRefusal
from deploy.demo_lms.notices import NoticePoster
from deploy.demo_lms.settings import LmsSettings
from deploy.demo_lms.toolkeys import KeySetSource
from deploy.demo_lms.views.admin import admin
from deploy.demo_lms.views.ags import ags
from deploy.demo_lms.views.courses import courses
from deploy.demo_lms.views.grades import grades
from deploy.demo_lms.views.home import home
from deploy.demo_lms.views.lti_browser import lti_browser
from deploy.demo_lms.views.lti_server import lti_server
from deploy.demo_lms.views.notices import notices
from deploy.demo_lms.views.nrps import nrps
from deploy.demo_lms.views.pages import origin, secure, to_own_name
from deploy.demo_lms.views.session import csrf_token, current_user, language
from deploy.demo_lms.views.test_api import test_api
from deploy.demo_lms.wiring import Clock, install, open_lms, utc_now
from deploy.demo_lms.words import LANGUAGES, load_words

_BLUEPRINTS = (home, admin, courses, grades, lti_browser, lti_server, ags, nrps, notices)
MAX_REQUEST_BYTES = 1_000_000
SESSION_COOKIE = "demo_lms_session"


def create_app(
    settings: LmsSettings,
    clock: Clock = utc_now,
    keys: KeySetSource | None = None,
    poster: NoticePoster | None = None,
) -> Flask:
    """Return the app; `clock`, `keys` and `poster` are replaced in tests."""
    app = Flask(__name__)
    app.config.update(
        SECRET_KEY=settings.secret.get_secret_value(),
        SESSION_COOKIE_NAME=SESSION_COOKIE,
        SESSION_COOKIE_SAMESITE=settings.session_samesite,
        SESSION_COOKIE_SECURE=settings.session_samesite == "None",
        MAX_CONTENT_LENGTH=MAX_REQUEST_BYTES,
    )
    lms = open_lms(settings, clock, keys, poster)
    install(app, lms)
    for blueprint in _BLUEPRINTS:
        app.register_blueprint(blueprint)
    if settings.test_api:
        app.register_blueprint(test_api)
    app.before_request(to_own_name)
    app.after_request(secure)
    _add_words(app, settings)
    _add_error_handlers(app)
    return app


def _add_words(app: Flask, settings: LmsSettings) -> None:
    translate = load_words()

    @app.context_processor
    def page_words() -> dict[str, object]:
        spoken = language()
        people = app.extensions["demo_lms"].people
        return {
            "t": lambda english: translate(english, spoken),
            "language": spoken,
            "languages": LANGUAGES,
            "user": current_user(),
            "people": people.users(),
            "csrf": csrf_token(),
            "site_name": settings.site_name,
            "storage_target": app.extensions["demo_lms"].flavour.storage_target,
        }

    @app.template_filter("when")
    def when(moment: datetime) -> str:
        return moment.strftime("%Y-%m-%d %H:%M:%S UTC")

    @app.template_filter("when_short")
    def when_short(moment: datetime) -> str:
        return moment.strftime("%m-%d %H:%M")

    app.add_template_filter(origin, "origin")


def _add_error_handlers(app: Flask) -> None:
    @app.errorhandler(PageRefusal)
    def page(error: PageRefusal) -> tuple[str, int]:
        return _refusal_page(error.status, error.title, error.detail)

    @app.errorhandler(OAuthRefusal)
    def oauth(error: OAuthRefusal) -> tuple[Response, int]:
        return jsonify(error=error.code, error_description=error.detail), error.status

    @app.errorhandler(ServiceRefusal)
    def service(error: ServiceRefusal) -> tuple[Response, int]:
        return jsonify(status=error.status, detail=error.detail), error.status

    @app.errorhandler(HTTPException)
    def http(error: HTTPException) -> tuple[Response | str, int]:
        status = error.code or 500
        detail = error.description or error.name
        if request.path.startswith(("/lti/courses/", "/lti/notice-handlers", "/test-api/")):
            return jsonify(status=status, detail=detail), status
        return _refusal_page(status, error.name, detail)


def _refusal_page(status: int, title: str, detail: str) -> tuple[str, int]:
    framed = request.headers.get("Sec-Fetch-Dest") == "iframe"
    page = render_template("refusal.html", status=status, title=title, detail=detail, framed=framed)
    return page, status
