"""What a teacher reads of the gradebook: grade here, grade there, and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.models import GradebookColumn, Launch, Passback, Progress, ResourceLink, User
from lti_tool.services.activities import Course
from lti_tool.services.gradebook.delivery import near
from lti_tool.services.gradebook.disputes import shown
from lti_tool.services.gradebook.release import takes_scores
from lti_tool.services.tool_config import LINE_ITEM, RESULT


@dataclass(frozen=True, slots=True)
class Line:
    """One learner in one column.

    Attributes:
        here: our score, 0 to 1; None before the first grade.
        asks: the teacher is to decide, now.
        agrees: the LMS has our score, as far as we know.
    """

    learner: User
    here: float | None
    row: Passback | None
    asks: bool
    agrees: bool

    @property
    def seen(self) -> str:
        """Return the LMS's grade as forms carry it."""
        return shown(self.row.lms_score) if self.row else ""

    @property
    def disputed(self) -> bool:
        """Tell whether the LMS has a grade that is not ours."""
        return self.row is not None and self.row.status in {"conflict", "kept"}


@dataclass(frozen=True, slots=True)
class ColumnStatement:
    """One link's column with its learners, those to decide about first.

    Attributes:
        graded: there is a column, and we may write to it.
        readable: the LMS lets us read what is in it.
        can_ask: we may make a column if the teacher wants one.
    """

    link: ResourceLink
    column: GradebookColumn | None
    graded: bool
    readable: bool
    can_ask: bool
    lines: tuple[Line, ...]

    def counted(self, status: str) -> int:
        """Return how many rows have a status."""
        return sum(line.row is not None and line.row.status == status for line in self.lines)

    @property
    def agreeing(self) -> int:
        """Return how many grades are the same here and there."""
        return sum(line.agrees for line in self.lines)

    @property
    def asking(self) -> int:
        """Return how many decisions the teacher is asked for."""
        return sum(line.asks for line in self.lines)


@dataclass(frozen=True, slots=True)
class Statement:
    """An activity's gradebook page."""

    course: Course
    columns: tuple[ColumnStatement, ...]


def read_statement(session: Session, launch: Launch, course: Course, now: datetime) -> Statement:
    """Return the statement of the launch's activity, its own link first."""
    ours = course.activity.id
    links = session.scalars(
        select(ResourceLink)
        .where(ResourceLink.activity_id == ours, ResourceLink.tenant_id == launch.tenant_id)
        .order_by(ResourceLink.title, ResourceLink.id)
    ).all()
    here = {
        row.learner_id: row.score
        for row in session.scalars(select(Progress).where(Progress.activity_id == ours))
    }
    people = {
        user.id: user for user in session.scalars(select(User).where(User.id.in_(here.keys())))
    }
    own_first = sorted(links, key=lambda link: link.id != launch.resource_link_id)
    columns = [_column(session, link, here, people, now) for link in own_first]
    return Statement(course, tuple(columns))


def _column(
    session: Session,
    link: ResourceLink,
    here: Mapping[UUID, float | None],
    people: Mapping[UUID, User],
    now: datetime,
) -> ColumnStatement:
    rows = {
        row.learner_id: row
        for row in session.scalars(select(Passback).where(Passback.resource_link_id == link.id))
    }
    lines = [_line(user, here[user.id], rows.get(user.id), now) for user in people.values()]
    graded = takes_scores(session, link)
    return ColumnStatement(
        link=link,
        column=session.get(GradebookColumn, link.id),
        graded=graded,
        readable=RESULT in link.ags_scopes,
        can_ask=not graded and LINE_ITEM in link.ags_scopes and bool(link.line_items_url),
        lines=tuple(sorted(lines, key=_order)),
    )


def _line(user: User, here: float | None, row: Passback | None, now: datetime) -> Line:
    asks = (
        row is not None
        and row.status == "conflict"
        and (row.ask_after is None or row.ask_after <= now)
    )
    agrees = (
        row is not None
        and row.status == "sent"
        and row.lms_score is not None
        and near(row.lms_score, row.score)
    )
    return Line(user, here, row, asks, agrees)


def _order(line: Line) -> tuple[bool, bool, str, str]:
    calm = line.row is None or line.row.status in {"sent", "pending", "kept"}
    return not line.asks, calm, line.learner.name.casefold(), str(line.learner.id)
