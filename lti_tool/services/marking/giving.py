"""Put a grade on an answer, and remember what it replaced."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from analytics.events import AnswerHeld, GradeFacts, GradeOverridden
from analytics.events.grades import Label
from lti_tool.models import Attempt, Change, DecidedAnswer, Decision
from lti_tool.services.activities import Course
from lti_tool.services.findings import kept_findings
from lti_tool.services.outbox import accept
from lti_tool.services.paths.reading import course_of


@dataclass(frozen=True, slots=True)
class Giver:
    """Who acts at the desk, when, and what the learner reads."""

    actor_id: UUID
    words: str
    at: datetime


def label_of(score: float) -> Label:
    """Return how a teacher's score reads as a label."""
    if score >= 0.85:
        return "correct"
    return "partial" if score > 0 else "irrelevant"


def teachers_facts(attempt: Attempt, score: float) -> GradeFacts:
    """Return the grade that a teacher's score makes of an answer."""
    return GradeFacts(
        score=score,
        label=label_of(score),
        method="teacher",
        grader="teacher",
        covered=tuple(attempt.covered),
        missing=tuple(attempt.missing),
        grade_version=next_version(attempt),
    )


def next_version(attempt: Attempt) -> int:
    """Return the version of the next grade.

    An answer still on its way to the grader will come back as version 1.
    """
    return 2 if attempt.status == "submitted" else attempt.grade_version + 1


def give(
    session: Session,
    decision: Decision,
    attempt: Attempt,
    course: Course,
    facts: GradeFacts,
    giver: Giver,
) -> DecidedAnswer:
    """Put a grade on an answer of the course's activity, and tell the streams.

    The page shows it at once; mastery, path and gradebook follow the event.
    """
    event = GradeOverridden(
        **_fields(session, attempt, course, giver.at),
        grade=facts,
        actor_id=giver.actor_id,
        reason=giver.words,
    )
    kept = _kept(decision, attempt, facts, event.event_id)
    accept(session, event)
    attempt.status, attempt.held_reason = "graded", None
    attempt.score, attempt.label, attempt.confidence = facts.score, facts.label, facts.confidence
    if facts.certainty is not None:
        attempt.certainty = facts.certainty
    attempt.method, attempt.grader = facts.method, facts.grader
    attempt.covered, attempt.missing = list(facts.covered), list(facts.missing)
    attempt.findings = kept_findings(facts)
    attempt.grade_version, attempt.graded_at = facts.grade_version, giver.at
    attempt.override_reason, attempt.overridden_by = giver.words, giver.actor_id
    session.add(kept)
    session.add(news_of(attempt, "grade.overridden", giver.at))
    return kept


def hold_again(
    session: Session,
    decision: Decision,
    attempt: Attempt,
    course: Course,
    reason: str,
    giver: Giver,
) -> DecidedAnswer:
    """Take the only grade off an answer: it waits for a teacher again."""
    version = next_version(attempt)
    reading = first_reading(attempt)
    event = AnswerHeld(
        **_fields(session, attempt, course, giver.at),
        reason=reason,
        grade_version=version,
        tentative=reading,
    )
    kept = _kept(decision, attempt, None, event.event_id, version)
    accept(session, event)
    attempt.status, attempt.held_reason = "held", reason
    attempt.score = attempt.label = attempt.graded_at = None
    attempt.confidence = reading.confidence if reading else None
    attempt.findings = kept_findings(reading) if reading else None
    attempt.method = attempt.grader = attempt.override_reason = attempt.overridden_by = None
    attempt.grade_version = version
    session.add(kept)
    session.add(news_of(attempt, "answer.held", giver.at))
    return kept


def first_reading(attempt: Attempt) -> GradeFacts | None:
    """Return what the model made of a held answer; None where it made nothing."""
    return GradeFacts.model_validate(attempt.tentative) if attempt.tentative else None


def proposed_score(attempt: Attempt) -> float | None:
    """Return the score that an answer has, or would have had; None without any."""
    if attempt.score is not None:
        return attempt.score
    reading = first_reading(attempt)
    return reading.score if reading else None


def news_of(attempt: Attempt, kind: str, at: datetime) -> Change:
    """Return the news for open pages that an answer changed."""
    return Change(
        activity_id=attempt.activity_id,
        learner_id=attempt.learner_id,
        attempt_id=attempt.id,
        kind=kind,
        at=at,
    )


def work_fields(attempt: Attempt, at: datetime) -> dict[str, Any]:
    """Return the fields of an event about an answer."""
    return {
        "event_id": uuid4(),
        "occurred_at": at,
        "produced_at": at,
        "tenant": str(attempt.tenant_id),
        "course_id": str(attempt.course_id),
        "learner_id": attempt.learner_id,
        "activity_id": attempt.activity_id,
        "attempt_id": attempt.id,
        "item_id": attempt.item_id,
        "bank_id": attempt.bank_id,
        "placement": attempt.placement,
    }


def _fields(session: Session, attempt: Attempt, course: Course, at: datetime) -> dict[str, Any]:
    plan = course_of(session, course, attempt.learner_id).plan
    asked = plan.asking(attempt.item_id, attempt.item_revision)
    return {**work_fields(attempt, at), "plan": asked}


def _kept(
    decision: Decision,
    attempt: Attempt,
    facts: GradeFacts | None,
    event_id: UUID,
    version: int | None = None,
) -> DecidedAnswer:
    reading = first_reading(attempt)
    return DecidedAnswer(
        decision_id=decision.id,
        attempt_id=attempt.id,
        tenant_id=attempt.tenant_id,
        event_id=event_id,
        before=_snapshot(attempt),
        method_before=attempt.method or (reading.method if reading else None),
        label_before=attempt.label or (reading.label if reading else None),
        score_before=reading.score if reading and attempt.score is None else attempt.score,
        score_after=facts.score if facts else None,
        version_after=facts.grade_version if facts else version,
    )


def _snapshot(attempt: Attempt) -> dict[str, Any]:
    return {
        "status": attempt.status,
        "held_reason": attempt.held_reason,
        "score": attempt.score,
        "label": attempt.label,
        "confidence": attempt.confidence,
        "method": attempt.method,
        "grader": attempt.grader,
        "covered": list(attempt.covered),
        "missing": list(attempt.missing),
        "findings": attempt.findings,
        "item_revision": attempt.item_revision,
        "words": attempt.override_reason,
        "by": str(attempt.overridden_by) if attempt.overridden_by else None,
        "contested": attempt.contested,
    }
