"""Where a launch arrives, and whether the process is well."""

from flask import Blueprint, Response, g, jsonify, redirect, render_template, url_for
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.wrappers import Response as AnyResponse

from lti_tool.services.activities import content_of, find_activity
from lti_tool.views import copies, student
from lti_tool.views.context import parts
from lti_tool.views.guard import launch_pages

health = Blueprint("health", __name__)
pages = launch_pages("entry", __name__)

DEEP_LINKING = "LtiDeepLinkingRequest"


@pages.get("/")
def home() -> str | AnyResponse:
    """Show the page that fits the launch's role and message."""
    launch = g.launch
    if launch.message_type == DEEP_LINKING:
        return redirect(url_for("picker.pick"), 303)
    if launch.activity_id is None:
        copies.settle_link()
    if launch.review_of is not None:
        return redirect(url_for("review.work"), 303)
    if launch.role == "teacher":
        target = "teacher.class_page" if launch.activity_id else copies.first_page()
        return redirect(url_for(target), 303)
    if launch.role != "learner" and launch.sees_institution:
        return redirect(url_for("institution.overview"), 303)
    if launch.activity_id is None:
        return render_template("not_ready.html")
    return student.show() if launch.role == "learner" else _look()


def _look() -> str:
    with parts().database.read() as session:
        course = content_of(find_activity(session, g.launch), parts().banks)
    return render_template("viewer.html", course=course)


@health.get("/healthz")
def alive() -> Response:
    """Tell that the process answers."""
    return jsonify(status="ok")


@health.get("/readyz")
def ready() -> tuple[Response, int]:
    """Tell whether an answer could be accepted now: the database is there."""
    try:
        with parts().database.read() as session:
            session.execute(text("SELECT 1 FROM launches WHERE 1 = 0"))
    except SQLAlchemyError:
        return jsonify(status="the database does not answer"), 503
    return jsonify(status="ok"), 200
