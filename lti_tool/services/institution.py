"""Activity of a whole institution by course and day, and its ledger."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from analytics.reports import CourseDayLine, Entry, Freshness, Scope, Totals
from lti_tool.adapters.database import Database
from lti_tool.errors import ReportsUnavailable
from lti_tool.models import Course, Launch
from lti_tool.ports import Reports
from lti_tool.services.marking.watching import CourseWatch, watch_tenant

DAYS = 30


@dataclass(frozen=True, slots=True)
class InstitutionPage:
    """An institution's reports; `fresh` is None when the warehouse is away.

    Attributes:
        watched: how the grades of each course do that teachers have marked in.
    """

    courses: Mapping[str, str]
    lines: Sequence[CourseDayLine] = ()
    totals: Totals | None = None
    fresh: Freshness | None = None
    ledger: Sequence[Entry] = ()
    watched: Sequence[CourseWatch] = ()


def open_institution_page(
    database: Database, reports: Reports, launch: Launch, now: datetime
) -> InstitutionPage:
    """Return the page of the launch's institution over the last days."""
    tenant = str(launch.tenant_id)
    courses = _courses(database, launch)
    with database.read() as session:
        watched = watch_tenant(session, launch.tenant_id, now)
    scope = Scope(tenant=tenant, since=now - timedelta(days=DAYS), until=now + timedelta(days=1))
    try:
        return InstitutionPage(
            courses=courses,
            lines=reports.by_course(scope),
            totals=reports.totals(scope),
            fresh=reports.freshness(tenant, now),
            ledger=reports.ledger(tenant),
            watched=watched,
        )
    except ReportsUnavailable:
        return InstitutionPage(courses=courses, watched=watched)


def _courses(database: Database, launch: Launch) -> dict[str, str]:
    with database.read() as session:
        rows = session.execute(
            select(Course.id, Course.title).where(Course.tenant_id == launch.tenant_id)
        )
        return {str(row.id): row.title for row in rows}
