"""The learner's map of skills, and what each estimate rests on."""

from typing import Any

from flask import Response, g, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from lti_tool.errors import Refused
from lti_tool.services.activities import content_of, find_activity
from lti_tool.services.challenges import ask_look, ask_question, challenges_of
from lti_tool.services.evidence import clues_of
from lti_tool.services.stopping import kept_for
from lti_tool.services.student_page import StudentPage
from lti_tool.views.context import parts
from lti_tool.views.guard import launch_pages, only
from lti_tool.views.skill_map import skill_maps
from lti_tool.views.student import not_heard, present_page, read_page
from lti_tool.views.words import refusal_words

FRAGMENTS = ("map", "skills")

pages = launch_pages("way", __name__)


@pages.get("/way")
@only("learner")
def skills() -> str:
    """Show every skill of the activity and where the learner stands in it."""
    page = present_page()
    return render_template("student/skills.html", **_names(page), version=_version(page))


@pages.get("/way/news")
@only("learner")
def news() -> Response | tuple[str, int]:
    """Return what changed since a version, for pages without a stream."""
    body = news_since(request.args.get("after", ""))
    return jsonify(body) if body else ("", 204)


@pages.get("/stop")
@only("learner")
def stop() -> str:
    """Say what is kept for who stops for now; nothing changes by looking."""
    page = present_page()
    with parts().database.read() as session:
        kept = kept_for(session, page.position)
    due = [place.skill.name for place in page.skills if place.due]
    return render_template("student/stop.html", page=page, kept=kept, due=due)


@pages.get("/way/<skill_id>")
@only("learner")
def skill(skill_id: str) -> str:
    """Show what the estimate of one skill rests on."""
    return _skill_page(skill_id, {"typed": "", "refused": ""})


@pages.post("/way/<skill_id>/ask")
@only("learner")
def ask(skill_id: str) -> AnyResponse | tuple[str, int]:
    """Let a question of the skill come next."""
    wired = parts()
    try:
        with wired.database.write() as session:
            course = content_of(find_activity(session, g.launch), wired.banks)
            ask_question(session, g.launch, course, skill_id, wired.clock())
    except Refused as refused:
        return not_heard(refused)
    return redirect(url_for("entry.home"), 303)


@pages.post("/way/<skill_id>/look")
@only("learner")
def look(skill_id: str) -> AnyResponse | tuple[str, int]:
    """Put the estimate of the skill before the teacher, with the learner's words."""
    wired, words = parts(), request.form.get("words", "")
    try:
        with wired.database.write() as session:
            course = content_of(find_activity(session, g.launch), wired.banks)
            ask_look(session, g.launch, course, (skill_id, words), wired.clock())
    except Refused as refused:
        form = {"typed": words, "refused": refusal_words(refused)}
        return _skill_page(skill_id, form), refused.status
    return redirect(url_for("way.skill", skill_id=skill_id, _anchor="challenge-title"), 303)


def _skill_page(skill_id: str, form: dict[str, str]) -> str:
    page = present_page()
    with parts().database.read() as session:
        clues = clues_of(session, g.launch, page.course, skill_id)
        challenges = challenges_of(session, page.position, skill_id)
    facts = {"page": page, "clues": clues, "challenges": challenges, **form}
    return render_template("student/skill.html", **facts, **_neighbours(page, skill_id))


def _neighbours(page: StudentPage, skill_id: str) -> dict[str, Any]:
    """Return a skill's place, what it builds on and what it leads to."""
    places = {place.skill.id: place for place in page.skills}
    before = [places[one].skill for one in places[skill_id].before]
    behind = [place.skill for place in page.skills if skill_id in place.before]
    return {"place": places[skill_id], "before": before, "behind": behind}


def news_since(version: str) -> dict[str, Any] | None:
    """Return the map and its table; None when the version is still right."""
    page = read_page()
    if page is None or _version(page) == version:
        return None
    names = _names(page)
    parts = {name: render_template(f"student/_{name}.html", **names) for name in FRAGMENTS}
    return {"version": _version(page), "at": page.at.timestamp(), "parts": parts}


def _version(page: StudentPage) -> str:
    return page.versions["trail"]


def _names(page: StudentPage) -> dict[str, Any]:
    return {"page": page, "maps": skill_maps(page.skills)}
