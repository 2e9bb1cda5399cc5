"""A copied course: the teacher says what becomes of its activities."""

from uuid import UUID

from flask import g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from lti_tool.errors import NotFound, Refused
from lti_tool.services.course_copy.choosing import (
    Decision,
    decide,
    link_is_unknown,
    mode_of,
    must_choose,
    read_copies,
    settle,
)
from lti_tool.views.context import parts
from lti_tool.views.guard import launch_pages, only
from lti_tool.views.words import refusal_words

pages = launch_pages("copies", __name__)
_SINGLE = "mode-"


@pages.get("/copies")
@only("teacher")
def wizard() -> str:
    """List what came over, and ask what to do with it."""
    return _page("")


@pages.post("/copies")
@only("teacher")
def choose() -> AnyResponse | tuple[str, int]:
    """Do what the teacher chose, and show what came of it."""
    wired = parts()
    try:
        decision = _decision()
        with wired.database.write() as session:
            decide(session, g.launch, decision, wired.banks, wired.clock())
    except Refused as refused:
        return _page(refusal_words(refused)), refused.status
    return redirect(url_for("copies.wizard", saved=1), 303)


def settle_link() -> None:
    """Give the launch the activity of a link that waited for the choice."""
    wired = parts()
    with wired.database.write() as session:
        g.launch.activity_id = settle(session, g.launch, wired.banks, wired.clock())


def first_page() -> str:
    """Return where a teacher starts whose link has no activity."""
    with parts().database.read() as session:
        asked = must_choose(session, g.launch)
    return "copies.wizard" if asked else "authoring.set_up"


def _page(problem: str) -> str:
    with parts().database.read() as session:
        found = read_copies(session, g.launch)
        unknown = link_is_unknown(session, g.launch)
        return render_template(
            "teacher/copies.html",
            copies=found,
            unknown=unknown,
            banks=parts().banks,
            problem=problem,
            given=request.form,
        )


def _decision() -> Decision:
    form = request.form
    single = {
        _id(name.removeprefix(_SINGLE)): mode_of(value)
        for name, value in form.items()
        if name.startswith(_SINGLE) and value
    }
    opens = form.get("opens", "")
    return Decision(mode_of(form.get("mode", "")), single, _id(opens) if opens else None)


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise NotFound from error
