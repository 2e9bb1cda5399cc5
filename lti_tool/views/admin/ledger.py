"""Accepted = stored + dead letters + in flight, on a page."""

from flask import render_template
from sqlalchemy import select

from lti_tool.errors import ReportsUnavailable
from lti_tool.models import Deployment
from lti_tool.services.admin.ledger import Balance
from lti_tool.views.admin.guard import admin, visit
from lti_tool.views.context import parts


@admin.get("/ledger")
def ledger() -> str:
    """Show every account and how far each topic is stored."""
    visit().require_owner()
    return render_template(
        "admin/ledger.html", visit=visit(), balance=_balance(), schools=schools()
    )


def schools() -> dict[str, str]:
    """Return the name of each tenant."""
    with parts().database.read() as session:
        return {
            str(one.id): f"{one.registration.name or one.registration.issuer} · {one.deployment_id}"
            for one in session.scalars(select(Deployment))
        }


def _balance() -> Balance | None:
    try:
        return parts().admin.ledger.balance()
    except ReportsUnavailable:
        return None
