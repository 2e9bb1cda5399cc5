"""The queue, the groups of one question, and the marks given there."""

from typing import Any
from uuid import UUID

from flask import Response, g, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from lti_tool.errors import Refused
from lti_tool.models import Decision
from lti_tool.services.activities import content_of, find_activity
from lti_tool.services.class_view import class_version
from lti_tool.services.marking.deciding import Mark, decide
from lti_tool.services.marking.groups import open_item
from lti_tool.services.marking.queue import (
    GROUPS,
    DeskFilter,
    Group,
    Place,
    count_groups,
    open_desk,
)
from lti_tool.services.marking.undoing import undo
from lti_tool.views.context import parts
from lti_tool.views.guard import only
from lti_tool.views.marking.pages import answers_of_form, pages, score_of_form, wants_json
from lti_tool.views.marking_words import standard_words, undo_words
from lti_tool.views.words import refusal_words

_GROUPS: dict[str, Group] = {name: name for name in GROUPS}


@pages.get("/marking")
@only("teacher")
def queue() -> str:
    """Show what to mark next, the most doubtful first."""
    return _queue("")


@pages.get("/marking/items/<uuid:activity_id>/<item_id>")
@only("teacher")
def item(activity_id: UUID, item_id: str) -> str:
    """Show one question's answers, those that say the same together."""
    return _item(activity_id, item_id, "")


@pages.post("/marking/decide")
@only("teacher")
def mark() -> AnyResponse | tuple[str, int] | tuple[Response, int]:
    """Take one decision about one answer or several that say the same."""
    wired = parts()
    try:
        seen, score = answers_of_form(), score_of_form()
        language = wired.banks[request.form["bank"]].language if _bank_known() else "en"
        words = request.form.get("reason", "").strip() or standard_words(score, language)
        with wired.database.write() as session:
            decision = decide(
                session, g.launch, wired.banks, seen, Mark(score, words), wired.clock()
            )
            session.flush()
            count = len(decision.answers)
    except Refused as refused:
        return _refused(refused)
    return _decided(decision, count)


@pages.post("/marking/undo/<uuid:decision_id>")
@only("teacher")
def take_back(decision_id: UUID) -> AnyResponse | tuple[str, int] | tuple[Response, int]:
    """Take a whole decision back."""
    wired = parts()
    try:
        with wired.database.write() as session:
            words = undo_words(_language(session))
            undo(session, g.launch, wired.banks, decision_id, words, wired.clock())
    except Refused as refused:
        return _refused(refused)
    if wants_json():
        return jsonify({"undone": str(decision_id)})
    return redirect(url_for("marking.decisions", saved=1), 303)


@pages.get("/marking/news")
@only("teacher")
def news() -> Response | tuple[str, int]:
    """Return how the desk stands now, for pages without a stream."""
    body = news_since(request.args.get("after", ""))
    return jsonify(body) if body else ("", 204)


def news_since(version: str) -> dict[str, Any] | None:
    """Return the desk's figures; None when the version is still right."""
    at = parts().clock().timestamp()
    with parts().database.read() as session:
        newest = class_version(session, g.launch)
        if newest == version:
            return None
        counts = count_groups(session, g.launch)
    wanted = DeskFilter(activity_id=g.launch.activity_id)
    html = render_template("marking/_figures.html", counts=counts, wanted=wanted)
    return {"version": newest, "at": at, "parts": {"figures": html}}


def _queue(problem: str) -> str:
    wired, wanted = parts(), _filter()
    with wired.database.read() as session:
        course = content_of(find_activity(session, g.launch), wired.banks)
        page = open_desk(session, g.launch, wired.banks, wanted)
        version = class_version(session, g.launch)
    return render_template(
        "marking/queue.html",
        course=course,
        page=page,
        wanted=wanted,
        groups=GROUPS,
        version=version,
        names=bool(request.args.get("names")),
        problem=problem,
    )


def _item(activity_id: UUID, item_id: str, problem: str) -> str:
    wired = parts()
    with wired.database.read() as session:
        place, number = (activity_id, item_id), request.args.get("page", 1, type=int)
        page = open_item(session, g.launch, wired.banks, place, max(1, number))
    return render_template("marking/item.html", page=page, course=page.course, problem=problem)


def _filter() -> DeskFilter:
    chosen = request.args.get("activity", "")
    activity_id = None if chosen == "all" else request.args.get("activity", type=UUID)
    return DeskFilter(
        activity_id=activity_id if chosen else g.launch.activity_id,
        item_id=request.args.get("item", "")[:64],
        group=_GROUPS.get(request.args.get("group", ""), "open"),
        language=request.args.get("language", "")[:2],
        after=Place.parse(request.args.get("after", "")),
    )


def _bank_known() -> bool:
    return request.form.get("bank") in parts().banks


def _language(session: Any) -> str:
    return content_of(find_activity(session, g.launch), parts().banks).bank.language


def _decided(decision: Decision, count: int) -> AnyResponse:
    if not wants_json():
        return redirect(_back(), 303)
    body = {"decision": str(decision.id), "count": count}
    html = render_template("marking/_done.html", decision=decision, count=count)
    return jsonify({**body, "html": html})


def _refused(refused: Refused) -> tuple[str, int] | tuple[Response, int]:
    said = refusal_words(refused)
    if wants_json():
        return jsonify({"problem": said}), refused.status
    return _queue(said), refused.status


def _back() -> str:
    """Return the page that the form was on; only places of our own are known."""
    activity_id = request.form.get("activity", type=UUID)
    if activity_id and (item_id := request.form.get("item", "")):
        return url_for("marking.item", activity_id=activity_id, item_id=item_id, saved=1)
    return url_for("marking.queue", saved=1)
