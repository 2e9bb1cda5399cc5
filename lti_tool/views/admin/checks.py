"""The pre-flight page of a deployment, and its erasure."""

from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lti_tool.models import Preflight
from lti_tool.services.admin.preflight import findings_of
from lti_tool.views.admin.guard import admin, visit
from lti_tool.views.admin.preflight_words import said_of
from lti_tool.views.context import parts


@admin.get("/deployments/<uuid:deployment_id>/check")
def check(deployment_id: UUID) -> str:
    """Show what the last check found and which menu mends it."""
    with parts().database.read() as session:
        deployment = visit().deployment(session, deployment_id)
        registration = deployment.registration
        kept = session.get(Preflight, deployment.id)
    said = [said_of(one, registration.product) for one in findings_of(kept)]
    return render_template(
        "admin/check.html",
        visit=visit(),
        registration=registration,
        deployment=deployment,
        checked_at=kept.at if kept else None,
        findings=said,
    )


@admin.post("/deployments/<uuid:deployment_id>/check")
def run_check(deployment_id: UUID) -> Response:
    """Check a deployment against its LMS now."""
    parts().admin.preflights.run(visit(), deployment_id)
    return redirect(url_for("admin.check", deployment_id=deployment_id), 303)


@admin.get("/deployments/<uuid:deployment_id>/erase")
def ask_to_erase(deployment_id: UUID) -> str:
    """Say what erasing means, and ask for the deployment's id by hand."""
    visit().require_owner()
    with parts().database.read() as session:
        deployment = visit().deployment(session, deployment_id)
        registration = deployment.registration
    return render_template(
        "admin/erase.html", visit=visit(), registration=registration, deployment=deployment
    )


@admin.post("/deployments/<uuid:deployment_id>/erase")
def erase(deployment_id: UUID) -> Response:
    """Erase a deployment's everything and show the receipt."""
    typed = request.form.get("typed", "")
    receipt_id = parts().admin.erasing.erase(visit(), deployment_id, typed)
    return redirect(url_for("admin.receipt", action_id=receipt_id), 303)
