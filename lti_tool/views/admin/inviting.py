"""Invitations: made here, shown once, followed up."""

from flask import render_template, request

from lti_tool.services.admin import invitations
from lti_tool.services.admin.audit import Deed, note
from lti_tool.services.tool_config import ToolAddresses
from lti_tool.views.admin.guard import admin, visit
from lti_tool.views.context import parts


@admin.get("/invitations")
def invited() -> str:
    """List the invitations."""
    return _page()


@admin.post("/invitations")
def invite() -> str:
    """Make an invitation and show its link, this once."""
    visit().require_owner()
    said, now = request.form.get("note", "").strip()[:255], parts().clock()
    with parts().database.write() as session:
        code = invitations.invite(session, now, visit().who, said)
        note(session, visit(), now, Deed("invited", said))
    return _page(ToolAddresses(parts().settings.public_url.rstrip("/")).invitation(code))


def _page(link: str = "") -> str:
    visit().require_owner()
    with parts().database.read() as session:
        found = invitations.all_invitations(session)
    return render_template(
        "admin/invitations.html", visit=visit(), invitations=found, link=link, now=parts().clock()
    )
