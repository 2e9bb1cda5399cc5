"""Prerequisites that answers suggest: their reasons, accepted or rejected."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from flask import g, redirect, render_template, request, url_for

from analytics.evaluation.prerequisites import ERROR_RATE, FLOOR
from lti_tool.errors import Refused
from lti_tool.services.skills.changing import Teaching, link
from lti_tool.services.skills.finding import ask
from lti_tool.services.skills.suggesting import AGAIN_FROM, read_suggestions, reject, take_back
from lti_tool.views import suggestion_words
from lti_tool.views.context import parts
from lti_tool.views.guard import only
from lti_tool.views.skills.changing import Answer, edge_given, teaching_in
from lti_tool.views.skills.pages import course_here, pages
from lti_tool.views.words import percent, refusal_words

LATE = timedelta(minutes=1)
"""Whoever waits longer is told that something is away."""


@pages.get("/skills/suggestions")
@only("teacher")
def suggestions() -> str:
    """Show what the answers suggest, and what was rejected."""
    return _page("")


@pages.post("/skills/suggestions/accept")
@only("teacher")
def accept_suggestion() -> Answer:
    """Draw a suggested prerequisite, as by hand."""
    return _decided(lambda teaching: link(teaching, edge_given()))


@pages.post("/skills/suggestions/reject")
@only("teacher")
def reject_suggestion() -> Answer:
    """Keep a suggestion from being shown."""
    seen = request.form.get("learners", 0, type=int)
    return _decided(lambda teaching: reject(teaching, edge_given(), seen))


@pages.post("/skills/suggestions/<uuid:rejection_id>/undo")
@only("teacher")
def undo_rejection(rejection_id: UUID) -> Answer:
    """Let a rejected suggestion be shown again."""
    return _decided(lambda teaching: take_back(teaching, rejection_id))


@pages.post("/skills/suggestions/anew")
@only("teacher")
def suggest_anew() -> Answer:
    """Ask that the answers of now be counted."""
    return _decided(lambda one: ask(one.session, one.launch, one.bank_id, one.now))


def _decided(act: Callable[[Teaching], object]) -> Answer:
    try:
        with parts().database.write() as session:
            act(teaching_in(session))
    except Refused as refused:
        return _page(refusal_words(refused)), refused.status
    return redirect(url_for("skills.suggestions", saved=1), 303)


def _page(problem: str) -> str:
    wired = parts()
    with wired.database.read() as session:
        course = course_here(session)
    bank = wired.banks[course.bank.id]
    now = wired.clock()
    found = read_suggestions(wired.database, g.launch, bank, now)
    asked_at = found.kept.asked_at
    return render_template(
        "skills/suggestions.html",
        course=course,
        found=found,
        is_late=asked_at is not None and now - asked_at > LATE,
        names={skill.id: skill.name for skill in found.skills.skills},
        problem=problem,
        says=suggestion_words,
        floor=FLOOR,
        error_rate=percent(ERROR_RATE),
        again_from=AGAIN_FROM,
    )
