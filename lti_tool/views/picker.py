"""Deep Linking: a teacher picks what to place in the course."""

from collections.abc import Sequence
from uuid import UUID

from flask import g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from lti_tool.errors import NotAllowed, NotFound, Refused
from lti_tool.models import Activity
from lti_tool.services.activities import activities_of, find_activity
from lti_tool.services.deep_linking import Wishes
from lti_tool.services.ports import Availability
from lti_tool.services.windows import availability_in
from lti_tool.views.authoring import make_activity, new_form
from lti_tool.views.context import parts
from lti_tool.views.guard import launch_pages, only
from lti_tool.views.security import allow_form_to
from lti_tool.views.tongue import ngettext
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
    return _picker()


@pages.post("/pick")
@only("teacher")
def place() -> str | tuple[str, int]:
    """Send the chosen activities back to the platform; "cancel" sends none."""
    if "cancel" in request.form:
        return _answer((), Availability())
    try:
        return _answer(_chosen(), availability_in(request.form))
    except Refused as refused:
        return _picker(refused), refused.status


@pages.get("/pick/new")
@only("teacher")
def new() -> str:
    """Show the form of a new activity."""
    return new_form("picker.create", wishes=_wishes())


@pages.post("/pick/new")
@only("teacher")
def create() -> str | AnyResponse | tuple[str, int]:
    """Make an activity and place it at once, or go on choosing with it."""
    more = "more" in request.form and _wishes().several
    try:
        availability = availability_in(request.form)
        activity = make_activity()
    except Refused as refused:
        return new_form("picker.create", refused=refused, wishes=_wishes()), refused.status
    if more:
        chosen = [*request.args.getlist("chosen"), str(activity.id)]
        return redirect(url_for("picker.pick", chosen=chosen), 303)
    return _answer([activity.id], availability)


def _chosen() -> list[UUID]:
    try:
        chosen = [UUID(text) for text in request.form.getlist("activity_id")]
    except ValueError as error:
        raise NotFound from error
    if not chosen:
        raise Refused("nothing_chosen", "activity_id")
    return chosen


def _wishes() -> Wishes:
    return Wishes.of(g.launch.deep_linking)


def _picker(refused: Refused | None = None) -> str:
    with parts().database.read() as session:
        found = activities_of(session, g.launch)
    form = request.form if refused else request.args
    return render_template(
        "teacher/pick.html",
        activities=found,
        banks=parts().banks,
        wishes=_wishes(),
        chosen=form.getlist("activity_id" if refused else "chosen"),
        given=form,
        problem=refusal_words(refused) if refused else "",
        field=refused.field if refused else "",
    )


def _answer(chosen: Sequence[UUID], availability: Availability) -> str:
    wired = parts()
    note = ngettext("%(num)d activity added", "%(num)d activities added", len(chosen))
    with wired.database.write() as session:
        activities: list[Activity] = [find_activity(session, g.launch, one) for one in chosen]
        form = wired.lti.deep_linking.answer(
            session, g.launch, activities, note if chosen else "", availability
        )
    allow_form_to(form.return_url)
    return render_template(
        "teacher/placed.html", form=form, count=len(chosen), at_once=_wishes().saves_at_once
    )
