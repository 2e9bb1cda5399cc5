"""Pages for what goes wrong, each with what to do about it."""

import logging
from uuid import uuid4

from flask import Flask, jsonify, render_template, request
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from lti_tool.errors import (
    LaunchExpired,
    NotAllowed,
    NotFound,
    NotOurPage,
    PermanentError,
    Refused,
    TransientError,
)
from lti_tool.views.security import allow_framing
from lti_tool.views.tongue import gettext
from lti_tool.views.words import refusal_words

_log = logging.getLogger(__name__)

Answer = tuple[str | Response, int]


def handle_faults(app: Flask) -> None:
    """Answer every fault of an app with a page that a person understands."""
    app.register_error_handler(PermanentError, _permanent)
    app.register_error_handler(TransientError, _transient)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unforeseen)


def _permanent(error: PermanentError) -> Answer:
    if isinstance(error, Refused):
        return fault_page(error.status, gettext("That did not work"), refusal_words(error))
    title, text = _words_for(error)
    return fault_page(error.status, title, text)


def _words_for(error: PermanentError) -> tuple[str, str]:
    if isinstance(error, LaunchExpired):
        return (
            gettext("This page has expired"),
            gettext(
                "Go back to your course and open the activity again. "
                "Everything that you sent is kept."
            ),
        )
    if isinstance(error, NotAllowed):
        return (
            gettext("This page is not for your role"),
            gettext("Your course gives you another role here. Ask your teacher if that is wrong."),
        )
    if isinstance(error, NotOurPage):
        return (
            gettext("That form came from somewhere else"),
            gettext("Open the activity again from your course and send it from there."),
        )
    if isinstance(error, NotFound):
        return _missing()
    return gettext("That did not work"), gettext("Open the activity again from your course.")


def _missing() -> tuple[str, str]:
    return (
        gettext("There is nothing here"),
        gettext("The page may have moved. Open the activity again from your course."),
    )


def _transient(_error: TransientError) -> Answer:
    return fault_page(
        503,
        gettext("One moment, please"),
        gettext("A part of the service does not answer. Try again in a minute."),
    )


def _http(error: HTTPException) -> Answer:
    if error.code == 404:
        return fault_page(404, *_missing())
    if error.code == 413:
        return fault_page(
            413,
            gettext("That is too much text"),
            gettext("Go back, your text is still there; shorten it and send it again."),
        )
    return fault_page(
        error.code or 500,
        gettext("That did not work"),
        gettext("Open the activity again from your course."),
    )


def _unforeseen(_error: Exception) -> Answer:
    reference = uuid4().hex[:8]
    _log.exception("unforeseen error %s at %s", reference, request.endpoint)
    text = gettext(
        "Something broke on our side. What you sent before is kept. "
        "If it happens again, tell us this reference: %(reference)s",
        reference=reference,
    )
    return fault_page(500, gettext("Sorry, that failed"), text)


def fault_page(status: int, title: str, text: str) -> Answer:
    """Return a page, or JSON for a script, that says what is wrong."""
    allow_framing("*")
    if request.accept_mimetypes.best == "application/json":
        return jsonify(title=title, text=text), status
    return render_template("fault.html", title=title, text=text, status=status), status
