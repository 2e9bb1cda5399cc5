"""Copy a course as LMSs do: links and columns come along, grades do not."""

import secrets
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from sqlalchemy import Connection, func, insert, select

from deploy.demo_lms.database import Database
from deploy.demo_lms.records import Activity, Course
from deploy.demo_lms.schema import activities, courses, enrolments, line_items


@dataclass(frozen=True, slots=True)
class CourseCopies:
    """Make courses from courses."""

    database: Database

    def copy(self, course: Course, now: datetime) -> Course:
        """Return a new course with the same people and the same links.

        A link's custom parameters stay as they were, a column keeps its resource
        id and tag: both still speak of the first course.
        """
        with self.database.write() as connection:
            made = replace(
                course,
                id=_next_id(connection),
                title=f"{course.title} (2)",
                code=f"{course.code}-2",
                origin=course.id,
            )
            connection.execute(insert(courses).values(asdict(made)))
            _copy_people(connection, course.id, made.id)
            query = select(activities).where(activities.c.course_id == course.id)
            rows = connection.execute(query.order_by(activities.c.position)).mappings().all()
            for row in rows:
                _copy_link(connection, Activity(**row), made.id, now)
        return made


def _next_id(connection: Connection) -> str:
    known = connection.execute(select(courses.c.id)).scalars()
    return str(max(int(one) for one in known) + 1)


def _copy_people(connection: Connection, source: str, target: str) -> None:
    rows = connection.execute(select(enrolments).where(enrolments.c.course_id == source))
    values = [{**row, "course_id": target} for row in rows.mappings()]
    if values:
        connection.execute(insert(enrolments), values)


def _copy_link(connection: Connection, source: Activity, course_id: str, now: datetime) -> None:
    link_id = secrets.token_hex(8)
    column_id = None
    kept = select(line_items).where(line_items.c.id == source.line_item_id)
    if column := connection.execute(kept).mappings().first():
        values = {**column, "course_id": course_id, "activity_id": link_id}
        values.pop("id")
        made = insert(line_items).values(values).returning(line_items.c.id)
        column_id = connection.execute(made).scalar_one()
    last = connection.execute(select(func.max(activities.c.position))).scalar() or 0
    copy = replace(
        source,
        id=link_id,
        course_id=course_id,
        line_item_id=column_id,
        position=last + 1,
        created_at=now,
        origin=source.id,
    )
    connection.execute(insert(activities).values(asdict(copy)))
