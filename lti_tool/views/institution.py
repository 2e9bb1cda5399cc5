"""The institution's page: activity by course and day, and the ledger."""

from flask import g, render_template

from lti_tool.errors import NotAllowed
from lti_tool.services.institution import open_institution_page
from lti_tool.views.charts import days_chart
from lti_tool.views.context import parts
from lti_tool.views.guard import launch_pages

pages = launch_pages("institution", __name__)


@pages.get("/institution")
def overview() -> str:
    """Show the institution's activity to who administers it."""
    if not g.launch.sees_institution:
        raise NotAllowed
    wired = parts()
    page = open_institution_page(wired.database, wired.reports, g.launch, wired.clock())
    chart = days_chart(page.lines, page.courses)
    return render_template("institution.html", page=page, chart=chart)
