"""Take scores in (AGS 2.0, section 3.4) with the manners of a Moodle gradebook."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError, model_validator

from deploy.demo_lms.errors import ServiceRefusal
from deploy.demo_lms.gradebook import Gradebook
from deploy.demo_lms.people import People
from deploy.demo_lms.records import LineItem, Result

_SAID = {
    "stored": "Stored.",
    "overridden": "Taken, but the teacher's own grade stays.",
    "stale": "Refused: a score of this second or later is there already.",
}


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

    @model_validator(mode="after")
    def _given_needs_maximum(self) -> Self:
        if self.score_given is not None and self.score_maximum is None:
            raise ValueError("scoreGiven needs scoreMaximum")
        return self

    def on_scale(self, maximum: float) -> float | None:
        """Return the score on a column's scale, at most its maximum.

        Anything but FullyGraded means that there is no grade (now).
        """
        if self.grading_progress != "FullyGraded":
            return None
        if self.score_given is None or self.score_maximum is None:
            return None
        return min(self.score_given / self.score_maximum, 1.0) * maximum


@dataclass(frozen=True, slots=True)
class ScoreDesk:
    """Apply scores to the gradebook, and log each one with its fate."""

    gradebook: Gradebook
    people: People

    def take(self, column: LineItem, body: object, now: datetime) -> str:
        """Apply one score and return what became of it.

        Raises:
            ServiceRefusal: 400 for a bad score or a person who is not graded here,
                409 for a stamp that is not newer.
        """
        try:
            said = self._apply(column, body, now)
        except ServiceRefusal as refusal:
            self._log(column, body, now, refusal.status, refusal.detail)
            raise
        self._log(column, body, now, 200, said)
        return said

    def _apply(self, column: LineItem, body: object, now: datetime) -> str:
        score = _parse(body)
        if self.people.role(column.course_id, score.user_id) != "student":
            raise ServiceRefusal(400, "This user is not graded in this course.")
        grade = score.on_scale(column.maximum)
        outcome = self.gradebook.apply(
            Result(column.id, score.user_id, grade, score.comment, score.timestamp, now, "")
        )
        if outcome == "stale":
            raise ServiceRefusal(409, _SAID[outcome])
        if outcome == "stored" and grade is None:
            return f"No grade: grading is {score.grading_progress}."
        return _SAID[outcome]

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


def _parse(body: object) -> Score:
    try:
        return Score.model_validate(body)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"]) or "score"
        raise ServiceRefusal(400, f"{place}: {first['msg']}.") from error
