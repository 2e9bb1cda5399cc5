"""What the warehouse knows of an activity, for its teacher."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from analytics.reports import EventLine, Freshness, ItemLine, MasteryScope, Scope, SkillLine, Totals
from lti_tool.adapters.database import Database
from lti_tool.errors import ReportsUnavailable
from lti_tool.models import Launch, User
from lti_tool.ports import Reports
from lti_tool.services.activities import Course

LOOK_BACK = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Insights:
    """Reports of one activity; `fresh` is None when the warehouse is away."""

    skills: Sequence[SkillLine] = ()
    hardest: Sequence[ItemLine] = ()
    recent: Sequence[EventLine] = ()
    totals: Totals | None = None
    fresh: Freshness | None = None
    people: Mapping[UUID, str] | None = None


def read_insights(
    reports: Reports, database: Database, launch: Launch, course: Course, now: datetime
) -> Insights:
    """Return an activity's reports, empty when the warehouse is away."""
    tenant, activity_id = str(launch.tenant_id), course.activity.id
    scope = Scope(
        tenant=tenant,
        course_id=str(launch.course_id),
        activity_id=activity_id,
        since=now - LOOK_BACK,
        until=now + timedelta(days=1),
    )
    mastery = MasteryScope(tenant, str(launch.course_id), course.bank.id, activity_id)
    try:
        recent = reports.recent(scope)
        return Insights(
            skills=reports.skills(mastery, course.plan.threshold),
            hardest=reports.hardest(scope),
            recent=recent,
            totals=reports.totals(scope),
            fresh=reports.freshness(tenant, now, str(launch.course_id)),
            people=_names(database, {line.learner_id for line in recent}),
        )
    except ReportsUnavailable:
        return Insights()


def _names(database: Database, ids: set[UUID]) -> dict[UUID, str]:
    with database.read() as session:
        rows = session.execute(select(User.id, User.name).where(User.id.in_(ids)))
        return {row.id: row.name for row in rows}
