"""What teachers decide at the marking desk, and what is learnt from it."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import JSON, ForeignKey, Index, String, Text, event
from sqlalchemy.orm import Mapped, Mapper, mapped_column, relationship

from lti_tool.models.base import Base, utc_now
from lti_tool.models.learning import Attempt
from lti_tool.models.people import User

HELD, CONTESTED, BY_MODEL, BY_CHECKER, BY_TEACHER, WAITING = 0.0, 2.0, 4.0, 6.0, 8.0, 9.0
"""Where the ranks of each group of answers at the desk begin."""


def desk_rank(attempt: Attempt) -> float:
    """Return an answer's place at the desk: the smaller, the sooner to be marked.

    Inside its group the least sure grade comes first.
    """
    if attempt.status == "held":
        return HELD + (attempt.confidence or 0.0)
    if attempt.status != "graded":
        return WAITING
    if attempt.contested:
        return CONTESTED + (attempt.confidence or 0.0)
    if attempt.method == "teacher":
        return BY_TEACHER
    return BY_CHECKER if attempt.confidence is None else BY_MODEL + attempt.confidence


@event.listens_for(Attempt, "before_insert")
@event.listens_for(Attempt, "before_update")
def _ranked(_mapper: Mapper[Attempt], _connection: object, attempt: Attempt) -> None:
    attempt.desk_rank = desk_rank(attempt)


class Decision(Base):
    """One decision at the desk: who, when, what; it may be about many answers.

    `kind` is "mark", "group" (answers that say the same), "regrade" or "undo";
    `score` is None where each answer got its own. `undoes` is the decision that
    an "undo" took back.
    """

    __tablename__ = "marking_decisions"
    __table_args__ = (
        Index("ix_marking_decisions_activity", "activity_id", "made_at"),
        Index("ix_marking_decisions_course", "course_id", "made_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("deployments.id"), index=True)
    course_id: Mapped[UUID] = mapped_column(ForeignKey("courses.id"))
    activity_id: Mapped[UUID] = mapped_column(ForeignKey("activities.id"))
    item_id: Mapped[str] = mapped_column(String(64))
    actor_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    kind: Mapped[str] = mapped_column(String(16))
    score: Mapped[float | None]
    words: Mapped[str] = mapped_column(Text, default="")
    made_at: Mapped[datetime] = mapped_column(default=utc_now)
    undone_at: Mapped[datetime | None]
    undoes: Mapped[UUID | None]

    actor: Mapped[User] = relationship()
    answers: Mapped[list["DecidedAnswer"]] = relationship(
        back_populates="decision", order_by="DecidedAnswer.attempt_id"
    )


class DecidedAnswer(Base):
    """What one decision did to one answer. `before` is all that it replaced.

    The other values `…_before` are of the first reading where the answer was held.
    """

    __tablename__ = "decided_answers"

    decision_id: Mapped[UUID] = mapped_column(ForeignKey("marking_decisions.id"), primary_key=True)
    attempt_id: Mapped[UUID] = mapped_column(
        ForeignKey("attempts.id"), primary_key=True, index=True
    )
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("deployments.id"), index=True)
    event_id: Mapped[UUID]
    before: Mapped[dict[str, Any]]
    method_before: Mapped[str | None] = mapped_column(String(16))
    label_before: Mapped[str | None] = mapped_column(String(16))
    score_before: Mapped[float | None]
    score_after: Mapped[float | None]
    version_after: Mapped[int]

    decision: Mapped[Decision] = relationship(back_populates="answers")
    attempt: Mapped[Attempt] = relationship()


class Contest(Base):
    """A learner asked for a person. `open_attempt_id` is emptied by the answer.

    `outcome` is "raised", "lowered" or "kept".
    """

    __tablename__ = "contests"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("deployments.id"), index=True)
    activity_id: Mapped[UUID] = mapped_column(ForeignKey("activities.id"))
    attempt_id: Mapped[UUID] = mapped_column(ForeignKey("attempts.id"), index=True)
    learner_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    open_attempt_id: Mapped[UUID | None] = mapped_column(unique=True)
    words: Mapped[str] = mapped_column(Text)
    opened_at: Mapped[datetime] = mapped_column(default=utc_now)
    score_before: Mapped[float | None]
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    decision_id: Mapped[UUID | None]
    outcome: Mapped[str | None] = mapped_column(String(16))
    score_after: Mapped[float | None]


class SecondMark(Base):
    """A blind second mark, beside the first as it was then; it changes no grade."""

    __tablename__ = "second_marks"
    __table_args__ = (Index("ix_second_marks_activity", "activity_id", "item_id"),)

    attempt_id: Mapped[UUID] = mapped_column(ForeignKey("attempts.id"), primary_key=True)
    marker_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"), primary_key=True)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("deployments.id"), index=True)
    activity_id: Mapped[UUID] = mapped_column(ForeignKey("activities.id"))
    item_id: Mapped[str] = mapped_column(String(64))
    score: Mapped[float]
    first_score: Mapped[float]
    first_method: Mapped[str] = mapped_column(String(16))
    first_label: Mapped[str | None] = mapped_column(String(16))
    made_at: Mapped[datetime] = mapped_column(default=utc_now)


class Regrade(Base):
    """Answers of a question graded anew, first only to look at.

    `source`: "grader" asks it again with the question as it is now, "marks" lets
    the teacher's own marks move the scores. `status`: "asked", "ready", "applied"
    or "dropped". `proposals` has under "answers" what
    `services.marking.regrading.Proposal` says of each.
    """

    __tablename__ = "regrades"
    __table_args__ = (Index("ix_regrades_due", "status", "asked_at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("deployments.id"), index=True)
    course_id: Mapped[UUID] = mapped_column(ForeignKey("courses.id"))
    activity_id: Mapped[UUID] = mapped_column(ForeignKey("activities.id"), index=True)
    item_id: Mapped[str] = mapped_column(String(64))
    source: Mapped[str] = mapped_column(String(16))
    asked_by: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    asked_at: Mapped[datetime] = mapped_column(default=utc_now)
    status: Mapped[str] = mapped_column(String(16), default="asked")
    looked_at: Mapped[int] = mapped_column(default=0)
    proposals: Mapped[dict[str, Any]] = mapped_column(default=dict)
    detail: Mapped[str] = mapped_column(Text, default="")
    done_at: Mapped[datetime | None]
    decision_id: Mapped[UUID | None]


class ItemLearning(Base):
    """What the marks of one question taught, and how its grades do.

    `strength` is None where marks do not help. `examples` has under "marks" what
    `analytics.grading.neighbours.Marked` says; `useful` the attempts worth asking
    about. `alarm` is as in `analytics.grading.monitors`; `shift` may be unknown.
    Of the grades that went out before a teacher looked, teachers have marked
    `released_marked`, and agreed with `released_right`.
    """

    __tablename__ = "item_learnings"

    activity_id: Mapped[UUID] = mapped_column(ForeignKey("activities.id"), primary_key=True)
    item_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("deployments.id"), index=True)
    learnt_at: Mapped[datetime] = mapped_column(default=utc_now)
    marks: Mapped[int] = mapped_column(default=0)
    strength: Mapped[float | None]
    least: Mapped[float | None]
    error_before: Mapped[float | None]
    error_after: Mapped[float | None]
    examples: Mapped[dict[str, Any]] = mapped_column(default=dict)
    useful: Mapped[list[str]] = mapped_column(JSON, default=list)
    overruled: Mapped[int] = mapped_column(default=0)
    marked: Mapped[int] = mapped_column(default=0)
    released_marked: Mapped[int] = mapped_column(default=0, server_default="0")
    released_right: Mapped[int] = mapped_column(default=0, server_default="0")
    shift: Mapped[float | None]
    alarm: Mapped[str] = mapped_column(String(16), default="thin")


class LearningRequest(Base):
    """A teacher asked that an activity learn from its marks now; done, it is gone."""

    __tablename__ = "learning_requests"

    activity_id: Mapped[UUID] = mapped_column(ForeignKey("activities.id"), primary_key=True)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("deployments.id"), index=True)
    asked_at: Mapped[datetime] = mapped_column(default=utc_now)


class DeskPlace(Base):
    """Where an unmarked answer stands among those to its question, worked out ahead.

    `group_no` numbers answers that say the same, the largest group first; `position`
    orders all of them, in a group the one most like the others first. `score` is
    what the marks of the nearest answers make of the grade of `version`, None where
    they say nothing; `by_marks` is how many of them spoke.
    """

    __tablename__ = "desk_places"
    __table_args__ = (Index("ix_desk_places_item", "activity_id", "item_id", "group_no"),)

    attempt_id: Mapped[UUID] = mapped_column(ForeignKey("attempts.id"), primary_key=True)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("deployments.id"), index=True)
    activity_id: Mapped[UUID] = mapped_column(ForeignKey("activities.id"))
    item_id: Mapped[str] = mapped_column(String(64))
    version: Mapped[int]
    group_no: Mapped[int]
    position: Mapped[int]
    score: Mapped[float | None]
    by_marks: Mapped[int] = mapped_column(default=0)
