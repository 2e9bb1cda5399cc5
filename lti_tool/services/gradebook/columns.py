"""Look after columns: find or make them, keep titles, see what grades are there."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from lti_tool.adapters.database import Database
from lti_tool.lti_errors import PlatformRefusal, PlatformUnavailable
from lti_tool.models import (
    Activity,
    Deployment,
    GradebookColumn,
    Passback,
    Placement,
    Registration,
    ResourceLink,
)
from lti_tool.services.course_copy.following import resource_ids_of
from lti_tool.services.deep_linking import SCORE_MAXIMUM, TAG
from lti_tool.services.gradebook.disputes import Known, compare, known_rows
from lti_tool.services.gradebook.ports import LineItem, LineItems, ResultReader
from lti_tool.services.gradebook.release import column_url, enqueue_known
from lti_tool.services.gradebook.words import UNREAD, verdict_of
from lti_tool.services.ports import LineItemWish
from lti_tool.services.tool_config import LINE_ITEM, RESULT

EVERY = timedelta(hours=1)
QUIET = timedelta(days=1)
"""So seldom a column is read where nothing has happened for long."""
LIVELY = timedelta(days=14)
NEW_AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class Task:
    """One column to look at, all that is needed read from the database.

    `resource_ids` are those that it may carry: in a copied course it still has
    the id of the activity that it was first made for.
    """

    link_id: UUID
    registration: Registration
    scopes: frozenset[str]
    url: str | None
    container_url: str | None
    lti_link_id: str
    wish: LineItemWish
    resource_ids: tuple[str, ...]
    asked: bool
    label: str
    maximum: float | None
    known: tuple[Known, ...]
    begun_at: datetime


@dataclass(frozen=True, slots=True)
class Finding:
    """What a look found; None for what was not looked at."""

    item: LineItem | None = None
    results: Mapping[str, float | None] | None = None


@dataclass(frozen=True, slots=True)
class ColumnKeeper:
    """Looks at each column, once an hour at most."""

    database: Database
    results: ResultReader
    items: LineItems
    clock: Callable[[], datetime]

    def step(self) -> bool:
        """Look at one column that is due; tell whether there was one.

        Never raises for what a platform does; a database error passes.
        """
        task = self._claim()
        if task is None:
            return False
        finding, detail = Finding(), ""
        try:
            finding = self._look(task)
        except PlatformUnavailable as error:
            detail = verdict_of(error, repeated=False).detail
        except PlatformRefusal:
            detail = UNREAD
        self._settle(task, finding, detail)
        return True

    def _look(self, task: Task) -> Finding:
        item = self._item(task)
        url = task.url or (item.url if item else None)
        if url is None or RESULT not in task.scopes or not task.known:
            return Finding(item)
        return Finding(item, self.results.every(task.registration, url))

    def _item(self, task: Task) -> LineItem | None:
        """Find, make or rename the column, as far as we may and it is needed."""
        if LINE_ITEM not in task.scopes:
            return None
        if task.url is not None:
            return self._titled(task, task.url)
        if task.container_url is None:
            return None
        wish, registration = task.wish, task.registration
        for resource_id in task.resource_ids:
            found = self.items.find(registration, task.container_url, resource_id, wish.tag)
            if found is not None:
                return found
        if task.asked:
            return self.items.make(registration, task.container_url, wish, task.lti_link_id)
        return None

    def _titled(self, task: Task, url: str) -> LineItem | None:
        """Follow our own title; one that somebody gave in the LMS stays."""
        if task.label == task.wish.label and task.maximum is not None:
            return None
        item = self.items.read(task.registration, url)
        if item.label == task.label != task.wish.label:
            return self.items.rename(task.registration, item, task.wish)
        return item

    def _claim(self) -> Task | None:
        now = self.clock()
        if not self._due(now):
            return None
        query = (
            select(GradebookColumn)
            .where(GradebookColumn.next_read_at <= now)
            .order_by(GradebookColumn.next_read_at, GradebookColumn.resource_link_id)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        with self.database.write() as session:
            _begin_new(session, now)
            column = session.scalar(query)
            if column is None:
                return None
            column.next_read_at = now + EVERY
            return _task(session, column, now)

    def _due(self, now: datetime) -> bool:
        due = select(GradebookColumn.tries).where(GradebookColumn.next_read_at <= now).limit(1)
        with self.database.read() as session:
            return session.scalar(due) is not None or bool(_unknown(session, 1))

    def _settle(self, task: Task, finding: Finding, detail: str) -> None:
        now = self.clock()
        with self.database.write() as session:
            column = session.get_one(GradebookColumn, task.link_id)
            link = session.get_one(ResourceLink, task.link_id)
            column.read_at, column.detail = now, detail
            if finding.item is not None:
                _keep(column, task, finding.item)
                session.flush()
                if task.url is None:
                    enqueue_known(session, link, now)
            if finding.results is not None:
                compare(session, task.known, finding.results, task.begun_at)
            column.next_read_at = now + _pace(session, link, now)


def ask_for_column(session: Session, link: ResourceLink, now: datetime) -> None:
    """Have a link's missing column made soon; nothing if it has one."""
    column = session.get(GradebookColumn, link.id) or _begin(session, link, now)
    if column_url(session, link) is None:
        column.asked_at = column.next_read_at = now


def _unknown(session: Session, limit: int) -> list[ResourceLink]:
    """Return links of activities whose columns we have never looked at."""
    query = select(ResourceLink).where(
        ResourceLink.activity_id.is_not(None),
        ~exists().where(GradebookColumn.resource_link_id == ResourceLink.id),
    )
    return list(session.scalars(query.order_by(ResourceLink.id).limit(limit)))


def _begin_new(session: Session, now: datetime) -> None:
    for link in _unknown(session, NEW_AT_ONCE):
        _begin(session, link, now)
    session.flush()


def _begin(session: Session, link: ResourceLink, now: datetime) -> GradebookColumn:
    column = GradebookColumn(
        resource_link_id=link.id, tenant_id=link.tenant_id, label="", tries=0, detail=""
    )
    column.next_read_at = now
    session.add(column)
    return column


def _task(session: Session, column: GradebookColumn, now: datetime) -> Task | None:
    link = session.get_one(ResourceLink, column.resource_link_id)
    tenant = session.get_one(Deployment, link.tenant_id)
    registration = session.get_one(Registration, tenant.registration_id)
    activity = session.get(Activity, link.activity_id) if link.activity_id else None
    if activity is None or not (tenant.approved and registration.enabled):
        column.next_read_at = now + QUIET
        return None
    return Task(
        link_id=link.id,
        registration=registration,
        scopes=frozenset(link.ags_scopes),
        url=column_url(session, link),
        container_url=link.line_items_url,
        lti_link_id=link.lti_id,
        wish=LineItemWish(activity.title, str(activity.id), TAG, SCORE_MAXIMUM),
        resource_ids=resource_ids_of(session, activity.id),
        asked=column.asked_at is not None or _is_missing(session, link),
        label=column.label,
        maximum=column.maximum,
        known=known_rows(session, link),
        begun_at=now,
    )


def _is_missing(session: Session, link: ResourceLink) -> bool:
    """Tell whether a column was asked for at placing, and never came.

    Where there was one once, somebody took it away: that is theirs to decide.
    """
    placed = session.get(Placement, link.activity_id) if link.activity_id else None
    once = select(Passback.id).where(Passback.resource_link_id == link.id).limit(1)
    return placed is not None and placed.with_column and session.scalar(once) is None


def _keep(column: GradebookColumn, task: Task, item: LineItem) -> None:
    column.maximum = item.maximum
    if item.label == task.wish.label:
        column.label = item.label
    if task.url is None:
        column.line_item_url, column.asked_at = item.url, None


def _pace(session: Session, link: ResourceLink, now: datetime) -> timedelta:
    newest = session.scalar(
        select(func.max(Passback.sent_timestamp)).where(Passback.resource_link_id == link.id)
    )
    disputed = session.scalar(
        select(Passback.id)
        .where(Passback.resource_link_id == link.id, Passback.status == "conflict")
        .limit(1)
    )
    lively = disputed or newest is None or newest > now - LIVELY
    return EVERY if lively else QUIET
