"""Activities, attempts and where each learner stands."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lti_tool.models.base import Base, utc_now
from lti_tool.models.people import User


class Activity(Base):
    """What a teacher placed in a course: a bank, its skills, a target.

    `skill_ids` empty means all skills of the bank. `own_items` holds the
    teacher's own items in the form of `analytics.content.Item`, by item id; `own_skills`
    the course's `analytics.content.SkillMap`, empty where it is the bank's.
    `strictness` says how sure the grader must be for its grade to go to a learner.
    `policy` names what chooses the next step, None the default. `experiment` is the last
    one as plans carry it, a dump of `analytics.content.plan.Experiment`; None before any,
    and once it was stopped.
    """

    __tablename__ = "activities"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("deployments.id"))
    course_id: Mapped[UUID] = mapped_column(ForeignKey("courses.id"), index=True)
    title: Mapped[str] = mapped_column(String(255))
    instructions: Mapped[str] = mapped_column(Text, default="")
    bank_id: Mapped[str] = mapped_column(String(64))
    skill_ids: Mapped[list[str]] = mapped_column(default=list)
    own_items: Mapped[dict[str, Any]] = mapped_column(default=dict)
    own_skills: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    threshold: Mapped[float] = mapped_column(default=0.8)
    target_success: Mapped[float] = mapped_column(default=0.63)
    strictness: Mapped[str] = mapped_column(String(16), default="all", server_default="all")
    policy: Mapped[str | None] = mapped_column(String(64))
    experiment: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    created_by: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    updated_at: Mapped[datetime] = mapped_column(default=utc_now, onupdate=utc_now)


class ResourceLink(Base):
    """A platform's link to an activity, with its gradebook column."""

    __tablename__ = "resource_links"
    __table_args__ = (UniqueConstraint("course_id", "lti_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("deployments.id"))
    course_id: Mapped[UUID] = mapped_column(ForeignKey("courses.id"))
    lti_id: Mapped[str] = mapped_column(String(255))
    title: Mapped[str] = mapped_column(String(255), default="")
    activity_id: Mapped[UUID | None] = mapped_column(ForeignKey("activities.id"), index=True)
    line_item_url: Mapped[str | None] = mapped_column(Text)
    line_items_url: Mapped[str | None] = mapped_column(Text)
    ags_scopes: Mapped[list[str]] = mapped_column(default=list)
    updated_at: Mapped[datetime] = mapped_column(default=utc_now, onupdate=utc_now)

    activity: Mapped[Activity | None] = relationship()


class Attempt(Base):
    """One learner's one answer to one item.

    `status` is "submitted", "graded" or "held". `event_id` is the id of its
    `answer.submitted`. `answer` is empty for "I don't know". `score` is 0 to 1.
    `desk_rank` is kept by `models.marking`: its place at the marking desk.
    `tentative` is what the model made of a held answer, a dump of
    `analytics.events.GradeFacts`; `confidence`, `covered`, `missing` and
    `findings` are the same reading's. `findings` is a dump of
    `analytics.grading.findings.Findings`; None where a grade found nothing but itself.
    `certainty` is how sure the model was that the answer earns the marks, or that it
    does not: what releases go by.
    `item_revision` is that of the item as it was asked, or as it was graded anew.
    `hinted` says that the learner had asked for the hint. `moves` is by how much it moved
    mastery, -1 to 1 by skill id; None where that is not known. `placement` is which
    question of a placement test it answers; None outside of one.
    """

    __tablename__ = "attempts"
    __table_args__ = (
        Index("ix_attempts_activity_learner", "activity_id", "learner_id"),
        Index("ix_attempts_desk", "activity_id", "desk_rank", "id"),
        Index("ix_attempts_desk_item", "activity_id", "item_id", "desk_rank", "id"),
        Index("ix_attempts_desk_course", "course_id", "desk_rank", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("deployments.id"))
    course_id: Mapped[UUID] = mapped_column(ForeignKey("courses.id"))
    activity_id: Mapped[UUID] = mapped_column(ForeignKey("activities.id"))
    learner_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    bank_id: Mapped[str] = mapped_column(String(64))
    item_id: Mapped[str] = mapped_column(String(64))
    item_revision: Mapped[int] = mapped_column(default=1, server_default="1")
    number: Mapped[int]
    answer: Mapped[str] = mapped_column(Text)
    status: Mapped[str] = mapped_column(String(16), default="submitted")
    held_reason: Mapped[str | None] = mapped_column(String(32))
    event_id: Mapped[UUID] = mapped_column(unique=True)
    submitted_at: Mapped[datetime]
    graded_at: Mapped[datetime | None]
    score: Mapped[float | None]
    label: Mapped[str | None] = mapped_column(String(16))
    confidence: Mapped[float | None]
    method: Mapped[str | None] = mapped_column(String(16))
    grader: Mapped[str | None] = mapped_column(String(64))
    covered: Mapped[list[str]] = mapped_column(default=list)
    missing: Mapped[list[str]] = mapped_column(default=list)
    findings: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    grade_version: Mapped[int] = mapped_column(default=0)
    override_reason: Mapped[str | None] = mapped_column(Text)
    overridden_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    contested: Mapped[bool] = mapped_column(default=False, server_default=false())
    desk_rank: Mapped[float | None]
    certainty: Mapped[float | None]
    tentative: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    hinted: Mapped[bool] = mapped_column(default=False, server_default=false())
    moves: Mapped[dict[str, float] | None] = mapped_column(JSON)
    placement: Mapped[int | None]

    learner: Mapped[User] = relationship(foreign_keys=[learner_id])

    @property
    def gave_no_answer(self) -> bool:
        """Return whether it is an "I don't know" that no teacher graded otherwise."""
        return not self.answer and self.method != "teacher"


class Progress(Base):
    """Where one learner stands in one activity: the last advice applied.

    `skills` is a list of `analytics.mastery.state.SkillMastery` under the key
    "skills", with what was expected of the last answer under "forecast" (see
    `lti_tool.services.expectations`); `advice` is the body of the last
    `path.advised`. `state_seq` guards against older news. `wanted_skill` is a skill of
    which the learner asked for a question that is not put yet; `hint_at` is when they
    last asked for a hint. `placement` is "running", "over" or "skipped"; None for who
    was never in a placement test.
    """

    __tablename__ = "progress"
    __table_args__ = (UniqueConstraint("activity_id", "learner_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("deployments.id"))
    activity_id: Mapped[UUID] = mapped_column(ForeignKey("activities.id"))
    learner_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    item_id: Mapped[str | None] = mapped_column(String(64))
    item_shown_at: Mapped[datetime | None]
    skills: Mapped[dict[str, Any]] = mapped_column(default=dict)
    advice: Mapped[dict[str, Any]] = mapped_column(default=dict)
    progress: Mapped[float] = mapped_column(default=0.0)
    score: Mapped[float | None]
    state_seq: Mapped[int] = mapped_column(default=-1)
    hint_at: Mapped[datetime | None]
    wanted_skill: Mapped[str | None] = mapped_column(String(64))
    placement: Mapped[str | None] = mapped_column(String(16))
    updated_at: Mapped[datetime] = mapped_column(default=utc_now, onupdate=utc_now)

    learner: Mapped[User] = relationship()
