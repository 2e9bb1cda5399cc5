"""Tokens, line items and rosters, as a tool's server sees them."""

import re
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from deploy.demo_lms import lti
from deploy.demo_lms.app import create_app
from tests.deploy.demo_lms.driver import Driver

ITEMS = "/lti/courses/1/lineitems?type_id=1"
MEMBERS = "/lti/courses/1/members"


def test_a_token_names_its_scopes_and_its_end(ready: Driver) -> None:
    answer = ready.client.post("/lti/token", data=ready.tool.token_form(lti.SCORE)).json
    assert answer["token_type"] == "Bearer"
    assert answer["scope"] == lti.SCORE
    assert answer["expires_in"] == 3600


def test_scopes_beyond_the_registration_are_not_granted(lms: Driver) -> None:
    lms.register(scope=lti.SCORE)
    form = lms.tool.token_form(f"{lti.SCORE} {lti.MEMBERSHIP_READ}")
    assert lms.client.post("/lti/token", data=form).json["scope"] == lti.SCORE
    none = lms.client.post("/lti/token", data=lms.tool.token_form(lti.MEMBERSHIP_READ))
    assert (none.status_code, none.json["error"]) == (400, "invalid_scope")


@pytest.mark.parametrize(
    "changes",
    [
        {"aud": "http://other.test/token"},
        {"iss": "unknown"},
        {"sub": "someone else"},
        {"exp": int(time.time()) - 10},
        {"exp": int(time.time()) + 86_400},
        {"iat": int(time.time()) + 3_600},
        {"iat": None},
        {"jti": None},
    ],
)
def test_a_bad_assertion_gets_no_token(ready: Driver, changes: dict[str, Any]) -> None:
    answer = ready.client.post("/lti/token", data=ready.tool.token_form(lti.SCORE, **changes))
    assert (answer.status_code, answer.json["error"]) == (401, "invalid_client")


def test_an_assertion_works_once(ready: Driver) -> None:
    form = ready.tool.token_form(lti.SCORE)
    assert ready.client.post("/lti/token", data=form).status_code == 200
    again = ready.client.post("/lti/token", data=form)
    assert again.status_code == 401
    assert "jti" in again.json["error_description"]


@pytest.mark.parametrize(
    ("field", "error"),
    [
        ("grant_type", "unsupported_grant_type"),
        ("client_assertion_type", "invalid_request"),
        ("client_assertion", "invalid_client"),
    ],
)
def test_a_token_request_without_a_field_is_refused(ready: Driver, field: str, error: str) -> None:
    form = ready.tool.token_form(lti.SCORE)
    del form[field]
    assert ready.client.post("/lti/token", data=form).json["error"] == error


def test_a_service_without_a_token_answers_401(ready: Driver) -> None:
    for header in ({}, {"Authorization": "Bearer made-up"}, {"Authorization": "Basic eDp5"}):
        assert ready.client.get(ITEMS, headers=header).status_code == 401


def test_a_token_ends(ready: Driver, app: Any) -> None:
    token = ready.token(lti.MEMBERSHIP_READ)
    lms = app.extensions["demo_lms"]
    later = create_app(
        lms.settings, clock=lambda: datetime.now(UTC) + timedelta(hours=2), keys=ready.tool
    )
    answer = later.test_client().get(MEMBERS, headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 401
    assert "expired" in answer.json["detail"]


@pytest.mark.parametrize(
    ("method", "path", "scope"),
    [
        ("GET", ITEMS, lti.SCORE),
        ("POST", ITEMS, lti.LINE_ITEM_READ),
        ("GET", MEMBERS, lti.LINE_ITEM),
        ("PUT", "/lti/courses/1/lineitems/1/lineitem", lti.LINE_ITEM_READ),
        ("DELETE", "/lti/courses/1/lineitems/1/lineitem", lti.LINE_ITEM_READ),
        ("POST", "/lti/courses/1/lineitems/1/lineitem/scores", lti.LINE_ITEM),
        ("GET", "/lti/courses/1/lineitems/1/lineitem/results", lti.SCORE),
    ],
)
def test_a_token_of_another_scope_answers_403(
    ready: Driver, method: str, path: str, scope: str
) -> None:
    assert ready.call(method, path, scope).status_code == 403


def test_line_items_are_made_changed_and_removed(ready: Driver) -> None:
    made = ready.call(
        "POST",
        ITEMS,
        lti.LINE_ITEM,
        json={"label": "Extra", "scoreMaximum": 5, "tag": "t", "resourceId": "r"},
    )
    assert made.status_code == 201
    address = made.json["id"]
    changed = ready.call(
        "PUT", address, lti.LINE_ITEM, json={"label": "Extra 2", "scoreMaximum": 6}
    )
    assert changed.json == {"id": address, "label": "Extra 2", "scoreMaximum": 6}
    assert ready.call("GET", address, lti.LINE_ITEM_READ).json == changed.json
    assert ready.call("DELETE", address, lti.LINE_ITEM).status_code == 204
    assert ready.call("GET", address, lti.LINE_ITEM_READ).status_code == 404


@pytest.mark.parametrize(
    "body",
    [
        {"label": "x"},
        {"label": " ", "scoreMaximum": 5},
        {"label": "x", "scoreMaximum": 0},
        {"label": "x", "scoreMaximum": 5, "resourceLinkId": "not ours"},
        [],
    ],
)
def test_a_bad_line_item_is_refused(ready: Driver, body: object) -> None:
    assert ready.call("POST", ITEMS, lti.LINE_ITEM, json=body).status_code == 400


def test_line_items_are_filtered_and_paged(ready: Driver) -> None:
    for number in range(5):
        tag = "odd" if number % 2 else "even"
        body = {"label": f"n{number}", "scoreMaximum": 1, "tag": tag, "resourceId": f"r{number}"}
        ready.call("POST", ITEMS, lti.LINE_ITEM, json=body)
    odd = ready.call("GET", f"{ITEMS}&tag=odd", lti.LINE_ITEM_READ).json
    assert [item["label"] for item in odd] == ["n1", "n3"]
    one = ready.call("GET", f"{ITEMS}&resource_id=r4", lti.LINE_ITEM_READ).json
    assert [item["label"] for item in one] == ["n4"]
    seen, url = [], f"{ITEMS}&limit=2"
    while url:
        page = ready.call("GET", url, lti.LINE_ITEM_READ)
        seen += [item["label"] for item in page.json]
        link = re.match(r'<([^>]+)>; rel="next"', page.headers.get("Link", ""))
        url = link[1] if link else ""
    assert seen == ["n0", "n1", "n2", "n3", "n4"]


def test_without_a_limit_everything_comes_at_once(ready: Driver) -> None:
    assert "Link" not in ready.call("GET", MEMBERS, lti.MEMBERSHIP_READ).headers


def test_a_tool_sees_its_own_line_items_only(ready: Driver, column: str) -> None:
    ready.register()
    ready.tokens.clear()
    assert ready.call("GET", ITEMS, lti.LINE_ITEM_READ).json == []
    assert ready.call("GET", column, lti.LINE_ITEM_READ).status_code == 404
    assert ready.score(column).status_code == 404


def test_a_line_item_is_not_found_under_another_course(ready: Driver, column: str) -> None:
    other = column.replace("/courses/1/", "/courses/2/")
    assert ready.call("GET", other, lti.LINE_ITEM_READ).status_code == 404
    assert ready.score(other).status_code == 404


def test_the_roster_names_members_with_short_roles(ready: Driver) -> None:
    body = ready.call("GET", MEMBERS, lti.MEMBERSHIP_READ).json
    assert body["context"]["title"] == "Science 7"
    members = {member["user_id"]: member for member in body["members"]}
    assert members[Driver.TEACHER]["roles"] == ["Instructor"]
    assert members[Driver.STUDENT]["roles"] == ["Learner"]
    assert members[Driver.STUDENT]["name"] == "Amara Diallo"
    assert Driver.STRANGER not in members


@pytest.mark.parametrize(
    "role", ["Learner", "http://purl.imsglobal.org/vocab/lis/v2/membership%23Learner"]
)
def test_the_roster_is_filtered_by_role_and_paged(ready: Driver, role: str) -> None:
    url, seen = f"{MEMBERS}?role={role}&limit=2", []
    while url:
        page = ready.call("GET", url, lti.MEMBERSHIP_READ)
        seen += [member["roles"] for member in page.json["members"]]
        link = re.match(r'<([^>]+)>; rel="next"', page.headers.get("Link", ""))
        url = link[1] if link else ""
    assert seen == [["Learner"]] * 5


def test_the_roster_of_a_foreign_link_or_course_is_not_found(ready: Driver) -> None:
    scope = lti.MEMBERSHIP_READ
    assert ready.call("GET", f"{MEMBERS}?rlid=not-ours", scope).status_code == 404
    assert ready.call("GET", "/lti/courses/99/members", scope).status_code == 404


def test_a_bad_limit_is_refused(ready: Driver) -> None:
    assert ready.call("GET", f"{MEMBERS}?limit=-1", lti.MEMBERSHIP_READ).status_code == 400


def test_an_order_that_makes_no_sense_is_refused(ready: Driver) -> None:
    assert ready.client.post("/test-api/faults", json={"service": "x"}).status_code == 400


def test_the_test_api_is_absent_unless_switched_on(ready: Driver, app: Any) -> None:
    quiet = app.extensions["demo_lms"].settings.model_copy(update={"test_api": False})
    closed = create_app(quiet, keys=ready.tool).test_client()
    assert closed.get("/test-api/scores").status_code == 404
