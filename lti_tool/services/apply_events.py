"""Bring the SQL state up to date with what the streams say, once an event."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from analytics.events import (
    AnswerGraded,
    AnswerHeld,
    AnyEvent,
    GradeOverridden,
    MasteryUpdated,
    PathAdvised,
    ScoreReleased,
    Work,
)
from analytics.mastery.state import SHOWN
from lti_tool.errors import CannotApply
from lti_tool.models import Activity, AppliedEvent, Attempt, Change, Progress, User
from lti_tool.services.admin.tombstones import of_erased
from lti_tool.services.expectations import kept_forecast
from lti_tool.services.findings import kept_findings
from lti_tool.services.gradebook.release import enqueue

Shown = AnswerGraded | AnswerHeld | GradeOverridden | MasteryUpdated | PathAdvised | ScoreReleased

APPLIED_KINDS = (
    "answer.graded",
    "answer.held",
    "grade.overridden",
    "mastery.updated",
    "path.advised",
    "score.released",
)
"""The kinds of events that the SQL state shows."""


def already_applied(session: Session, ids: Collection[UUID]) -> set[UUID]:
    """Return which events the SQL state shows already."""
    return set(session.scalars(select(AppliedEvent.event_id).where(AppliedEvent.event_id.in_(ids))))


def apply(session: Session, events: Sequence[AnyEvent], now: datetime) -> dict[UUID, CannotApply]:
    """Show the events not applied before, in order, and tell the open pages.

    Older news than what is shown change nothing but count as applied. Returns
    by id why an event cannot be applied: it tells of work that is not here, and
    nothing was changed by it. Events of who was erased are dropped and counted:
    not even a dead letter keeps them.
    """
    board, refused = _Board(session), {}
    done = already_applied(session, {event.event_id for event in events})
    erased = of_erased(session, events)
    shown: list[Shown] = []
    for event in events:
        if event.event_id in done or event.event_id in erased:
            continue
        done.add(event.event_id)
        try:
            shown.append(board.show(event))
        except CannotApply as error:
            refused[event.event_id] = error
    _note(session, shown, now)
    return refused


def _note(session: Session, shown: Sequence[Shown], now: datetime) -> None:
    """Remember what was applied, and what is new for open pages."""
    if not shown:
        return
    session.execute(
        insert(AppliedEvent), [{"event_id": e.event_id, "applied_at": now} for e in shown]
    )
    news = [
        {
            "activity_id": event.activity_id,
            "learner_id": event.learner_id,
            "attempt_id": event.attempt_id,
            "kind": event.kind,
            "at": now,
        }
        for event in shown
    ]
    session.execute(insert(Change), news)


@dataclass(frozen=True, slots=True)
class _Board:
    """The rows that a batch of events changes; each is read and locked once."""

    session: Session
    positions: dict[tuple[UUID, UUID], Progress] = field(default_factory=dict)

    def show(self, event: AnyEvent) -> Shown:
        match event:
            case AnswerGraded() | GradeOverridden():
                _grade(_attempt(self.session, event), event)
            case AnswerHeld():
                _hold(_attempt(self.session, event), event)
            case MasteryUpdated():
                _show_mastery(self._position(event), event)
                _show_moves(self.session.get(Attempt, event.attempt_id), event)
            case PathAdvised():
                _show_advice(self._position(event), event)
            case ScoreReleased():
                _show_score(self._position(event), event)
                enqueue(self.session, event)
            case _:
                raise CannotApply(f"{event.kind} is not shown here")
        return event

    def _position(self, event: Work) -> Progress:
        key = event.activity_id, event.learner_id
        if key not in self.positions:
            self.positions[key] = _progress(self.session, event)
        return self.positions[key]


def _attempt(session: Session, event: Work) -> Attempt:
    attempt = session.get(Attempt, event.attempt_id, with_for_update=True)
    if attempt is None:
        raise CannotApply(f"there is no attempt {event.attempt_id}")
    if (attempt.learner_id, attempt.activity_id) != (event.learner_id, event.activity_id):
        raise CannotApply(f"attempt {event.attempt_id} is of another learner or activity")
    return attempt


def _grade(attempt: Attempt, event: AnswerGraded | GradeOverridden) -> None:
    grade = event.grade
    if grade.grade_version <= attempt.grade_version:
        return
    attempt.status, attempt.held_reason = "graded", None
    attempt.graded_at = event.produced_at
    attempt.score, attempt.label = grade.score, grade.label
    attempt.confidence, attempt.method, attempt.grader = (
        grade.confidence,
        grade.method,
        grade.grader,
    )
    if grade.certainty is not None:
        attempt.certainty = grade.certainty
    attempt.covered, attempt.missing = list(grade.covered), list(grade.missing)
    attempt.findings = kept_findings(grade)
    attempt.grade_version = grade.grade_version
    if isinstance(event, GradeOverridden):
        attempt.override_reason, attempt.overridden_by = event.reason, event.actor_id


def _hold(attempt: Attempt, event: AnswerHeld) -> None:
    if attempt.status != "submitted":
        return
    attempt.status, attempt.held_reason = "held", event.reason
    if (reading := event.tentative) is not None:
        attempt.tentative = reading.model_dump(mode="json")
        attempt.confidence, attempt.certainty = reading.confidence, reading.certainty
        attempt.covered, attempt.missing = list(reading.covered), list(reading.missing)
        attempt.findings = kept_findings(reading)


def _show_mastery(progress: Progress, event: MasteryUpdated) -> None:
    if event.state.seq <= progress.state_seq:
        return
    progress.state_seq = event.state.seq
    progress.skills = {
        "skills": SHOWN.dump_python(event.skills, mode="json"),
        "forecast": kept_forecast(event),
    }


def _show_moves(attempt: Attempt | None, event: MasteryUpdated) -> None:
    """Keep by how much an answer, with the grade that it has now, moved mastery."""
    if attempt is not None and event.moved:
        attempt.moves = {move.skill_id: move.by for move in event.moved}


def _show_advice(progress: Progress, event: PathAdvised) -> None:
    # Advice made later rests on the same state or a newer one.
    if progress.advice and _moment(event) < _moment(PathAdvised.model_validate(progress.advice)):
        return
    progress.advice = event.model_dump(mode="json")
    progress.progress = event.progress
    if progress.placement == "running" and event.placement and event.reason.code != "placement":
        progress.placement = "over"


def _moment(event: PathAdvised) -> tuple[datetime, datetime]:
    return event.occurred_at, event.produced_at


def _show_score(progress: Progress, event: ScoreReleased) -> None:
    if event.state_seq >= progress.state_seq:
        progress.score = event.score if event.graded else None


def _progress(session: Session, event: Work) -> Progress:
    key = {"activity_id": event.activity_id, "learner_id": event.learner_id}
    query = select(Progress).filter_by(**key).with_for_update()
    if (found := session.scalar(query)) is not None:
        return found
    activity = session.get(Activity, event.activity_id)
    if activity is None or session.get(User, event.learner_id) is None:
        raise CannotApply(f"there is no activity {event.activity_id} or no such learner")
    postgres = session.get_bind().dialect.name == "postgresql"
    insert_if_absent = postgresql.insert if postgres else sqlite.insert
    session.execute(
        insert_if_absent(Progress)
        .values(tenant_id=activity.tenant_id, **key)
        .on_conflict_do_nothing(index_elements=["activity_id", "learner_id"])
    )
    return session.scalars(query).one()
