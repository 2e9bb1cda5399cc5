"""Course pages: activities, adding, renaming, removing, opening."""

from flask import Blueprint, render_template, request, url_for
from werkzeug.wrappers import Response

from deploy.demo_lms.errors import PageRefusal
from deploy.demo_lms.records import Activity, Tool
from deploy.demo_lms.views.pages import allow_frames
from deploy.demo_lms.views.session import (
    back_to,
    check_csrf,
    require_course,
    require_teacher,
    teaches,
)
from deploy.demo_lms.wiring import current_lms

courses = Blueprint("courses", __name__, url_prefix="/courses/<course_id>")
courses.before_request(check_csrf)


@courses.get("")
def course(course_id: str) -> str:
    """Show a course with its activities."""
    lms = current_lms()
    user, found = require_course(course_id)
    tools = {tool.client_id: tool for tool in lms.tools.all()}
    return render_template(
        "course.html",
        course=found,
        activities=lms.activities.in_course(course_id),
        columns={column.id: column for column in lms.gradebook.columns(course_id)},
        tools=tools,
        choosers=[tool for tool in tools.values() if tool.active and tool.deep_link_uri],
        members=lms.people.members(course_id),
        teaching=teaches(user, found),
    )


@courses.post("/copy")
def copy(course_id: str) -> Response:
    """Copy the course, and tell the tools that asked."""
    lms = current_lms()
    _, found = require_teacher(course_id)
    made = lms.copies.copy(found, lms.clock())
    lms.notices.tell_of_copy(made, found, lms.clock())
    return back_to(url_for("courses.course", course_id=made.id))


@courses.get("/add/<client_id>")
def add(course_id: str, client_id: str) -> str:
    """Let a teacher choose content inside a tool."""
    _, found = require_teacher(course_id)
    tool = _tool(client_id)
    allow_frames(tool.addresses())
    return render_template("choose.html", course=found, tool=tool)


@courses.get("/add/<client_id>/start")
def start_choice(course_id: str, client_id: str) -> str:
    """Begin a deep linking request inside the frame."""
    user, found = require_teacher(course_id)
    tool = _tool(client_id)
    if not tool.deep_link_uri:
        raise PageRefusal(400, "Nothing to choose", "This tool offers no choice of content.")
    form = current_lms().launches.begin(user, tool, found, None, current_lms().clock())
    allow_frames(tool.addresses())
    return render_template("post.html", form=form, tool=tool)


@courses.get("/activities/<activity_id>")
def activity(course_id: str, activity_id: str) -> str:
    """Show an activity in its frame."""
    user, found = require_course(course_id)
    shown = _activity(course_id, activity_id)
    tool = _tool(shown.client_id)
    siblings = current_lms().activities.in_course(course_id)
    allow_frames(tool.addresses())
    return render_template(
        "activity.html",
        course=found,
        activity=shown,
        siblings=siblings,
        tool=tool,
        teaching=teaches(user, found),
    )


@courses.get("/activities/<activity_id>/start")
def start(course_id: str, activity_id: str) -> str:
    """Begin a launch: post the login initiation to the tool."""
    user, found = require_course(course_id)
    shown = _activity(course_id, activity_id)
    tool = _tool(shown.client_id)
    form = current_lms().launches.begin(user, tool, found, shown, current_lms().clock())
    allow_frames(tool.addresses())
    return render_template("post.html", form=form, tool=tool)


@courses.get("/activities/<activity_id>/edit")
def edit(course_id: str, activity_id: str) -> str:
    """Show an activity's settings."""
    _, found = require_teacher(course_id)
    shown = _activity(course_id, activity_id)
    column = current_lms().gradebook.column(shown.line_item_id) if shown.line_item_id else None
    return render_template(
        "edit.html",
        course=found,
        activity=shown,
        column=column,
        tool=current_lms().tools.get(shown.client_id),
    )


@courses.post("/activities/<activity_id>/edit")
def rename(course_id: str, activity_id: str) -> Response:
    """Rename an activity."""
    require_teacher(course_id)
    shown = _activity(course_id, activity_id)
    title = request.form.get("title", "").strip()
    if not 0 < len(title) <= 255:
        raise PageRefusal(400, "That name does not fit", "Give it 1 to 255 characters.")
    current_lms().activities.rename(shown.id, title)
    return back_to(url_for("courses.course", course_id=course_id))


@courses.post("/activities/<activity_id>/remove")
def remove(course_id: str, activity_id: str) -> Response:
    """Remove an activity with its grades."""
    require_teacher(course_id)
    shown = _activity(course_id, activity_id)
    current_lms().activities.remove(shown.id)
    return back_to(url_for("courses.course", course_id=course_id))


def _activity(course_id: str, activity_id: str) -> Activity:
    found = current_lms().activities.get(activity_id)
    if found is None or found.course_id != course_id:
        raise PageRefusal(404, "No such activity", "It may have been removed from the course.")
    return found


def _tool(client_id: str) -> Tool:
    found = current_lms().tools.active(client_id)
    if found is None:
        raise PageRefusal(
            403,
            "The tool is switched off",
            "An administrator can switch it on again under Tools.",
        )
    return found
