"""What a learner's page shows now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from analytics.content import Item, ItemBank, Skill
from analytics.events import PathAdvised, Step
from analytics.mastery.explaining import Forecast
from lti_tool.models import Attempt, Contest, Launch, Progress, SkillReset
from lti_tool.services.activities import Course, content_of, find_activity
from lti_tool.services.expectations import forecast_of
from lti_tool.services.items.library import asked_items
from lti_tool.services.marking.contests import contests_of
from lti_tool.services.page_versions import versions_of
from lti_tool.services.paths.reading import course_of, resets_of
from lti_tool.services.placement import Placing, begin_placement, placing_of
from lti_tool.services.positions import (
    advice_of,
    is_about,
    is_hinted,
    lock_position,
    mastery_of,
    offered_by,
    show_first_item,
)
from lti_tool.services.skill_places import SkillPlace, is_due, places_of

HISTORY_MAX = 50
SPOKEN_OF = 5
"""Answers after which a page says no more that its learner began anew."""


@dataclass(frozen=True, slots=True)
class StudentPage:
    """Everything that a learner's page is made of.

    Attributes:
        item: as it was asked, once it is answered.
        attempt: the answer to the item before the learner, once given.
        asked: the item of each answer as it was asked, by the answer's id.
        late: how many answers wait for their grade longer than usual.
        contests: the newest question to a person about each answer, by its id.
        resets: what the learner has begun anew, oldest first.
        versions: of each part of the page; one differs when its part does.
        at: when all this was so.
    """

    course: Course
    item: Item
    position: Progress
    attempt: Attempt | None
    history: tuple[Attempt, ...]
    late: int
    contests: Mapping[UUID, Contest]
    asked: Mapping[UUID, Item | None]
    resets: Sequence[SkillReset]
    versions: Mapping[str, str]
    at: datetime

    @property
    def advice(self) -> PathAdvised | None:
        """Return what comes next, once it is about the present answer and nothing put away."""
        advice = advice_of(self.position) if self.attempt else None
        if advice is None or self.attempt is None:
            return None
        if advice.step and not self._is_asked(advice.step.skill_id):
            return None
        return advice if is_about(advice, self.attempt) else None

    @property
    def offered(self) -> tuple[Step, ...]:
        """Return the steps to pick from, the advised one first."""
        offered = offered_by(self.advice) if self.advice else ()
        return tuple(step for step in offered if self._is_asked(step.skill_id))

    @property
    def expected(self) -> Forecast | None:
        """Return what was expected of the present answer, once it has moved mastery."""
        return forecast_of(self.position, self.attempt.id) if self.attempt else None

    @property
    def skills(self) -> tuple[SkillPlace, ...]:
        """Return the skills of the plan and where the learner stands in each."""
        return places_of(self.course, self.position, self.at)

    @property
    def begun_anew(self) -> tuple[SkillReset, ...]:
        """Return the resets to speak of, oldest first.

        That is none that a later one covers, nor one after which much was answered.
        """
        newest = [attempt.submitted_at for attempt in self.history[:SPOKEN_OF]]
        settled = newest[-1] if len(newest) == SPOKEN_OF else None
        return tuple(
            one
            for place, one in enumerate(self.resets)
            if (settled is None or one.made_at > settled)
            and all(
                later.skill_id not in {None, one.skill_id} for later in self.resets[place + 1 :]
            )
        )

    def reset_of(self, skill_id: str) -> SkillReset | None:
        """Return the newest reset that a skill began anew by."""
        return next((one for one in reversed(self.resets) if one.covers(skill_id)), None)

    @property
    def reviews(self) -> tuple[Skill, ...]:
        """Return the skills whose review is due and not among the steps to pick from."""
        offered = {step.skill_id for step in self.offered}
        return tuple(p.skill for p in self.skills if p.due and p.skill.id not in offered)

    @property
    def placing(self) -> Placing | None:
        """Return the learner's placement test, or its result until they went on from it."""
        return placing_of(self.course.plan.askable, self.position, self.history)

    @property
    def hinted(self) -> bool:
        """Tell whether the learner has asked for the hint of the item before them."""
        return is_hinted(self.position)

    @property
    def wanted(self) -> Skill | None:
        """Return the skill of which the learner has asked for a question, unless it is put away."""
        wanted = self.position.wanted_skill or ""
        return self.course.bank.skills_by_id.get(wanted) if self._is_asked(wanted) else None

    @property
    def practised(self) -> frozenset[str]:
        """Return the ids of the skills that a graded answer exercised."""
        known = mastery_of(self.position).values()
        return frozenset(mastery.skill_id for mastery in known if mastery.answers)

    @property
    def version(self) -> str:
        """Return what differs whenever something on the page does."""
        return ".".join(self.versions.values())

    @property
    def progress(self) -> float:
        """Return the share of the way to the target, 0 to 1."""
        return self.position.progress

    @property
    def names(self) -> dict[str, str]:
        """Return the names of the bank's skills by id."""
        return {skill.id: skill.name for skill in self.course.bank.skills}

    @property
    def earlier(self) -> tuple[Attempt, ...]:
        """Return the history without the answer that the page shows at its top."""
        return tuple(a for a in self.history if a is not self.attempt)

    @property
    def reached(self) -> int:
        """Return how many skills are reached, or count as it."""
        places = (place for place in self.skills if place.decided != "skip")
        return sum(place.band == "reached" or place.decided == "mastered" for place in places)

    @property
    def counted(self) -> int:
        """Return how many skills count: all but those that are skipped."""
        return sum(place.decided != "skip" for place in self.skills)

    def _is_asked(self, skill_id: str) -> bool:
        return skill_id in self.course.plan.practice.items_by_skill


def open_student_page(
    session: Session,
    launch: Launch,
    banks: Mapping[str, ItemBank],
    now: datetime,
    late_after_s: float,
) -> StudentPage:
    """Return the page, a first item put before a new learner. Writes.

    Raises:
        NotFound: the launch has no activity, or its bank is gone.
    """
    course = content_of(find_activity(session, launch), banks)
    position = lock_position(session, launch, course.activity)
    personal = course_of(session, course, launch.user_id)
    begin_placement(session, launch, personal, position, now)
    show_first_item(position, personal, now)
    return _page(session, course, position, now, late_after_s)


def read_student_page(
    session: Session,
    launch: Launch,
    banks: Mapping[str, ItemBank],
    now: datetime,
    late_after_s: float,
    course: Course | None = None,
) -> StudentPage | None:
    """Return the page as it stands; None before it was opened once.

    Who has just looked up the launch's course hands it over.
    """
    course = course or content_of(find_activity(session, launch), banks)
    position = session.scalars(
        select(Progress).filter_by(activity_id=course.activity.id, learner_id=launch.user_id)
    ).one_or_none()
    if position is None or position.item_id not in course.bank.items_by_id:
        return None
    return _page(session, course, position, now, late_after_s)


def _page(
    session: Session, course: Course, position: Progress, now: datetime, late_after_s: float
) -> StudentPage:
    course = course_of(session, course, position.learner_id)
    history = _history(session, position)
    attempt = _given(history, position)
    limit = now - timedelta(seconds=late_after_s)
    late = sum(a.status == "submitted" and a.submitted_at <= limit for a in history)
    contests = contests_of(session, history)
    asked = asked_items(session, course, history)
    present = course.bank.items_by_id[position.item_id or ""]
    resets = resets_of(session, course, position.learner_id)
    said = [*_said(course, position, now), *(str(one.id) for one in resets)]
    return StudentPage(
        course=course,
        item=(asked[attempt.id] if attempt else None) or present,
        position=position,
        attempt=attempt,
        history=history,
        late=late,
        contests=contests,
        asked=asked,
        resets=resets,
        versions=versions_of(position, attempt, history, late, said),
        at=now,
    )


def _given(history: tuple[Attempt, ...], position: Progress) -> Attempt | None:
    """Return the newest answer to the item before the learner, if given since it is."""
    shown = position.item_shown_at
    found = (a for a in history if a.item_id == position.item_id)
    return next((a for a in found if shown is None or a.submitted_at >= shown), None)


def _history(session: Session, position: Progress) -> tuple[Attempt, ...]:
    rows = session.scalars(
        select(Attempt)
        .where(
            Attempt.activity_id == position.activity_id,
            Attempt.learner_id == position.learner_id,
        )
        .order_by(Attempt.submitted_at.desc(), Attempt.id)
        .limit(HISTORY_MAX)
    )
    return tuple(rows)


def _said(course: Course, position: Progress, now: datetime) -> list[str]:
    known, threshold = mastery_of(position), course.plan.threshold
    due = [s.id for s in course.plan.skills if is_due(known.get(s.id), threshold, now)]
    return [*due, course.plan.orders.model_dump_json()]
