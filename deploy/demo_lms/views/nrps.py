"""Names and Role Provisioning Services 2.0 for tools' servers."""

from typing import Any

from flask import Blueprint, request
from werkzeug.wrappers import Response

from deploy.demo_lms import lti
from deploy.demo_lms.errors import ServiceRefusal
from deploy.demo_lms.records import Member, Tool
from deploy.demo_lms.roles import COURSE, role_matches, short_names
from deploy.demo_lms.views.services import answer, paged, require_known_course, require_scope
from deploy.demo_lms.wiring import current_lms

nrps = Blueprint("nrps", __name__, url_prefix="/lti/courses/<course_id>")


@nrps.get("/members")
def members(course_id: str) -> Response:
    """List a course's members, filtered by `role` and `rlid`, paged."""
    tool = require_scope("members", lti.MEMBERSHIP_READ)
    course = require_known_course(course_id)
    link = request.args.get("rlid")
    if link is not None:
        activity = current_lms().activities.get(link)
        if activity is None or (activity.course_id, activity.client_id) != (
            course_id,
            tool.client_id,
        ):
            raise ServiceRefusal(404, "There is no such activity of yours in this course.")
    role = request.args.get("role")
    found = current_lms().people.members(course_id)
    always = current_lms().flavour.roster_page
    page = paged(
        [member for member in found if role is None or role_matches(member.role, role)], always
    )
    context_id = current_lms().flavour.context_id(course.id)
    body = {
        "id": f"{current_lms().settings.public_url}{request.full_path.rstrip('?')}",
        "context": {"id": context_id, "label": course.code, "title": course.title},
        "members": [_member(member, tool) for member in page.rows],
    }
    return answer(body, lti.MEMBERS_TYPE, page=page)


def _member(member: Member, tool: Tool) -> dict[str, Any]:
    user, flavour = member.user, current_lms().flavour
    known = {
        "name": user.name,
        "given_name": user.given_name,
        "family_name": user.family_name,
        "email": user.email,
    }
    shared = {name: value for name, value in known.items() if name in tool.claims}
    return {
        "status": "Active",
        "user_id": user.id,
        "roles": short_names(member.role) if flavour.short_roles else COURSE[member.role],
        **shared,
    }
