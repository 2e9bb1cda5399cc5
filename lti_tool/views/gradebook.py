"""The gradebook tab: grade here, grade in the LMS, and what to do about it."""

from datetime import datetime
from typing import get_args
from uuid import UUID

from flask import g, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from lti_tool.errors import NotFound, Refused
from lti_tool.models import ResourceLink
from lti_tool.services.activities import content_of, find_activity
from lti_tool.services.gradebook.columns import ask_for_column
from lti_tool.services.gradebook.disputes import Choice, decide, resend, resend_all
from lti_tool.services.gradebook.statement import Statement, read_statement
from lti_tool.views.context import parts
from lti_tool.views.guard import launch_pages, only
from lti_tool.views.words import refusal_words

CHOICES: dict[str, Choice] = {name: name for name in get_args(Choice)}

pages = launch_pages("gradebook", __name__)


@pages.get("/gradebook")
@only("teacher")
def statement() -> str:
    """Show each learner's grade here and in the LMS."""
    return _page("")


@pages.post("/gradebook/<uuid:row_id>/decide")
@only("teacher")
def choose(row_id: UUID) -> Response | tuple[str, int]:
    """Take the teacher's decision over a grade that the LMS has."""
    wired = parts()
    choice = CHOICES.get(request.form.get("choice", ""))
    if choice is None:
        raise NotFound
    try:
        with wired.database.write() as session:
            seen = request.form.get("seen", "")
            decide(session, g.launch, row_id, choice, seen, wired.clock())
    except Refused as refused:
        return _page(refusal_words(refused)), refused.status
    return _done()


@pages.post("/gradebook/<uuid:row_id>/send")
@only("teacher")
def send(row_id: UUID) -> Response:
    """Send one score again."""
    wired = parts()
    with wired.database.write() as session:
        resend(session, g.launch, row_id, wired.clock())
    return _done()


@pages.post("/gradebook/send")
@only("teacher")
def send_all() -> Response:
    """Send all scores again that await no decision."""
    wired = parts()
    with wired.database.write() as session:
        resend_all(session, g.launch, wired.clock())
    return _done()


@pages.post("/gradebook/<uuid:link_id>/column")
@only("teacher")
def column(link_id: UUID) -> Response:
    """Ask for a gradebook column where the link has none."""
    wired = parts()
    with wired.database.write() as session:
        _ask(session, link_id, wired.clock())
    return _done()


def _ask(session: Session, link_id: UUID, now: datetime) -> None:
    link = session.get(ResourceLink, link_id)
    if link is None or g.launch.activity_id is None:
        raise NotFound
    if (link.tenant_id, link.activity_id) != (g.launch.tenant_id, g.launch.activity_id):
        raise NotFound
    ask_for_column(session, link, now)


def _page(problem: str) -> str:
    page = _statement()
    return render_template("teacher/gradebook.html", page=page, course=page.course, problem=problem)


def _statement() -> Statement:
    wired = parts()
    with wired.database.read() as session:
        course = content_of(find_activity(session, g.launch), wired.banks)
        return read_statement(session, g.launch, course, wired.clock())


def _done() -> Response:
    return redirect(url_for("gradebook.statement", saved=1), 303)
