"""An activity as somebody who comes for the first time sees it. Keeps nothing.

The rows that a learner's page is made of are made here too, but no session ever
knows them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy.orm import Session

from analytics.content import (
    ClozeItem,
    ExpressionItem,
    Item,
    ItemBank,
    MultipleChoiceItem,
    MultipleSelectItem,
    NumericItem,
    OrderingItem,
)
from analytics.events import PathAdvised
from analytics.grading.judging import Judgement
from analytics.mastery import masteries
from lti_tool.models import Attempt, Launch, Progress
from lti_tool.services.activities import content_of, find_activity
from lti_tool.services.expectations import kept_told
from lti_tool.services.findings import kept_findings
from lti_tool.services.items.trying import Trial
from lti_tool.services.marking.giving import work_fields
from lti_tool.services.paths.reading import course_of
from lti_tool.services.paths.walking import Walk, read_walk
from lti_tool.services.student_page import StudentPage


@dataclass(frozen=True, slots=True)
class Stop:
    """Where a walk stands.

    Attributes:
        item: what is asked, or was just answered.
        trial: the answer that the walk's last one is; None while one is awaited.
        hinted: the hint was asked for.
    """

    walk: Walk
    item: Item
    trial: Trial | None = None
    hinted: bool = False


def open_walk(session: Session, launch: Launch, banks: Mapping[str, ItemBank], text: str) -> Walk:
    """Return the walk of an address along the launch's activity, under the class's orders.

    Raises:
        NotFound: there is no such activity, or no such walk.
    """
    course = content_of(find_activity(session, launch), banks)
    return read_walk(course_of(session, course, None), text)


def right_answer(item: Item) -> str:
    """Return an answer that earns all marks, as a learner's form sends it."""
    match item:
        case MultipleChoiceItem():
            return item.correct
        case MultipleSelectItem() | OrderingItem() | ClozeItem():
            return "\n".join(_boxes(item))
        case NumericItem():
            return f"{item.answer:.12g}"
        case ExpressionItem():
            return item.answer
        case _:
            return item.references[0]


def _boxes(item: MultipleSelectItem | OrderingItem | ClozeItem) -> Iterable[str]:
    match item:
        case MultipleSelectItem():
            return item.correct
        case OrderingItem():
            return (part.id for part in item.parts)
        case _:
            return (gap.answers[0] for gap in item.gaps)


def score_of(judgement: Judgement) -> float | None:
    """Return what an answer adds to a walk; None for one that a teacher decides."""
    if judgement.held or judgement.facts is None:
        return None
    return judgement.facts.score


def preview_page(launch: Launch, stop: Stop, now: datetime) -> StudentPage:
    """Return what a learner at a stop of a walk would see."""
    course, item = stop.walk.course, stop.item
    attempt = _attempt(launch, stop, stop.trial, now) if stop.trial else None
    position = _position(launch, stop, attempt, now)
    return StudentPage(
        course=course,
        item=item,
        position=position,
        attempt=attempt,
        history=(attempt,) if attempt else (),
        late=0,
        contests={},
        resets=(),
        asked={attempt.id: item} if attempt else {},
        versions={},
        at=now,
    )


def _position(launch: Launch, stop: Stop, attempt: Attempt | None, now: datetime) -> Progress:
    walk = stop.walk
    state, expected = walk.folded
    known = masteries(state, walk.course.plan) if walk.answers else ()
    return Progress(
        activity_id=walk.course.activity.id,
        learner_id=launch.user_id,
        item_id=stop.item.id,
        skills={
            "skills": [asdict(one) for one in known],
            "forecast": kept_told(attempt.id, expected) if attempt else None,
        },
        advice=_advised(walk, attempt, now).model_dump(mode="json") if attempt else {},
        progress=walk.advice.progress,
        state_seq=state.seq,
        hint_at=now if stop.hinted else None,
    )


def _advised(walk: Walk, attempt: Attempt, now: datetime) -> PathAdvised:
    advice = walk.advice
    return PathAdvised(
        **work_fields(attempt, now),
        step=advice.step,
        offered=walk.offered,
        reason=advice.reason,
        policy=walk.policy.name,
        propensity=advice.propensity,
        progress=advice.progress,
        stuck=advice.stuck,
    )


def _attempt(launch: Launch, stop: Stop, trial: Trial, now: datetime) -> Attempt:
    activity = stop.walk.course.activity
    return Attempt(
        id=uuid4(),
        tenant_id=launch.tenant_id,
        course_id=activity.course_id,
        activity_id=activity.id,
        learner_id=launch.user_id,
        bank_id=activity.bank_id,
        item_id=stop.item.id,
        item_revision=stop.item.revision,
        number=sum(one.item_id == stop.item.id for one in stop.walk.answers),
        answer=trial.answer,
        submitted_at=now,
        hinted=stop.hinted,
        contested=False,
        **_found(trial.judgement),
    )


def _found(judgement: Judgement) -> dict[str, Any]:
    """Return the columns that an answer's grade, or first reading, fills."""
    facts = judgement.facts
    found: dict[str, Any] = {
        "status": "held" if judgement.held else "graded",
        "held_reason": judgement.held,
        "covered": [],
        "missing": [],
        "grade_version": 0 if judgement.held else 1,
    }
    if facts is None:
        return found
    found |= {"covered": list(facts.covered), "missing": list(facts.missing)}
    found |= {"findings": kept_findings(facts), "confidence": facts.confidence}
    if judgement.held:
        return {**found, "tentative": facts.model_dump(mode="json")}
    graded = ("score", "label", "method", "grader")
    return {**found, **{name: getattr(facts, name) for name in graded}}
