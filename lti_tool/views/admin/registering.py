"""Values to copy into an LMS by hand, and the LMS's own to copy back."""

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lti_tool.admin_errors import AdminRefused
from lti_tool.services.admin.registering import register_typed
from lti_tool.services.tool_config import ToolAddresses
from lti_tool.views.admin.guard import admin, visit
from lti_tool.views.admin.words import refusal
from lti_tool.views.context import parts


@admin.get("/manual")
def manual() -> str:
    """Show our addresses with a form for the platform's."""
    return _page()


@admin.post("/manual")
def register_by_hand() -> Response | tuple[str, int]:
    """Take a platform in by typed values."""
    wired = parts()
    try:
        with wired.database.write() as session:
            kept = register_typed(
                session, visit(), wired.clock(), request.form.to_dict(), wired.admin.permits
            )
    except AdminRefused as error:
        return _page(refusal(error.code)), error.status
    return redirect(url_for("admin.registration", registration_id=kept.id), 303)


def _page(problem: str = "") -> str:
    visit().require_owner()
    return render_template(
        "admin/manual.html",
        visit=visit(),
        at=ToolAddresses(parts().settings.public_url.rstrip("/")),
        form=request.form,
        problem=problem,
    )
