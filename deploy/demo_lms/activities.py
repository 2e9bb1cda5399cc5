"""Activities placed in courses."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from deploy.demo_lms.content_items import ContentItem
from deploy.demo_lms.database import Database
from deploy.demo_lms.records import Activity
from deploy.demo_lms.schema import activities, line_items, results


@dataclass(frozen=True, slots=True)
class Activities:
    """Keep what teachers have placed, in course order."""

    database: Database

    def in_course(self, course_id: str) -> list[Activity]:
        """Return a course's activities as the page lists them."""
        query = (
            select(activities)
            .where(activities.c.course_id == course_id)
            .order_by(activities.c.position)
        )
        with self.database.read() as connection:
            return [Activity(**row) for row in connection.execute(query).mappings()]

    def get(self, activity_id: str) -> Activity | None:
        """Return one activity, or None."""
        query = select(activities).where(activities.c.id == activity_id)
        with self.database.read() as connection:
            row = connection.execute(query).mappings().first()
        return Activity(**row) if row else None

    def origins(self, activity: Activity) -> list[str]:
        """Return the links that one was copied from, the nearest first."""
        found: list[str] = []
        before: Activity | None = activity
        while before and before.origin and before.origin not in found:
            found.append(before.origin)
            before = self.get(before.origin)
        return found

    def place(
        self, course_id: str, client_id: str, items: Sequence[ContentItem], now: datetime
    ) -> list[str]:
        """Create an activity, and a column if asked for, for each item."""
        with self.database.write() as connection:
            return [
                _place_one(connection, {"course_id": course_id, "client_id": client_id}, item, now)
                for item in items
            ]

    def rename(self, activity_id: str, title: str) -> None:
        """Change an activity's name and its column's."""
        with self.database.write() as connection:
            connection.execute(
                update(activities).where(activities.c.id == activity_id).values(title=title)
            )
            connection.execute(
                update(line_items)
                .where(line_items.c.activity_id == activity_id)
                .values(label=title)
            )

    def remove(self, activity_id: str) -> None:
        """Remove an activity with its columns and their grades."""
        columns = select(line_items.c.id).where(line_items.c.activity_id == activity_id)
        with self.database.write() as connection:
            connection.execute(delete(results).where(results.c.line_item_id.in_(columns)))
            connection.execute(delete(line_items).where(line_items.c.activity_id == activity_id))
            connection.execute(delete(activities).where(activities.c.id == activity_id))


def _place_one(
    connection: Connection, owner: dict[str, str], item: ContentItem, now: datetime
) -> str:
    activity_id = secrets.token_hex(8)
    title = item.title or "Activity"
    last = connection.execute(select(func.max(activities.c.position))).scalar()
    row: dict[str, Any] = {
        **owner,
        "id": activity_id,
        "title": title,
        "text": item.text,
        "url": item.url or "",
        "custom": item.custom,
        "position": (last or 0) + 1,
        "created_at": now,
        "line_item_id": None,
    }
    if item.line_item:
        column = insert(line_items).values(
            **owner,
            label=item.line_item.label or title,
            maximum=item.line_item.score_maximum,
            resource_id=item.line_item.resource_id,
            tag=item.line_item.tag,
            activity_id=activity_id,
        )
        row["line_item_id"] = connection.execute(column.returning(line_items.c.id)).scalar_one()
    connection.execute(insert(activities).values(row))
    return activity_id
