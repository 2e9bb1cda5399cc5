"""Scores and results, with the manners of a Moodle gradebook."""

from typing import Any

import pytest

from deploy.demo_lms import lti
from tests.deploy.demo_lms.driver import Driver


def results_of(ready: Driver, column: str, query: str = "") -> Any:
    address, _, rest = column.partition("?")
    return ready.call("GET", f"{address}/results?{rest}{query}", lti.RESULT_READ)


def test_a_score_becomes_a_result_on_the_columns_scale(ready: Driver, column: str) -> None:
    assert (
        ready.score(column, scoreGiven=15, scoreMaximum=20, comment="Well put").status_code == 200
    )
    [result] = results_of(ready, column).json
    assert result["userId"] == Driver.STUDENT
    assert (result["resultScore"], result["resultMaximum"]) == (7.5, 10)
    assert result["comment"] == "Well put"
    assert result["scoreOf"] == column


def test_a_score_over_the_maximum_is_clamped(ready: Driver, column: str) -> None:
    ready.score(column, scoreGiven=12, scoreMaximum=10)
    assert results_of(ready, column).json[0]["resultScore"] == 10


@pytest.mark.parametrize("stamp", ["2026-03-01T10:00:00Z", "2026-03-01T11:59:59+02:00"])
def test_a_score_of_the_same_moment_or_earlier_answers_409(
    ready: Driver, column: str, stamp: str
) -> None:
    ready.score(column)
    assert ready.score(column, timestamp=stamp, scoreGiven=1).status_code == 409
    assert results_of(ready, column).json[0]["resultScore"] == 7


def test_a_later_score_replaces_the_earlier(ready: Driver, column: str) -> None:
    ready.score(column)
    assert ready.score(column, timestamp="2026-03-01T10:00:01Z", scoreGiven=9).status_code == 200
    assert results_of(ready, column).json[0]["resultScore"] == 9


def test_a_score_that_is_not_fully_graded_takes_the_grade_away(ready: Driver, column: str) -> None:
    ready.score(column)
    later = "2026-03-01T10:01:00Z"
    answer = ready.score(column, timestamp=later, gradingProgress="PendingManual")
    assert answer.status_code == 200
    assert "resultScore" not in results_of(ready, column).json[0]


@pytest.mark.parametrize(
    "changes",
    [
        {"userId": None},
        {"userId": "nobody"},
        {"userId": Driver.TEACHER},
        {"userId": Driver.STRANGER},
        {"timestamp": None},
        {"timestamp": "2026-03-01T10:00:00"},
        {"timestamp": "yesterday"},
        {"activityProgress": None},
        {"activityProgress": "Done"},
        {"gradingProgress": None},
        {"scoreMaximum": None},
        {"scoreMaximum": 0},
        {"scoreGiven": -1},
        {"scoreGiven": "seven"},
    ],
)
def test_a_bad_score_is_refused_and_logged(
    ready: Driver, column: str, changes: dict[str, Any]
) -> None:
    answer = ready.score(column, **changes)
    assert answer.status_code == 400
    assert answer.json["detail"]
    assert results_of(ready, column).json == []
    [logged] = ready.client.get("/test-api/scores").json
    assert logged["status"] == 400


def test_a_score_of_another_content_type_is_refused(ready: Driver, column: str) -> None:
    address, _, query = column.partition("?")
    answer = ready.call("POST", f"{address}/scores?{query}", lti.SCORE, json={})
    assert answer.status_code == 415


def test_results_are_filtered_by_user_and_paged(ready: Driver, column: str) -> None:
    ready.score(column)
    ready.score(column, userId=Driver.OTHER_STUDENT, scoreGiven=4)
    one = results_of(ready, column, f"&user_id={Driver.OTHER_STUDENT}").json
    assert [result["resultScore"] for result in one] == [4]
    first = results_of(ready, column, "&limit=1")
    assert len(first.json) == 1
    assert 'rel="next"' in first.headers["Link"]


def test_a_test_can_order_failures_of_a_service(ready: Driver, column: str) -> None:
    order = {"service": "scores", "status": 503, "times": 2}
    assert ready.client.post("/test-api/faults", json=order).status_code == 201
    assert [ready.score(column).status_code for _ in range(3)] == [503, 503, 200]
