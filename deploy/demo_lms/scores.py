"""Take scores in (AGS 2.0, section 3.4) with the manners of a flavour's gradebook."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError, model_validator

from deploy.demo_lms import lti
from deploy.demo_lms.errors import ServiceRefusal
from deploy.demo_lms.flavours import ScoreManners
from deploy.demo_lms.gradebook import Gradebook
from deploy.demo_lms.people import People
from deploy.demo_lms.records import LineItem, Result, Submission

_SAID = {
    "stored": "Stored.",
    "overridden": "Taken, but the teacher's own grade stays.",
    "stale": "Refused: a score of this second or later is there already.",
}


class CanvasSubmission(BaseModel):
    """Canvas's extension of a score: the attempt that it belongs to."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    new_submission: bool = True
    submission_type: str = ""
    submission_data: str = Field("", max_length=2_000)


class Score(BaseModel):
    """A score as AGS defines it."""

    model_config = ConfigDict(frozen=True, extra="allow")

    user_id: str = Field(alias="userId", min_length=1, max_length=255)
    timestamp: AwareDatetime
    activity_progress: Literal["Initialized", "Started", "InProgress", "Submitted", "Completed"] = (
        Field(alias="activityProgress")
    )
    grading_progress: Literal["FullyGraded", "Pending", "PendingManual", "Failed", "NotReady"] = (
        Field(alias="gradingProgress")
    )
    score_given: float | None = Field(None, alias="scoreGiven", ge=0, allow_inf_nan=False)
    score_maximum: float | None = Field(None, alias="scoreMaximum", gt=0, allow_inf_nan=False)
    comment: str = Field("", max_length=10_000)
    submission: CanvasSubmission | None = Field(None, alias=lti.CANVAS_SUBMISSION)

    @model_validator(mode="after")
    def _given_needs_maximum(self) -> Self:
        if self.score_given is not None and self.score_maximum is None:
            raise ValueError("scoreGiven needs scoreMaximum")
        return self

    def on_scale(self, maximum: float, *, clamps: bool) -> float | None:
        """Return the score on a column's scale, at most its maximum if it clamps.

        Anything but FullyGraded means that there is no grade (now).
        """
        if self.grading_progress != "FullyGraded":
            return None
        if self.score_given is None or self.score_maximum is None:
            return None
        share = self.score_given / self.score_maximum
        return (min(share, 1.0) if clamps else share) * maximum


@dataclass(frozen=True, slots=True)
class ScoreDesk:
    """Apply scores to the gradebook, and log each one with its fate."""

    gradebook: Gradebook
    people: People
    manners: ScoreManners
    attempts_allowed: int = 0

    def take(self, column: LineItem, body: object, now: datetime) -> str:
        """Apply one score and return what became of it.

        Raises:
            ServiceRefusal: a bad score, a person who is not graded here, a stamp
                that is not newer, or no attempt left.
        """
        try:
            said = self._apply(column, body, now)
        except ServiceRefusal as refusal:
            self._log(column, body, now, refusal.status, refusal.detail)
            raise
        self._log(column, body, now, 200, said)
        return said

    def _apply(self, column: LineItem, body: object, now: datetime) -> str:
        score = self._parse(body)
        user = self.people.user(score.user_id)
        graded = self.people.role(column.course_id, score.user_id) == "student"
        if user is None or not graded or user.institution_role == "test":
            raise ServiceRefusal(
                self.manners.stranger_status, "This user is not graded in this course."
            )
        submission = self._submission(column, score)
        grade = score.on_scale(column.maximum, clamps=self.manners.clamps)
        outcome = self.gradebook.apply(
            Result(column.id, score.user_id, grade, score.comment, score.timestamp, now, ""),
            self.manners.is_stale,
        )
        if outcome == "stale":
            raise ServiceRefusal(self.manners.stale_status, _SAID[outcome])
        if submission:
            self.gradebook.keep_submission(submission)
        if outcome == "stored" and grade is None:
            return f"No grade: grading is {score.grading_progress}."
        return _SAID[outcome]

    def _submission(self, column: LineItem, score: Score) -> Submission | None:
        """Return the attempts after this score, where attempts are counted."""
        if not self.manners.counts_attempts:
            return None
        said = score.submission or CanvasSubmission()
        kept = self.gradebook.submission(column.id, score.user_id)
        if said.new_submission and 0 < self.attempts_allowed <= kept.attempts:
            raise ServiceRefusal(422, "No attempt is left.")
        url = said.submission_data if said.submission_type == "basic_lti_launch" else ""
        attempts = kept.attempts + int(said.new_submission)
        return Submission(column.id, score.user_id, attempts, url or kept.url)

    def _parse(self, body: object) -> Score:
        try:
            return Score.model_validate(body)
        except ValidationError as error:
            first = error.errors()[0]
            place = ".".join(str(part) for part in first["loc"]) or "score"
            zoneless = first["type"] == "timezone_aware"
            status = self.manners.zoneless_status if zoneless else 400
            raise ServiceRefusal(status, f"{place}: {first['msg']}.") from error

    def _log(
        self, column: LineItem, body: object, now: datetime, status: int, verdict: str
    ) -> None:
        kept: Mapping[str, Any] = body if isinstance(body, dict) else {"unreadable": str(body)}
        self.gradebook.log(
            {
                "line_item_id": column.id,
                "user_id": str(kept.get("userId", "")),
                "client_id": column.client_id,
                "received_at": now,
                "body": dict(kept),
                "status": status,
                "verdict": verdict,
            }
        )
