"""Whether grades still hold: overrules, drift, second markers, audits of what went out."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from analytics.content import ItemBank
from analytics.grading.agreement import Agreement, agreement
from analytics.grading.monitors import (
    FEWEST_MARKED,
    LARGE_SHIFT,
    MANY_OVERRULES,
    Share,
    agrees_little,
    breaks_promise,
    shift,
)
from analytics.grading.release import PROMISED
from lti_tool.models import Activity, Attempt, ItemLearning, Launch, SecondMark
from lti_tool.services.activities import Course, activities_of, content_of, find_activity
from lti_tool.services.marking.giving import label_of
from lti_tool.services.marking.learning import COMPARED_WITH, RECENT

Trouble = Literal["promise", "overruled", "markers", "grader", "shifted"]
_STEPS = (0.2, 0.4, 0.6, 0.8)


@dataclass(frozen=True, slots=True)
class Watch:
    """What is known of some grades.

    Attributes:
        overruled: marks that overruled what the model proposed.
        shift: how far this week's scores are from those of the four weeks before;
            None with too few of either.
        markers, grader: blind second marks against another teacher, against the model.
        released: grades that went out at once and that a teacher marked later, where
            both find that the answer earns the marks, or that it does not. Teachers
            look at doubtful ones first.
        blind: the same by second marks, a random sample.
        promised: least share that the teacher was promised; None without a promise.
    """

    overruled: Share
    shift: float | None
    markers: Agreement | None
    grader: Agreement | None
    released: Share
    blind: Share
    promised: float | None

    @property
    def troubles(self) -> tuple[Trouble, ...]:
        """Return what a teacher should look into, the gravest first."""
        share = self.overruled
        found: dict[Trouble, bool] = {
            "promise": breaks_promise(self.released, self.promised)
            or breaks_promise(self.blind, self.promised),
            "overruled": share.of >= FEWEST_MARKED and (share.value or 0) >= MANY_OVERRULES,
            "markers": agrees_little(self.markers),
            "grader": agrees_little(self.grader),
            "shifted": (self.shift or 0.0) >= LARGE_SHIFT,
        }
        return tuple(name for name, there in found.items() if there)


@dataclass(frozen=True, slots=True)
class ItemWatch:
    """One question's grades."""

    course: Course
    item_id: str
    prompt: str
    watch: Watch


@dataclass(frozen=True, slots=True)
class WatchPage:
    """A course's grades: the whole, then each question, those in trouble first."""

    course: Course
    whole: Watch
    items: tuple[ItemWatch, ...]
    learnt_at: datetime | None

    @property
    def alarms(self) -> tuple[ItemWatch, ...]:
        """Return the questions to look into."""
        return tuple(one for one in self.items if one.watch.troubles)


@dataclass(frozen=True, slots=True)
class CourseWatch:
    """One course of an institution: its grades, and how many questions are in trouble."""

    course_id: UUID
    whole: Watch
    alarms: int


def watch_course(
    session: Session, launch: Launch, banks: Mapping[str, ItemBank], now: datetime
) -> WatchPage:
    """Return how the grades of the launch's course do, as last learnt.

    Raises:
        NotFound: the launch has no activity, or its bank is gone.
    """
    course = content_of(find_activity(session, launch), banks)
    there = [one for one in activities_of(session, launch) if one.bank_id in banks]
    courses = {one.id: content_of(one, banks) for one in there}
    known = _Known.read(session, there)
    items = [
        ItemWatch(of, row.item_id, item.prompt, known.item(row))
        for row in known.learnings
        if (item := (of := courses[row.activity_id]).bank.items_by_id.get(row.item_id))
    ]
    return WatchPage(
        course=course,
        whole=known.whole(_drift(session, list(courses), now)),
        items=tuple(sorted(items, key=_urgency)),
        learnt_at=max((row.learnt_at for row in known.learnings), default=None),
    )


def watch_tenant(session: Session, tenant_id: UUID, now: datetime) -> tuple[CourseWatch, ...]:
    """Return how the grades of each course of a tenant do, those in trouble first."""
    by_course: dict[UUID, list[Activity]] = defaultdict(list)
    for one in session.scalars(select(Activity).where(Activity.tenant_id == tenant_id)):
        by_course[one.course_id].append(one)
    found = []
    for course_id, there in by_course.items():
        known = _Known.read(session, there)
        if known.learnings:
            whole = known.whole(_drift(session, [one.id for one in there], now))
            alarms = sum(bool(known.item(row).troubles) for row in known.learnings)
            found.append(CourseWatch(course_id, whole, alarms))
    return tuple(sorted(found, key=lambda one: (-one.alarms, str(one.course_id))))


@dataclass(frozen=True, slots=True)
class _Known:
    """What was learnt, and marked blind, of some activities."""

    activities: Mapping[UUID, Activity]
    learnings: Sequence[ItemLearning]
    seconds: Mapping[tuple[UUID, str], Sequence[SecondMark]] = field(default_factory=dict)

    @classmethod
    def read(cls, session: Session, activities: Sequence[Activity]) -> "_Known":
        ids = [one.id for one in activities]
        learnings = session.scalars(
            select(ItemLearning)
            .where(ItemLearning.activity_id.in_(ids))
            .order_by(ItemLearning.activity_id, ItemLearning.item_id)
        ).all()
        seconds: dict[tuple[UUID, str], list[SecondMark]] = defaultdict(list)
        for mark in session.scalars(
            select(SecondMark)
            .where(SecondMark.activity_id.in_(ids))
            .order_by(SecondMark.made_at, SecondMark.attempt_id)
        ):
            seconds[mark.activity_id, mark.item_id].append(mark)
        return cls({one.id: one for one in activities}, learnings, seconds)

    def item(self, row: ItemLearning) -> Watch:
        marks = self.seconds.get((row.activity_id, row.item_id), ())
        promised = _promised([self.activities[row.activity_id]])
        return _watch([row], marks, row.shift, promised)

    def whole(self, drift: float | None) -> Watch:
        marks = [one for marks in self.seconds.values() for one in marks]
        return _watch(self.learnings, marks, drift, _promised(self.activities.values()))


def _watch(
    rows: Sequence[ItemLearning],
    marks: Sequence[SecondMark],
    drift: float | None,
    promised: float | None,
) -> Watch:
    of_model = [one for one in marks if one.first_method == "model"]
    labelled = [one for one in of_model if one.first_label]
    right = [
        (one.first_label == "correct") == (label_of(one.score) == "correct") for one in labelled
    ]
    return Watch(
        overruled=Share(sum(row.overruled for row in rows), sum(row.marked for row in rows)),
        shift=drift,
        markers=_agreement([one for one in marks if one.first_method == "teacher"]),
        grader=_agreement(of_model),
        released=Share(
            sum(row.released_right for row in rows), sum(row.released_marked for row in rows)
        ),
        blind=Share(sum(right), len(right)),
        promised=promised,
    )


def _agreement(marks: Sequence[SecondMark]) -> Agreement | None:
    if not marks:
        return None
    return agreement([one.first_score for one in marks], [one.score for one in marks])


def _promised(activities: Iterable[Activity]) -> float | None:
    """Return the least that any of the activities promises."""
    given = {str(name): value for name, value in PROMISED.items()}
    promises = [given[one.strictness] for one in activities if one.strictness in given]
    return min(promises, default=None)


def _drift(session: Session, ids: Sequence[UUID], now: datetime) -> float | None:
    """Return how far the model's scores moved; those that a teacher replaced are left out."""
    step = case(*((Attempt.score < top, n) for n, top in enumerate(_STEPS)), else_=len(_STEPS))
    recent = case((Attempt.submitted_at > now - RECENT, 1), else_=0)
    rows = session.execute(
        select(recent, step, func.count())
        .where(
            Attempt.activity_id.in_(ids),
            Attempt.method == "model",
            Attempt.submitted_at > now - COMPARED_WITH,
        )
        .group_by(recent, step)
    )
    old, new = list[float](), list[float]()
    for is_new, place, count in rows:
        (new if is_new else old).extend([(place + 0.5) / (len(_STEPS) + 1)] * count)
    return shift(old, new)


def _urgency(one: ItemWatch) -> tuple[int, float, str]:
    return -len(one.watch.troubles), -(one.watch.overruled.value or 0.0), one.item_id
