"""Gradebook columns, grades, and the log of every score that a tool sent."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, and_, delete, insert, select, update

from deploy.demo_lms.database import Database
from deploy.demo_lms.records import LineItem, Result, ScorePost, Submission
from deploy.demo_lms.schema import activities, line_items, results, score_posts, submissions

Outcome = Literal["stored", "overridden", "stale"]
IsStale = Callable[[datetime | None, datetime], bool]


@dataclass(frozen=True, slots=True)
class Gradebook:
    """Keep columns and grades."""

    database: Database

    def columns(self, course_id: str, client_id: str | None = None) -> list[LineItem]:
        """Return a course's columns in order, of one tool or of all."""
        query = select(line_items).where(line_items.c.course_id == course_id)
        if client_id is not None:
            query = query.where(line_items.c.client_id == client_id)
        with self.database.read() as connection:
            rows = connection.execute(query.order_by(line_items.c.id)).mappings()
            return [LineItem(**row) for row in rows]

    def column(self, line_item_id: int) -> LineItem | None:
        """Return one column, or None."""
        query = select(line_items).where(line_items.c.id == line_item_id)
        with self.database.read() as connection:
            row = connection.execute(query).mappings().first()
        return LineItem(**row) if row else None

    def add_column(self, values: Mapping[str, Any]) -> LineItem:
        """Add a column."""
        with self.database.write() as connection:
            query = insert(line_items).values(dict(values)).returning(*line_items.c)
            return LineItem(**connection.execute(query).mappings().one())

    def change_column(self, line_item_id: int, values: Mapping[str, Any]) -> LineItem:
        """Replace a column's fields."""
        query = (
            update(line_items)
            .where(line_items.c.id == line_item_id)
            .values(dict(values))
            .returning(*line_items.c)
        )
        with self.database.write() as connection:
            return LineItem(**connection.execute(query).mappings().one())

    def remove_column(self, line_item_id: int) -> None:
        """Remove a column and its grades; its activity stays, ungraded."""
        with self.database.write() as connection:
            connection.execute(delete(results).where(results.c.line_item_id == line_item_id))
            connection.execute(delete(line_items).where(line_items.c.id == line_item_id))
            connection.execute(
                update(activities)
                .where(activities.c.line_item_id == line_item_id)
                .values(line_item_id=None)
            )

    def results(self, line_item_id: int) -> list[Result]:
        """Return a column's grades by student."""
        query = (
            select(results)
            .where(results.c.line_item_id == line_item_id)
            .order_by(results.c.user_id)
        )
        with self.database.read() as connection:
            return [Result(**row) for row in connection.execute(query).mappings()]

    def result(self, line_item_id: int, user_id: str) -> Result | None:
        """Return one grade, or None."""
        for result in self.results(line_item_id):
            if result.user_id == user_id:
                return result
        return None

    def set_by_hand(self, result: Result) -> None:
        """Store a teacher's grade; tools no longer change it."""
        with self.database.write() as connection:
            _replace(connection, result)

    def release_to_tool(self, line_item_id: int, user_id: str) -> None:
        """Take a teacher's grade back, so that the tool's next score counts."""
        with self.database.write() as connection:
            connection.execute(
                update(results)
                .where(results.c.line_item_id == line_item_id, results.c.user_id == user_id)
                .values(overridden_by="")
            )

    def history(self, line_item_id: int, user_id: str) -> list[ScorePost]:
        """Return every score a tool sent for a grade, newest first."""
        query = (
            select(score_posts)
            .where(score_posts.c.line_item_id == line_item_id, score_posts.c.user_id == user_id)
            .order_by(score_posts.c.id.desc())
        )
        with self.database.read() as connection:
            return [ScorePost(**row) for row in connection.execute(query).mappings()]

    def all_posts(self) -> list[ScorePost]:
        """Return every score POST in the order it came."""
        with self.database.read() as connection:
            rows = connection.execute(select(score_posts).order_by(score_posts.c.id)).mappings()
            return [ScorePost(**row) for row in rows]

    def log(self, values: Mapping[str, Any]) -> None:
        """Log a score POST."""
        with self.database.write() as connection:
            connection.execute(insert(score_posts).values(dict(values)))

    def apply(self, result: Result, is_stale: IsStale) -> Outcome:
        """Store a tool's grade, and say what became of it.

        Stamps must rise as `is_stale` judges. A teacher's own grade stays: only
        its stamp moves on.
        """
        with self.database.write() as connection:
            row = connection.execute(select(results).where(_key(result))).mappings().first()
            kept = Result(**row) if row else None
            if kept and result.stamped_at and is_stale(kept.stamped_at, result.stamped_at):
                return "stale"
            if kept and kept.overridden_by:
                query = update(results).where(_key(result))
                connection.execute(query.values(stamped_at=result.stamped_at))
                return "overridden"
            _replace(connection, result)
            return "stored"

    def submission(self, line_item_id: int, user_id: str) -> Submission:
        """Return a student's attempts in a column; none is fine."""
        query = select(submissions).where(
            submissions.c.line_item_id == line_item_id, submissions.c.user_id == user_id
        )
        with self.database.read() as connection:
            row = connection.execute(query).mappings().first()
        return Submission(**row) if row else Submission(line_item_id, user_id, 0, "")

    def keep_submission(self, submission: Submission) -> None:
        """Store a student's attempts in a column."""
        values = asdict(submission)
        with self.database.write() as connection:
            connection.execute(
                delete(submissions).where(
                    submissions.c.line_item_id == submission.line_item_id,
                    submissions.c.user_id == submission.user_id,
                )
            )
            connection.execute(insert(submissions).values(values))


def _key(result: Result) -> ColumnElement[bool]:
    return and_(results.c.line_item_id == result.line_item_id, results.c.user_id == result.user_id)


def _replace(connection: Connection, result: Result) -> None:
    connection.execute(delete(results).where(_key(result)))
    connection.execute(insert(results).values(asdict(result)))
