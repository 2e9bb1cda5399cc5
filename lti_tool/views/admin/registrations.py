"""One registration: its deployments, last launches, roles; switched off here."""

from uuid import UUID

from flask import redirect, render_template, request, url_for
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from lti_tool.models import Deployment, LaunchRecord, Registration
from lti_tool.services.admin import role_overrides
from lti_tool.services.admin.audit import Deed, note
from lti_tool.services.admin.health import health_of, key_made_at
from lti_tool.services.launch_log import last_launches
from lti_tool.views.admin.guard import admin, visit
from lti_tool.views.admin.words import COMMON_ROLES
from lti_tool.views.context import parts

LAUNCHES_SHOWN = 50


@admin.get("/registrations/<uuid:registration_id>")
def registration(registration_id: UUID) -> str:
    """Show a registration whole."""
    with parts().database.read() as session:
        found = visit().registration(session, registration_id)
        deployments = _deployments(session, found)
        page = {
            "registration": found,
            "deployments": [(one, health_of(session, one)) for one in deployments],
            "launches": _launches(session, found, deployments),
            "overrides": role_overrides.overrides(session, found.id),
            "key_made_at": key_made_at(session, parts().clock()),
        }
    return render_template(
        "admin/registration.html",
        visit=visit(),
        roles=role_overrides.ROLES,
        common_roles=COMMON_ROLES,
        **page,
    )


@admin.post("/registrations/<uuid:registration_id>/switch")
def switch(registration_id: UUID) -> Response:
    """Switch a registration off or on: its launches and open pages end at once."""
    visit().require_owner()
    enabled = request.form.get("enabled") == "1"
    with parts().database.write() as session:
        found = visit().registration(session, registration_id)
        found.enabled = enabled
        _note(session, found, "switched_on" if enabled else "switched_off", found.client_id)
    return _back(registration_id)


@admin.post("/registrations/<uuid:registration_id>/roles")
def set_role(registration_id: UUID) -> Response:
    """Say what a role name means for this platform."""
    visit().require_all_of_registration()
    name, role = request.form.get("role_uri", ""), request.form.get("role", "")
    with parts().database.write() as session:
        found = visit().registration(session, registration_id)
        role_overrides.set_override(session, found.id, name, role)
        _note(session, found, "role_set", f"{name.strip()} → {role}")
    return _back(registration_id)


@admin.post("/registrations/<uuid:registration_id>/roles/<uuid:override_id>/remove")
def remove_role(registration_id: UUID, override_id: UUID) -> Response:
    """Let the standard meaning of a role name hold again."""
    visit().require_all_of_registration()
    with parts().database.write() as session:
        found = visit().registration(session, registration_id)
        role_overrides.remove_override(session, found.id, override_id)
        _note(session, found, "role_removed", str(override_id))
    return _back(registration_id)


@admin.post("/deployments/<uuid:deployment_id>/approval")
def approval(deployment_id: UUID) -> Response:
    """Let a deployment in, or shut it out."""
    visit().require_all_of_registration()
    approved = request.form.get("approved") == "1"
    with parts().database.write() as session:
        found = visit().deployment(session, deployment_id)
        found.approved = approved
        kind = "deployment_approved" if approved else "deployment_paused"
        _note(session, found.registration, kind, found.deployment_id)
        registration_id = found.registration_id
    return _back(registration_id)


def _deployments(session: Session, found: Registration) -> list[Deployment]:
    query = (
        select(Deployment)
        .where(Deployment.registration_id == found.id)
        .order_by(Deployment.approved, Deployment.created_at, Deployment.id)
    )
    if visit().tenant_id is not None:
        query = query.where(Deployment.id == visit().tenant_id)
    return list(session.scalars(query))


def _launches(
    session: Session, found: Registration, deployments: list[Deployment]
) -> list[LaunchRecord]:
    """Return the last launches; of one's own deployment when that is the reach."""
    launches = last_launches(session, found.id, LAUNCHES_SHOWN)
    if visit().tenant_id is None:
        return list(launches)
    own = {one.deployment_id for one in deployments}
    return [one for one in launches if one.deployment_id in own]


def _note(session: Session, found: Registration, kind: str, subject: str) -> None:
    note(session, visit(), parts().clock(), Deed(kind, subject, found.id))


def _back(registration_id: UUID) -> Response:
    return redirect(url_for("admin.registration", registration_id=registration_id), 303)
