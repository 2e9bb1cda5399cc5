"""The first admin page: platforms, what waits for approval, what to do next."""

from flask import render_template
from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from lti_tool.models import Deployment, Registration
from lti_tool.services.admin.health import last_launch_of
from lti_tool.views.admin.guard import admin, visit
from lti_tool.views.admin.letters import growth
from lti_tool.views.context import parts


@admin.get("")
def home() -> str:
    """List the registrations in reach, and the deployments that wait."""
    with parts().database.read() as session:
        found = _registrations(session)
        last = {one.id: last_launch_of(session, one) for one in found}
    waiting = [
        (one, deployment)
        for one in found
        for deployment in one.deployments
        if not deployment.approved and visit().tenant_id in {None, deployment.id}
    ]
    return render_template(
        "admin/home.html",
        visit=visit(),
        registrations=found,
        last=last,
        waiting=waiting,
        growth=growth() if visit().owner else None,
    )


def _registrations(session: Session) -> list[Registration]:
    query = (
        select(Registration)
        .options(selectinload(Registration.deployments).joinedload(Deployment.registration))
        .order_by(Registration.issuer, Registration.client_id)
    )
    if not visit().owner:
        query = query.where(Registration.id == visit().registration_id)
    return list(session.scalars(query))
