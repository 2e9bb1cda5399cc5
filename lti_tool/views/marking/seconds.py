"""A second marker, blind."""

from uuid import UUID

from flask import g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lti_tool.errors import Refused
from lti_tool.services.marking.seconds import (
    FIRSTS,
    First,
    mark_second,
    open_second_marking,
)
from lti_tool.views.context import parts
from lti_tool.views.guard import only
from lti_tool.views.marking.pages import pages, score_of_form
from lti_tool.views.words import refusal_words

_FIRSTS: dict[str, First] = {name: name for name in FIRSTS}


@pages.get("/marking/second")
@only("teacher")
def second() -> str:
    """Show the next answer of the sample without its grade, and the agreement."""
    return _page("")


@pages.post("/marking/second/<uuid:attempt_id>")
@only("teacher")
def mark_again(attempt_id: UUID) -> Response | tuple[str, int]:
    """Keep a blind mark and go on to the next answer."""
    wired = parts()
    try:
        with wired.database.write() as session:
            mark_second(session, g.launch, attempt_id, score_of_form(), wired.clock())
    except Refused as refused:
        return _page(refusal_words(refused)), refused.status
    return redirect(url_for("marking.second", first=_first()), 303)


def _page(problem: str) -> str:
    wired = parts()
    with wired.database.read() as session:
        page = open_second_marking(session, g.launch, wired.banks, _first())
    return render_template(
        "marking/second.html", page=page, course=page.course, firsts=FIRSTS, problem=problem
    )


def _first() -> First:
    return _FIRSTS.get(request.values.get("first", ""), "teacher")
