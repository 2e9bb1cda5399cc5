"""What grading a question anew would change, and doing it."""

from typing import get_args
from uuid import UUID

from flask import g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lti_tool.errors import NotFound, Refused
from lti_tool.services.marking.regrading import (
    Source,
    apply_regrade,
    ask_regrade,
    read_regrade,
)
from lti_tool.views.context import parts
from lti_tool.views.guard import only
from lti_tool.views.marking.pages import pages
from lti_tool.views.marking_words import regrade_words
from lti_tool.views.words import refusal_words

_SOURCES: dict[str, Source] = {name: name for name in get_args(Source)}


@pages.post("/marking/items/<uuid:activity_id>/<item_id>/regrade")
@only("teacher")
def ask(activity_id: UUID, item_id: str) -> Response:
    """Ask what would change; the desk's worker looks."""
    source = _SOURCES.get(request.form.get("source", ""))
    if source is None:
        raise NotFound
    wired = parts()
    with wired.database.write() as session:
        place = (activity_id, item_id)
        regrade = ask_regrade(session, g.launch, wired.banks, place, source, wired.clock())
    return redirect(url_for("marking.regrade", regrade_id=regrade.id), 303)


@pages.get("/marking/regrades/<uuid:regrade_id>")
@only("teacher")
def regrade(regrade_id: UUID) -> str:
    """Show what would change: how many up and down, and each answer."""
    return _page(regrade_id, "")


@pages.post("/marking/regrades/<uuid:regrade_id>/apply")
@only("teacher")
def apply(regrade_id: UUID) -> Response | tuple[str, int]:
    """Give the answers their new grades."""
    wired = parts()
    words = request.form.get("reason", "")
    try:
        with wired.database.write() as session:
            apply_regrade(session, g.launch, wired.banks, regrade_id, words, wired.clock())
    except Refused as refused:
        return _page(regrade_id, refusal_words(refused)), refused.status
    return redirect(url_for("marking.regrade", regrade_id=regrade_id, saved=1), 303)


def _page(regrade_id: UUID, problem: str) -> str:
    wired = parts()
    with wired.database.read() as session:
        page = read_regrade(session, g.launch, wired.banks, regrade_id)
    words = request.form.get("reason") or regrade_words(page.course.bank.language)
    return render_template(
        "marking/regrade.html", page=page, course=page.course, problem=problem, words=words
    )
