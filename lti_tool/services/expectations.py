"""What the learner model expected of an answer, kept beside the mastery it moved."""

from typing import Any
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import select
from sqlalchemy.orm import Session

from analytics.events import MasteryUpdated
from analytics.mastery.explaining import Forecast
from lti_tool.models import Attempt, Progress

_FORECAST = TypeAdapter(Forecast)


def kept_forecast(event: MasteryUpdated) -> dict[str, Any] | None:
    """Return an event's forecast with its attempt, as the SQL state keeps it."""
    return kept_told(event.attempt_id, event.forecast)


def kept_told(attempt_id: UUID, forecast: Forecast | None) -> dict[str, Any] | None:
    """Return what was expected of an answer, as it is kept; None for nothing."""
    if forecast is None:
        return None
    told = _FORECAST.dump_python(forecast, mode="json")
    return {"attempt_id": str(attempt_id), "told": told}


def forecast_of(position: Progress, attempt_id: UUID) -> Forecast | None:
    """Return what was expected of an answer; None for all but the last traced."""
    kept = position.skills.get("forecast")
    if not kept or kept["attempt_id"] != str(attempt_id):
        return None
    return _FORECAST.validate_python(kept["told"])


def read_forecast(session: Session, attempt: Attempt) -> Forecast | None:
    """Return what was expected of an answer, if it is its learner's last traced."""
    position = session.scalars(
        select(Progress).filter_by(activity_id=attempt.activity_id, learner_id=attempt.learner_id)
    ).one_or_none()
    return forecast_of(position, attempt.id) if position else None
