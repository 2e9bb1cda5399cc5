"""The teacher's pages: the class, who answered what, and grades."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Response, g, jsonify, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from lti_tool.errors import Refused
from lti_tool.models import Attempt
from lti_tool.services.activities import Course, content_of, find_activity
from lti_tool.services.answer_list import AnswerFilter, list_answers
from lti_tool.services.class_view import class_version, open_class_page
from lti_tool.services.expectations import read_forecast
from lti_tool.services.grades import Verdict, find_attempt, override_grade
from lti_tool.services.insights import read_insights
from lti_tool.services.items.library import asked_items
from lti_tool.services.marking.record import history_of
from lti_tool.services.paths.reading import resets_of
from lti_tool.views.charts import skills_chart
from lti_tool.views.context import parts
from lti_tool.views.guard import launch_pages, only
from lti_tool.views.words import refusal_words

STATUSES = ("submitted", "graded", "held")
FRAGMENTS = ("figures", "challenges", "class")

pages = launch_pages("teacher", __name__)


@pages.get("/class")
@only("teacher")
def class_page() -> str:
    """Show every learner and where each stands."""
    with parts().database.read() as session:
        page = open_class_page(session, g.launch, parts().banks)
    return render_template("teacher/class.html", page=page)


@pages.get("/class/news")
@only("teacher")
def news() -> Response | tuple[str, int]:
    """Return what changed in the class since a version."""
    body = news_since(request.args.get("after", ""))
    return jsonify(body) if body else ("", 204)


def news_since(version: str) -> dict[str, Any] | None:
    """Return the class's fragments; None when the version is still right."""
    at = parts().clock().timestamp()
    with parts().database.read() as session:
        if class_version(session, g.launch) == version:
            return None
        page = open_class_page(session, g.launch, parts().banks)
    return {
        "version": page.version,
        "at": at,
        "parts": {name: render_template(f"teacher/_{name}.html", page=page) for name in FRAGMENTS},
    }


@pages.get("/answers")
@only("teacher")
def answers() -> str:
    """List answers, newest first, by item, learner and state."""
    wanted = _filter()
    with parts().database.read() as session:
        course = content_of(find_activity(session, g.launch), parts().banks)
        found = list_answers(session, g.launch, wanted)
        resets = resets_of(session, course, wanted.learner_id) if wanted.learner_id else ()
    facts = {"course": course, "found": found, "wanted": wanted, "resets": resets}
    return render_template("teacher/answers.html", **facts)


@pages.get("/answers/<uuid:attempt_id>")
@only("teacher")
def answer(attempt_id: UUID) -> str:
    """Show one answer with its grade, and the form to change it."""
    with parts().database.read() as session:
        course, attempt = _answer(session, attempt_id)
        return _answer_page(session, course, attempt, {})


@pages.post("/answers/<uuid:attempt_id>/grade")
@only("teacher")
def grade(attempt_id: UUID) -> AnyResponse | tuple[str, int]:
    """Take a teacher's grade; a refused one stays in the form."""
    wired = parts()
    try:
        with wired.database.write() as session:
            override_grade(session, g.launch, wired.banks, attempt_id, _verdict(), wired.clock())
    except Refused as refused:
        form = {**request.form.to_dict(), "field": refused.field, "refused": refusal_words(refused)}
        with wired.database.read() as session:
            course, attempt = _answer(session, attempt_id)
            body = _answer_page(session, course, attempt, form)
        return body, refused.status
    return redirect(url_for("teacher.answer", attempt_id=attempt_id, saved=1), 303)


@pages.get("/insights")
@only("teacher")
def insights() -> str:
    """Show what the warehouse knows of the activity; the page works without."""
    wired = parts()
    with wired.database.read() as session:
        course = content_of(find_activity(session, g.launch), wired.banks)
    found = read_insights(wired.reports, wired.database, g.launch, course, wired.clock())
    chart = skills_chart(found.skills, course.bank)
    return render_template("teacher/insights.html", course=course, found=found, chart=chart)


def _answer_page(
    session: Session, course: Course, attempt: Attempt, form: Mapping[str, object]
) -> str:
    return render_template(
        "teacher/answer.html",
        course=course,
        attempt=attempt,
        item=asked_items(session, course, [attempt])[attempt.id],
        form=form,
        history=history_of(session, attempt),
        expected=read_forecast(session, attempt),
    )


def _answer(session: Any, attempt_id: UUID) -> tuple[Course, Attempt]:
    attempt = find_attempt(session, g.launch, attempt_id)
    _ = attempt.learner.name
    return content_of(find_activity(session, g.launch), parts().banks), attempt


def _filter() -> AnswerFilter:
    return AnswerFilter(
        item_id=request.args.get("item", ""),
        learner_id=request.args.get("learner", type=UUID),
        status=s if (s := request.args.get("status", "")) in STATUSES else "",
        page=max(1, request.args.get("page", 1, type=int)),
    )


def _verdict() -> Verdict:
    try:
        score = float(request.form.get("score", "").replace(",", ".")) / 100
        seen = int(request.form.get("seen_version", ""))
    except ValueError as error:
        raise Refused("score_invalid", "score") from error
    return Verdict(score=score, reason=request.form.get("reason", ""), seen_version=seen)
