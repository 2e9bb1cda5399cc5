"""The learner's page: one question, its grade, and the next step."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID, uuid4

from flask import Response, g, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from lti_tool.errors import NotFound, Refused
from lti_tool.services.activities import Course, content_of, find_activity
from lti_tool.services.attempts import Submission, submit_answer
from lti_tool.services.marking.contests import contest_grade
from lti_tool.services.positions import Pick, move_on, show_hint
from lti_tool.services.student_page import StudentPage, open_student_page, read_student_page
from lti_tool.views.context import parts
from lti_tool.views.guard import launch_pages, only
from lti_tool.views.words import refusal_words

SHOWN_VERSION = "Signpost-Shown-Version"
"""The header by which a page's script says what the page shows."""

pages = launch_pages("student", __name__)


def show() -> str:
    """Return the learner's whole page; who comes first is given a question."""
    return _whole(present_page())


def _whole(page: StudentPage, **more: Any) -> str:
    return render_template("student/page.html", **_names(page, **more))


def present_page() -> StudentPage:
    """Return the launch's learner's page; who comes first is given a question."""
    return read_page() or _opened()


def _opened() -> StudentPage:
    wired = parts()
    with wired.database.write() as session:
        return open_student_page(
            session, g.launch, wired.banks, wired.clock(), wired.settings.delayed_after_s
        )


@pages.post("/answers")
@only("learner")
def answer() -> AnyResponse | tuple[str, int]:
    """Take an answer; a refused one stays in its box with what to change."""
    wired = parts()
    try:
        with wired.database.write() as session:
            course = content_of(find_activity(session, g.launch), wired.banks)
            submit_answer(
                session,
                g.launch,
                course,
                _submission(),
                wired.clock(),
                most=wired.settings.answer_max_chars,
            )
    except Refused as refused:
        return _refused(refused)
    return moved_on(course)


@pages.post("/hint")
@only("learner")
def hint() -> AnyResponse | str:
    """Show the hint of the question, and keep what is typed where it is."""
    wired = parts()
    item_id = request.form.get("item_id", "")
    with wired.database.write() as session:
        course = content_of(find_activity(session, g.launch), wired.banks)
        show_hint(session, g.launch, course, item_id, wired.clock())
    page = read_page(course)
    if page is None:
        raise NotFound
    typed, attempt_id = _typed(), request.form.get("attempt_id", "")
    more = {"typed": typed, "attempt_id": attempt_id}
    return _response(page, **more) if _wants_parts() else _whole(page, **more)


@pages.post("/next")
@only("learner")
def go_on() -> AnyResponse | tuple[str, int]:
    """Put the chosen next question before the learner."""
    pick = _pick()
    wired = parts()
    try:
        with wired.database.write() as session:
            course = content_of(find_activity(session, g.launch), wired.banks)
            move_on(session, g.launch, course, pick, wired.clock())
    except Refused as refused:
        return not_heard(refused)
    return moved_on(course)


@pages.post("/contest/<uuid:attempt_id>")
@only("learner")
def contest(attempt_id: UUID) -> AnyResponse | tuple[str, int]:
    """Put an answer before a person, for the reason that the learner gives."""
    wired = parts()
    words = request.form.get("words", "")
    try:
        with wired.database.write() as session:
            course = content_of(find_activity(session, g.launch), wired.banks)
            contest_grade(session, g.launch, attempt_id, words, wired.clock())
    except Refused as refused:
        return _refused(refused, contested=attempt_id)
    return moved_on(course)


@pages.get("/news")
@only("learner")
def news() -> Response | tuple[str, int]:
    """Return what changed since a version, for pages without a stream."""
    body = news_since(request.args.get("after", ""))
    return jsonify(body) if body else ("", 204)


def read_page(course: Course | None = None) -> StudentPage | None:
    """Return the launch's learner's page as it stands."""
    wired = parts()
    late_after_s = wired.settings.delayed_after_s
    with wired.database.read() as session:
        return read_student_page(
            session, g.launch, wired.banks, wired.clock(), late_after_s, course
        )


def news_since(version: str) -> dict[str, Any] | None:
    """Return the parts that changed; None when the version is still right."""
    page = read_page()
    if page is None or page.version == version:
        return None
    return _body(page, _changed(page, version))


def _changed(page: StudentPage, version: str) -> list[str]:
    """Return the names of the parts that differ from a version of the page."""
    known = set(version.split("."))
    return [part for part, at in page.versions.items() if at not in known]


def _response(page: StudentPage, **more: Any) -> Response:
    """Return what a form's page does not show yet; its places of work and of notice always.

    The page says which version it shows; the parts that are still right stay.
    """
    changed = _changed(page, request.headers.get(SHOWN_VERSION, ""))
    return jsonify(_body(page, {"notice", "work", *changed}, **more))


def _body(page: StudentPage, names: Iterable[str], **more: Any) -> dict[str, Any]:
    facts = _names(page, **more)
    return {
        "version": page.version,
        "at": page.at.timestamp(),
        "parts": {name: render_template(f"student/_{name}.html", **facts) for name in names},
    }


def _names(page: StudentPage, **more: Any) -> dict[str, Any]:
    blank = {"typed": "", "refused": "", "notice": "", "attempt_id": uuid4(), "contested": None}
    return {"page": page, **blank, **more}


def _typed() -> str:
    """Return the answer in the form; what comes from several boxes a line each."""
    return "\n".join(request.form.getlist("answer"))


def _submission() -> Submission:
    try:
        attempt_id = UUID(request.form.get("attempt_id", ""))
    except ValueError as error:
        raise NotFound from error
    return Submission(
        attempt_id=attempt_id,
        item_id=request.form.get("item_id", ""),
        answer=_typed(),
        revision=request.form.get("revision", type=int),
        does_not_know="dont_know" in request.form,
    )


def _pick() -> Pick:
    item_id = request.form.get("item_id", "")
    match request.form.get("choice", "advised"):
        case "advised":
            return Pick("advised", item_id)
        case "asked":
            return Pick("asked")
        case "meanwhile":
            return Pick("meanwhile")
        case "review":
            return Pick("review", skill_id=request.form.get("skill_id", ""))
        case _:
            raise NotFound


def _wants_parts() -> bool:
    return request.accept_mimetypes.best == "application/json"


def moved_on(course: Course) -> AnyResponse:
    """Return the learner's page after a change: its parts to its script, else by a reload."""
    if not _wants_parts():
        return redirect(url_for("entry.home"), 303)
    page = read_page(course)
    if page is None:
        raise NotFound
    return _response(page)


def not_heard(refused: Refused) -> AnyResponse | tuple[str, int]:
    """Return the learner's page, and in it why what they asked for does not come."""
    return _page_after(refused, notice=refusal_words(refused))


def _refused(refused: Refused, contested: UUID | None = None) -> AnyResponse | tuple[str, int]:
    return _page_after(
        refused,
        typed=_typed(),
        contested=contested,
        refused=refusal_words(refused),
        attempt_id=request.form.get("attempt_id", ""),
    )


def _page_after(refused: Refused, /, **more: Any) -> AnyResponse | tuple[str, int]:
    page = read_page()
    if page is None:
        raise refused
    if _wants_parts():
        response = _response(page, **more)
        response.status_code = refused.status
        return response
    return _whole(page, **more), refused.status
