"""How the grades of each question do: overruled, drifting, or fine."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from analytics.content import Item, ItemBank
from analytics.grading.monitors import Share, overrides
from lti_tool.models import DecidedAnswer, Decision, ItemLearning, Launch, LearningRequest
from lti_tool.services.activities import Course, content_of, find_activity

WEEKS = 8
_ALARMS = ("overruled", "shifted")


@dataclass(frozen=True, slots=True)
class ItemHealth:
    """One question's grades.

    Attributes:
        weeks: the share overruled in each of the last weeks with marks, by Monday.
    """

    item: Item
    learning: ItemLearning
    weeks: tuple[tuple[date, Share], ...]

    @property
    def overruled(self) -> Share:
        """Return how often marks overruled what the model had said."""
        return Share(self.learning.overruled, self.learning.marked)


@dataclass(frozen=True, slots=True)
class HealthPage:
    """The questions of an activity, those that need a look first.

    Attributes:
        learning: a teacher asked to learn, and the worker has not done so yet.
    """

    course: Course
    items: tuple[ItemHealth, ...]
    learnt_at: datetime | None
    learning: bool


def read_health(
    session: Session, launch: Launch, banks: Mapping[str, ItemBank], now: datetime
) -> HealthPage:
    """Return how the grades of the launch's activity do, as last learnt.

    Raises:
        NotFound: the launch has no activity, or its bank is gone.
    """
    course = content_of(find_activity(session, launch), banks)
    weeks = _weeks(session, launch, now)
    rows = session.scalars(
        select(ItemLearning).where(ItemLearning.activity_id == launch.activity_id)
    ).all()
    found = [
        ItemHealth(course.bank.items_by_id[row.item_id], row, weeks.get(row.item_id, ()))
        for row in rows
        if row.item_id in course.bank.items_by_id
    ]
    return HealthPage(
        course=course,
        items=tuple(sorted(found, key=_urgency)),
        learnt_at=max((row.learnt_at for row in rows), default=None),
        learning=session.get(LearningRequest, course.activity.id) is not None,
    )


def _urgency(one: ItemHealth) -> tuple[int, float, str]:
    alarm = one.learning.alarm
    place = _ALARMS.index(alarm) if alarm in _ALARMS else len(_ALARMS)
    return place, -(one.overruled.value or 0.0), one.item.id


def _weeks(
    session: Session, launch: Launch, now: datetime
) -> dict[str, tuple[tuple[date, Share], ...]]:
    rows = session.execute(
        select(
            Decision.item_id,
            Decision.made_at,
            DecidedAnswer.score_before,
            DecidedAnswer.score_after,
        )
        .join(DecidedAnswer)
        .where(
            Decision.activity_id == launch.activity_id,
            Decision.kind.in_(("mark", "group")),
            Decision.undone_at.is_(None),
            Decision.made_at > now - timedelta(weeks=WEEKS),
            DecidedAnswer.method_before == "model",
        )
    )
    pairs: dict[str, dict[date, list[tuple[float, float]]]] = defaultdict(lambda: defaultdict(list))
    for item_id, at, before, after in rows:
        monday = at.date() - timedelta(days=at.weekday())
        pairs[item_id][monday].append((before or 0.0, after or 0.0))
    return {
        item: tuple((monday, overrides(weeks[monday])) for monday in sorted(weeks))
        for item, weeks in pairs.items()
    }
