"""Notices of platforms: what is taken, what is not, what follows."""

import json
from typing import Any

import httpx
import jwt
import pytest
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from lti_tool.adapters.database import Database
from lti_tool.lti_wiring import Lti
from lti_tool.models import (
    Activity,
    Course,
    CourseCopy,
    Deployment,
    Notice,
    NoticeSubscription,
    Registration,
    User,
)
from tests.fakes.door import Browser
from tests.fakes.lms import CLAIM, CLIENT, DEPLOYMENT, ISSUER, TOOL, FakeClock, FakeLms, rsa_key

COPY = "LtiContextCopyNotice"
HELLO = "LtiHelloWorldNotice"
SERVICE = f"{CLAIM}platformnotificationservice"


def notice(lms: FakeLms, kind: str = COPY, **changes: Any) -> dict[str, Any]:
    """Return a notice as Canvas writes it; a change to None removes a claim."""
    now = int(lms.clock().timestamp())
    claims = {
        "iss": ISSUER,
        "aud": CLIENT,
        "azp": CLIENT,
        "iat": now,
        "exp": now + 3600,
        "nonce": "nonce-1",
        f"{CLAIM}version": "1.3.0",
        f"{CLAIM}deployment_id": DEPLOYMENT,
        f"{CLAIM}notice": {"id": "n-1", "timestamp": "2026-03-02T09:00:00Z", "type": kind},
        f"{CLAIM}context": {"id": "course-2", "title": "Science 7, again"},
        f"{CLAIM}origin_contexts": ["course-1"],
        **changes,
    }
    return {name: value for name, value in claims.items() if value is not None}


def post(browser: Browser, *tokens: str) -> TestResponse:
    """Post a batch; what follows the answer has happened when this returns."""
    body = {"notices": [{"jwt": token} for token in tokens]}
    return browser.client.post("/lti/notices", json=body, buffered=True)


def kept(database: Database) -> list[Notice]:
    with database.read() as session:
        return list(session.scalars(select(Notice)))


@pytest.fixture
def course(database: Database, tenant: Deployment) -> Course:
    with database.write() as session:
        made = Course(tenant_id=tenant.id, lti_id="course-1", title="Science 7")
        author = User(tenant_id=tenant.id, subject="teacher-1")
        session.add_all([made, author])
        session.flush()
        session.add(
            Activity(
                tenant_id=tenant.id,
                course_id=made.id,
                created_by=author.id,
                title="Floating",
                bank_id="science-7",
            )
        )
    return made


def test_a_hello_is_answered(browser: Browser, lms: FakeLms, database: Database) -> None:
    assert post(browser, lms.sign(notice(lms, HELLO))).status_code == 200
    [row] = kept(database)
    assert (row.kind, row.outcome) == (HELLO, "greeted")


def test_a_copied_course_is_known_before_anybody_opens_it(
    browser: Browser, lms: FakeLms, database: Database, course: Course
) -> None:
    assert post(browser, lms.sign(notice(lms))).status_code == 200
    with database.read() as session:
        copy = session.scalars(select(CourseCopy)).one()
        made = session.get_one(Course, copy.course_id)
    assert (made.lti_id, made.title) == ("course-2", "Science 7, again")
    assert (copy.source_course_id, copy.seen_by, copy.mode) == (course.id, "notice", None)
    assert kept(database)[0].outcome == "copy_noted"


def test_a_copy_of_a_course_without_activities_asks_nothing(
    browser: Browser, lms: FakeLms, database: Database, tenant: Deployment
) -> None:
    assert post(browser, lms.sign(notice(lms))).status_code == 200
    assert kept(database)[0].outcome == "no_origin"


def test_a_replayed_notice_is_refused(browser: Browser, lms: FakeLms, database: Database) -> None:
    token = lms.sign(notice(lms, HELLO))
    assert post(browser, token).status_code == 200
    again = post(browser, token)
    assert again.status_code == 400
    assert again.json == {"refused": [{"notice": 0, "error": "notice_replayed"}]}
    assert len(kept(database)) == 1


def test_one_jti_works_once_whatever_the_nonce(
    browser: Browser, lms: FakeLms, database: Database
) -> None:
    assert post(browser, lms.sign(notice(lms, HELLO, jti="j-1", nonce="a"))).status_code == 200
    assert post(browser, lms.sign(notice(lms, HELLO, jti="j-1", nonce="b"))).status_code == 400


BAD: dict[str, tuple[int, dict[str, Any]]] = {
    "audience of another client": (401, {"aud": "client-2"}),
    "no audience": (401, {"aud": None}),
    "an untrusted audience beside us": (401, {"aud": [CLIENT, "client-2"]}),
    "azp of another client": (401, {"azp": "client-2"}),
    "issuer unknown": (401, {"iss": "https://other.example"}),
    "expired": (401, {"iat": 1_000, "exp": 2_000}),
    "without exp": (400, {"exp": None}),
    "without iat": (400, {"iat": None}),
    "another version": (400, {f"{CLAIM}version": "1.1.0"}),
    "no deployment": (400, {f"{CLAIM}deployment_id": None}),
    "no notice claim": (400, {f"{CLAIM}notice": None}),
    "a kind that nobody asked for": (400, {f"{CLAIM}notice": {"id": "1", "type": "Teleport"}}),
    "nothing to tell a replay by": (400, {"nonce": None, f"{CLAIM}notice": {"type": HELLO}}),
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_notice_is_refused(
    case: str, browser: Browser, lms: FakeLms, database: Database
) -> None:
    status, changes = BAD[case]
    assert post(browser, lms.sign(notice(lms, HELLO, **changes))).status_code == status
    assert kept(database) == []


def test_an_unsigned_notice_is_refused(browser: Browser, lms: FakeLms, database: Database) -> None:
    claims = notice(lms, HELLO)
    unsigned = jwt.encode(claims, None, "none", headers={"kid": "key-1"})  # type: ignore[arg-type]
    stranger = jwt.encode(claims, rsa_key("stranger"), "RS256", headers={"kid": "key-1"})
    nameless = jwt.encode(claims, rsa_key("key-1"), "RS256")
    unknown = jwt.encode(claims, rsa_key("key-1"), "RS256", headers={"kid": "key-9"})
    shared = jwt.encode(claims, "x" * 40, "HS256", headers={"kid": "key-1"})
    for token in (unsigned, stranger, nameless, unknown, shared, "no.token", "x" * 40_000):
        assert post(browser, token).status_code in {400, 401}, token[:40]
    assert kept(database) == []


def test_a_good_notice_is_kept_beside_a_bad_one(
    browser: Browser, lms: FakeLms, database: Database
) -> None:
    answer = post(browser, "no.token", lms.sign(notice(lms, HELLO)))
    assert answer.status_code == 400
    assert [one["notice"] for one in answer.json["refused"]] == [0]
    assert len(kept(database)) == 1


@pytest.mark.parametrize("body", [None, {}, {"notices": []}, {"notices": [{}]}, {"notices": "x"}])
def test_a_body_without_notices_is_refused(body: object, browser: Browser) -> None:
    assert browser.client.post("/lti/notices", json=body).status_code == 400


def test_a_platform_that_was_switched_off_is_not_heard(
    browser: Browser, lms: FakeLms, database: Database
) -> None:
    with database.write() as session:
        session.scalars(select(Registration)).one().enabled = False
    assert post(browser, lms.sign(notice(lms, HELLO))).status_code == 403


def test_a_deployment_that_nobody_approved_makes_nothing(
    browser: Browser, lms: FakeLms, database: Database, course: Course
) -> None:
    token = lms.sign(notice(lms, **{f"{CLAIM}deployment_id": "other"}))
    assert post(browser, token).status_code == 200
    assert kept(database)[0].outcome == "deployment_unknown"
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(Course)) == 1


def test_what_was_kept_but_not_done_is_done_with_the_next(
    lti: Lti, lms: FakeLms, database: Database, course: Course
) -> None:
    assert lti.notices.take([lms.sign(notice(lms))]) == []
    assert kept(database)[0].acted_at is None
    assert lti.notices.act() == 1
    assert lti.notices.act() == 0


def offer(*kinds: str, url: str = f"{ISSUER}/notice-handlers/1") -> dict[str, Any]:
    return {SERVICE: {"platform_notification_service_url": url, "notice_types_supported": [*kinds]}}


def test_a_launch_that_offers_notices_is_followed_by_a_subscription(
    browser: Browser, lti: Lti, lms: FakeLms, database: Database
) -> None:
    lms.pages["/notice-handlers/1"] = httpx.Response(200, json={})
    for _ in range(2):
        browser.launch(**offer(COPY, "LtiAssetProcessorSubmissionNotice"))
    assert lti.subscriptions.step()
    assert not lti.subscriptions.step()
    [call] = [call for call in lms.calls if call.url.path == "/notice-handlers/1"]
    assert call.method == "PUT"
    assert call.headers["Authorization"] == "Bearer secret-token"
    sent = json.loads(call.read())
    assert sent == {"notice_type": COPY, "handler": f"{TOOL}/lti/notices"}
    with database.read() as session:
        assert session.scalars(select(NoticeSubscription.status)).all() == ["on"]


def test_a_platform_that_is_away_is_asked_again_later(
    browser: Browser, lti: Lti, lms: FakeLms, clock: FakeClock, database: Database
) -> None:
    lms.pages["/notice-handlers/1"] = httpx.Response(503)
    browser.launch(**offer(COPY))
    assert lti.subscriptions.step()
    assert not lti.subscriptions.step()
    with database.write() as session:
        row = session.scalars(select(NoticeSubscription)).one()
        assert row.status == "wanted"
        clock.now = row.next_try_at
    lms.pages["/notice-handlers/1"] = httpx.Response(200, json={})
    assert lti.subscriptions.step()


def test_an_offer_at_a_private_address_is_not_followed(
    browser: Browser, lti: Lti, database: Database
) -> None:
    browser.launch(**offer(COPY, url="http://169.254.169.254/latest"))
    assert not lti.subscriptions.step()
