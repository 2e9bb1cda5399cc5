"""Scores through Assignment and Grade Services 2.0."""

import json
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from lti_tool.adapters.platform_client import PlatformClient
from lti_tool.models import Registration
from lti_tool.services.ports import Score

SCORE_SCOPE = "https://purl.imsglobal.org/spec/lti-ags/scope/score"
_SCORE_TYPE = "application/vnd.ims.lis.v1.score+json"
_CANVAS_EXTENSION = "https://canvas.instructure.com/lti/submission"


@dataclass(frozen=True, slots=True)
class AgsScores:
    """Sends scores by AGS."""

    client: PlatformClient

    def send(self, registration: Registration, line_item_url: str, score: Score) -> None:
        """Put a score into a column. Raises as `PlatformClient.send` does."""
        body = {
            "userId": score.user_id,
            "scoreGiven": score.given,
            "scoreMaximum": 100,
            "timestamp": iso(score.timestamp),
            "activityProgress": "Completed" if score.completed else "InProgress",
            "gradingProgress": "FullyGraded",
            "submission": {"submittedAt": iso(score.submitted_at)},
        }
        if score.comment:
            body["comment"] = score.comment
        if "canvas" in registration.product.lower():
            body[_CANVAS_EXTENSION] = {
                "new_submission": score.new_submission,
                "submitted_at": iso(score.submitted_at),
            }
        self.client.send(
            registration,
            SCORE_SCOPE,
            "POST",
            scores_url(line_item_url),
            media_type=_SCORE_TYPE,
            content=json.dumps(body).encode(),
        )


def scores_url(line_item_url: str) -> str:
    """Return where a column's scores go: `/scores` stands before the query."""
    split = urlsplit(line_item_url)
    return split._replace(path=split.path.rstrip("/") + "/scores", fragment="").geturl()


def iso(moment: datetime) -> str:
    """Return a moment with milliseconds and zone (ISO 8601), as AGS demands."""
    return moment.isoformat(timespec="milliseconds")
