"""The learner's page for a teacher who wants to see it: nothing of it is kept."""

from dataclasses import dataclass, replace
from uuid import uuid4

from flask import g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from analytics.grading.errors import GraderUnavailable
from analytics.grading.facts import not_known
from analytics.grading.judging import Judgement
from lti_tool.errors import NotFound, Refused
from lti_tool.services.items.trying import Trial, try_answer
from lti_tool.services.paths.previewing import (
    Stop,
    open_walk,
    preview_page,
    right_answer,
    score_of,
)
from lti_tool.services.paths.walking import Walk
from lti_tool.views.context import parts
from lti_tool.views.guard import launch_pages, only
from lti_tool.views.skill_map import skill_maps
from lti_tool.views.tongue import gettext
from lti_tool.views.words import refusal_words

pages = launch_pages("preview", __name__)


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the forms of a previewed page go."""

    answer: str
    hint: str
    go_on: str


@pages.get("/preview")
@only("teacher")
def show() -> str:
    """Show the question where a walk stands; at first the one for who comes first."""
    return _shown(_stop(_walk()))


@pages.post("/preview/answers")
@only("teacher")
def answer() -> str | tuple[str, int]:
    """Show what a learner would see after an answer."""
    walk = _walk()
    stop = _stop(walk)
    if walk.is_over:
        raise NotFound
    typed = _typed()
    try:
        trial = _tried(stop, typed)
    except Refused as refused:
        return _shown(stop, typed, refusal_words(refused)), refused.status
    except GraderUnavailable:
        away = gettext("The grader does not answer just now. Try again in a moment.")
        return _shown(stop, typed, away), 503
    further = walk.then(stop.item.id, score_of(trial.judgement))
    return _shown(replace(stop, walk=further, trial=trial))


@pages.post("/preview/hint")
@only("teacher")
def hint() -> str:
    """Show the hint of the question, and keep what is typed where it is."""
    return _shown(replace(_stop(_walk()), hinted=True), _typed())


@pages.post("/preview/next")
@only("teacher")
def go_on() -> Response:
    """Go on to the chosen next question."""
    walk, picked = _walk(), request.form.get("item_id", "")
    return redirect(url_for("preview.show", walk=walk.text(), at=walk.item(picked).id), 303)


def _typed() -> str:
    return "\n".join(request.form.getlist("answer"))


def _walk() -> Walk:
    with parts().database.read() as session:
        return open_walk(session, g.launch, parts().banks, request.args.get("walk", ""))


def _stop(walk: Walk) -> Stop:
    hinted = request.form.get("hinted") == "1"
    return Stop(walk, walk.item(request.args.get("at", "")), hinted=hinted)


def _tried(stop: Stop, typed: str) -> Trial:
    if "dont_know" in request.form:
        return Trial(stop.item, "", Judgement(not_known()))
    answered = right_answer(stop.item) if "right" in request.form else typed
    most = parts().settings.answer_max_chars
    return try_answer(parts().examiner, stop.walk.course, stop.item, answered, most=most)


def _shown(stop: Stop, typed: str = "", refused: str = "") -> str:
    page = preview_page(g.launch, stop, parts().clock())
    walked, at = stop.walk.text(), stop.item.id
    addresses = Addresses(
        answer=url_for("preview.answer", walk=walked, at=at),
        hint=url_for("preview.hint", walk=walked, at=at),
        go_on=url_for("preview.go_on", walk=walked, at=at),
    )
    return render_template(
        "paths/preview.html",
        course=stop.walk.course,
        walk=stop.walk,
        preview=addresses,
        page=page,
        maps=skill_maps(page.skills),
        attempt_id=uuid4(),
        typed=typed,
        refused=refused,
    )
