"""Change the skills: one form a change, each can be gone back from."""

from collections.abc import Callable

from flask import g, redirect, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from analytics.content import SkillMap
from analytics.content.skill_graph import Edge
from lti_tool.errors import Refused
from lti_tool.services.skills.changing import Said, Teaching, change, go_back
from lti_tool.services.skills.changing import link as add_edge
from lti_tool.views.context import parts
from lti_tool.views.guard import only
from lti_tool.views.skills.pages import Given, course_here, pages, show_editor
from lti_tool.views.words import refusal_words

Answer = Response | tuple[str, int]


@pages.get("/skills")
@only("teacher")
def show() -> str:
    """Show the skills as a picture and a list, with their health and history."""
    return show_editor(Given())


@pages.post("/skills/add")
@only("teacher")
def add() -> Answer:
    """Take a new skill."""
    form = request.form
    name, about, before = form.get("name", ""), form.get("description", ""), form.get("before", "")
    return _done(
        lambda _skills: Said("add", (name.strip(),)),
        lambda skills: skills.add(name, about, [before] if before else []),
    )


@pages.post("/skills/link")
@only("teacher")
def link() -> Answer:
    """Let a skill build on another one."""
    return answered(lambda teaching: add_edge(teaching, edge_given()))


@pages.post("/skills/unlink")
@only("teacher")
def unlink() -> Answer:
    """Let a skill build on another one no more."""
    return _done(_unlinked, lambda skills: skills.unlink(edge_given()))


@pages.post("/skills/<skill_id>/rename")
@only("teacher")
def rename(skill_id: str) -> Answer:
    """Give a skill another name or description."""
    name, about = request.form.get("name", ""), request.form.get("description", "")
    return _done(
        lambda skills: Said("rename", (skills.skill(skill_id).name, name.strip())),
        lambda skills: skills.rename(skill_id, name, about),
    )


@pages.post("/skills/<skill_id>/retire")
@only("teacher")
def retire(skill_id: str) -> Answer:
    """Teach a skill no more."""
    return _done(
        lambda skills: Said("retire", (skills.skill(skill_id).name,)),
        lambda skills: skills.retire(skill_id),
    )


@pages.post("/skills/<skill_id>/restore")
@only("teacher")
def restore(skill_id: str) -> Answer:
    """Teach a retired skill again."""
    return _done(
        lambda skills: Said("restore", (skills.skill(skill_id).name,)),
        lambda skills: skills.restore(skill_id),
    )


@pages.post("/skills/back")
@only("teacher")
def back() -> Answer:
    """Make the skills what they were after an earlier change."""
    return answered(lambda teaching: go_back(teaching, request.form.get("revision", -1, type=int)))


def answered(act: Callable[[Teaching], None]) -> Answer:
    """Return the page after an act; a refused one with its form as it was."""
    try:
        with parts().database.write() as session:
            act(teaching_in(session))
    except Refused as refused:
        return show_editor(Given(refusal_words(refused), request.form)), refused.status
    return redirect(url_for("skills.show", saved=1), 303)


def teaching_in(session: Session) -> Teaching:
    """Return where the launch's teacher changes skills."""
    bank_id = course_here(session).bank.id
    return Teaching(session, g.launch, parts().banks, bank_id, parts().clock())


def _done(say: Callable[[SkillMap], Said], make: Callable[[SkillMap], SkillMap]) -> Answer:
    return answered(lambda teaching: change(teaching, say, make))


def edge_given() -> Edge:
    """Return the edge that the form names."""
    return request.form.get("before", ""), request.form.get("after", "")


def _unlinked(skills: SkillMap) -> Said:
    before, after = edge_given()
    return Said("unlink", (skills.skill(before).name, skills.skill(after).name))
