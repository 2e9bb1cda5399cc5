"""The page that erases one person, and the rule that erases who stays away."""

from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lti_tool.services.admin.retention import LEAST_DAYS, MOST_DAYS, set_retention
from lti_tool.views.admin.guard import admin, visit
from lti_tool.views.context import parts


@admin.get("/deployments/<uuid:deployment_id>/people")
def people(deployment_id: UUID) -> str:
    """Say what erasing a person means, ask for whom, and show the rule."""
    visit().require_owner()
    with parts().database.read() as session:
        deployment = visit().deployment(session, deployment_id)
        registration = deployment.registration
    return render_template(
        "admin/people.html",
        visit=visit(),
        registration=registration,
        deployment=deployment,
        least=LEAST_DAYS,
        most=MOST_DAYS,
    )


@admin.post("/deployments/<uuid:deployment_id>/people/forget")
def forget(deployment_id: UUID) -> Response:
    """Erase one person and show the receipt."""
    subject = request.form.get("subject", "")
    receipt_id = parts().admin.forgetting.forget(visit(), deployment_id, subject)
    return redirect(url_for("admin.receipt", action_id=receipt_id), 303)


@admin.post("/deployments/<uuid:deployment_id>/people/retention")
def retention(deployment_id: UUID) -> Response:
    """Set after how long away a person is erased."""
    with parts().database.write() as session:
        deployment = visit().deployment(session, deployment_id)
        days = request.form.get("days", "")
        set_retention(session, visit(), deployment, days, parts().clock())
    return redirect(url_for("admin.people", deployment_id=deployment_id), 303)
