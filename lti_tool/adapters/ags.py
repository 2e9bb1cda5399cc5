"""Scores and results through Assignment and Grade Services 2.0."""

import json
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import SplitResult, urlencode, urlsplit

from lti_tool.adapters.platform_client import PlatformClient
from lti_tool.lti_errors import PlatformRefusal
from lti_tool.models import Registration
from lti_tool.services.ports import Score
from lti_tool.services.review import review_address

SCORE_SCOPE = "https://purl.imsglobal.org/spec/lti-ags/scope/score"
RESULT_SCOPE = "https://purl.imsglobal.org/spec/lti-ags/scope/result.readonly"
_SCORE_TYPE = "application/vnd.ims.lis.v1.score+json"
_RESULTS_TYPE = "application/vnd.ims.lis.v2.resultcontainer+json"
_CANVAS_EXTENSION = "https://canvas.instructure.com/lti/submission"
_PAGE_SIZE = 100
_COMMENT_MAX = 4_000


@dataclass(frozen=True, slots=True)
class AgsScores:
    """Sends scores by AGS.

    With `public_url` Canvas's SpeedGrader opens the learner's work there.
    """

    client: PlatformClient
    public_url: str = ""

    def send(self, registration: Registration, line_item_url: str, score: Score) -> None:
        """Put a score into a column. Raises as `PlatformClient.send` does.

        It is always fully graded: anything less wipes a grade that is there.
        """
        body: dict[str, Any] = {
            "userId": score.user_id,
            "scoreGiven": score.given,
            "scoreMaximum": 100,
            "timestamp": iso(score.timestamp),
            "activityProgress": "Completed" if score.completed else "InProgress",
            "gradingProgress": "FullyGraded",
            "submission": {"submittedAt": iso(score.submitted_at)},
        }
        if comment := plain(score.comment):
            body["comment"] = comment
        if "canvas" in registration.product.lower():
            body[_CANVAS_EXTENSION] = {
                "new_submission": score.new_submission,
                "submitted_at": iso(score.submitted_at),
                "prioritize_non_tool_grade": not score.replaces_others,
                **self._work(score),
            }
        self.client.send(
            registration,
            SCORE_SCOPE,
            "POST",
            scores_url(line_item_url),
            media_type=_SCORE_TYPE,
            content=json.dumps(body).encode(),
        )

    def _work(self, score: Score) -> dict[str, str]:
        if not self.public_url:
            return {}
        address = review_address(self.public_url, score.user_id)
        return {"submission_type": "basic_lti_launch", "submission_data": address}


@dataclass(frozen=True, slots=True)
class AgsResults:
    """Reads what gradebooks have, by AGS."""

    client: PlatformClient

    def one(self, registration: Registration, line_item_url: str, subject: str) -> float | None:
        """Return one person's grade, 0 to 1; None for none.

        A platform that does not filter is read until the person is found.
        Raises as `PlatformClient.answers` does.
        """
        url = results_url(line_item_url, user_id=subject)
        for entry in self._entries(registration, url):
            if entry.get("userId") == subject:
                return _share(entry)
        return None

    def every(self, registration: Registration, line_item_url: str) -> Mapping[str, float | None]:
        """Return a whole column, 0 to 1 by subject. Raises as `one` does."""
        url = results_url(line_item_url, limit=str(_PAGE_SIZE))
        found = self._entries(registration, url)
        return {str(entry["userId"]): _share(entry) for entry in found if entry.get("userId")}

    def _entries(self, registration: Registration, url: str) -> Iterator[dict[str, Any]]:
        pages = self.client.pages(registration, RESULT_SCOPE, url, media_type=_RESULTS_TYPE)
        for page in pages:
            if not isinstance(page, list):
                raise PlatformRefusal("the results are no list", 200)
            yield from (entry for entry in page if isinstance(entry, dict))


def scores_url(line_item_url: str) -> str:
    """Return where a column's scores go: `/scores` stands before the query."""
    return _below(line_item_url, "scores").geturl()


def results_url(line_item_url: str, **filters: str) -> str:
    """Return where a column's results are, its own query kept."""
    split = _below(line_item_url, "results")
    query = "&".join(part for part in (split.query, urlencode(filters)) if part)
    return split._replace(query=query).geturl()


def plain(comment: str) -> str:
    """Return a comment that reads the same wherever it is shown.

    Moodle shows comments as HTML without escaping; marks that could be a tag are
    replaced by look-alikes. Texts of any language stay as they are, composed.
    """
    kept = "".join(
        " " if unicodedata.category(char) == "Cc" and char != "\n" else char
        for char in unicodedata.normalize("NFC", comment)
    )
    return kept.replace("<", "‹").replace(">", "›").replace("&", "＆").strip()[:_COMMENT_MAX]


def iso(moment: datetime) -> str:
    """Return a moment with milliseconds and zone (ISO 8601), as AGS demands."""
    return moment.isoformat(timespec="milliseconds")


def _below(line_item_url: str, part: str) -> SplitResult:
    split = urlsplit(line_item_url)
    return split._replace(path=f"{split.path.rstrip('/')}/{part}", fragment="")


def _share(entry: Mapping[str, Any]) -> float | None:
    """Return a result as a share of its maximum, which is 1 unless said (3.3.4)."""
    score, maximum = entry.get("resultScore"), entry.get("resultMaximum", 1)
    if not isinstance(score, int | float) or not isinstance(maximum, int | float):
        return None
    return float(score) / float(maximum) if maximum > 0 else None
