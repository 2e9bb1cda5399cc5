"""What administrators did, and the receipts of erasures."""

from uuid import UUID

from flask import render_template

from lti_tool.services.admin import audit
from lti_tool.views.admin.guard import admin, visit
from lti_tool.views.context import parts


@admin.get("/actions")
def actions() -> str:
    """List the latest acts."""
    with parts().database.read() as session:
        found = audit.last_actions(session, visit())
    return render_template("admin/actions.html", visit=visit(), actions=found)


@admin.get("/actions/<uuid:action_id>")
def receipt(action_id: UUID) -> str:
    """Show one act; an erasure with its counts."""
    with parts().database.read() as session:
        found = audit.receipt(session, visit(), action_id)
    return render_template("admin/receipt.html", visit=visit(), action=found)
