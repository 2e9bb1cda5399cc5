"""Deep Linking: a teacher picks what to place in the course."""

from collections.abc import Sequence
from uuid import UUID

from flask import g, render_template, request

from lti_tool.errors import NotAllowed, NotFound, Refused
from lti_tool.models import Activity
from lti_tool.services.activities import activities_of, find_activity
from lti_tool.views.authoring import make_activity, new_form
from lti_tool.views.context import parts
from lti_tool.views.guard import launch_pages, only
from lti_tool.views.security import allow_form_to
from lti_tool.views.words import refusal_words

pages = launch_pages("picker", __name__)


@pages.before_request
def _only_while_picking() -> None:
    if not g.launch.deep_linking:
        raise NotAllowed


@pages.get("/pick")
@only("teacher")
def pick() -> str:
    """Show the course's activities, and the way to a new one."""
    return _picker("")


@pages.post("/pick")
@only("teacher")
def place() -> str | tuple[str, int]:
    """Send the chosen activities back to the platform; "cancel" sends none."""
    if "cancel" in request.form:
        return _answer(())
    try:
        chosen = [UUID(text) for text in request.form.getlist("activity_id")]
    except ValueError as error:
        raise NotFound from error
    if not chosen:
        refused = Refused("nothing_chosen", "activity_id")
        return _picker(refusal_words(refused)), refused.status
    return _answer(chosen)


@pages.get("/pick/new")
@only("teacher")
def new() -> str:
    """Show the form of a new activity."""
    return new_form("picker.create")


@pages.post("/pick/new")
@only("teacher")
def create() -> str | tuple[str, int]:
    """Make an activity and send it back to the platform at once."""
    try:
        activity = make_activity()
    except Refused as refused:
        return new_form("picker.create", refused=refused), refused.status
    return _answer([activity.id])


def _picker(problem: str) -> str:
    with parts().database.read() as session:
        found = activities_of(session, g.launch)
    several = g.launch.deep_linking.get("accept_multiple") in {True, "true"}
    return render_template(
        "teacher/pick.html",
        activities=found,
        banks=parts().banks,
        several=several,
        problem=problem,
    )


def _answer(chosen: Sequence[UUID]) -> str:
    wired = parts()
    with wired.database.write() as session:
        activities: list[Activity] = [find_activity(session, g.launch, one) for one in chosen]
        form = wired.lti.deep_linking.answer(session, g.launch, activities)
    allow_form_to(form.return_url)
    return render_template("teacher/placed.html", form=form, count=len(chosen))
