"""What is kept of each login and launch, and what never is."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, insert, select

from lti_tool.adapters.database import Database
from lti_tool.models import Deployment, LaunchRecord
from lti_tool.services.launch_log import MOST_EACH, Attempt, last_launches, prune, record
from tests.fakes.door import Browser
from tests.fakes.lms import CLAIM, CLIENT, DEPLOYMENT, ISSUER, MEMBERSHIP, FakeClock


def rows(database: Database, registration_id: UUID | None = None) -> Sequence[LaunchRecord]:
    with database.read() as session:
        return last_launches(session, registration_id)


def test_a_launch_leaves_one_row_with_its_verdict(
    browser: Browser, database: Database, tenant: Deployment, clock: FakeClock
) -> None:
    browser.launch()

    [row] = rows(database)
    assert (row.stage, row.verdict, row.reference) == ("launch", "accepted", "")
    assert (row.issuer, row.client_id, row.deployment_id) == (ISSUER, CLIENT, DEPLOYMENT)
    assert (row.registration_id, row.at) == (tenant.registration_id, clock())
    assert (row.message_type, row.role) == ("LtiResourceLinkRequest", "learner")
    assert row.cookie_mode == "cookie"
    assert {"sub", "name", f"{CLAIM}roles"} < set(row.claim_names)


def test_nothing_personal_is_kept(browser: Browser, database: Database) -> None:
    browser.launch(email="ana@example.org", **{"mailto:ana@example.org": 1, "Ana Ruiz": 2})

    [row] = rows(database)
    kept = " ".join(str(getattr(row, column.name)) for column in LaunchRecord.__table__.columns)
    for personal in ("Ana", "student-1", "ana@example.org", "Science 7", "link-1"):
        assert personal not in kept


def test_a_login_that_never_came_back_is_seen(
    browser: Browser, database: Database, tenant: Deployment
) -> None:
    browser.asked()
    [row] = rows(database, tenant.registration_id)
    assert (row.stage, row.verdict) == ("login", "started")


@pytest.mark.parametrize(
    ("change", "verdict", "whose"),
    [
        ({"iss": "https://nobody.example"}, "unknown_platform", "nobody's"),
        ({"client_id": "client-2"}, "unknown_platform", "nobody's"),
        ({"target_link_uri": "https://evil.example/"}, "wrong_target", "ours"),
        ({"target_link_uri": "https://[bad"}, "wrong_target", "ours"),
        ({"login_hint": None}, "bad_login", "ours"),
        ({"iss": None}, "bad_login", "nobody's"),
    ],
)
def test_a_refused_login_is_kept_with_the_number_on_its_page(
    change: dict[str, str | None],
    verdict: str,
    whose: str,
    browser: Browser,
    database: Database,
    tenant: Deployment,
) -> None:
    page = browser.login(**change)

    [row] = rows(database)
    assert (row.stage, row.verdict) == ("login", verdict)
    assert len(row.reference) == 8
    assert row.reference in page.text
    assert (row.registration_id == tenant.registration_id) == (whose == "ours")


def test_a_refused_launch_is_kept_with_the_number_on_its_page(
    browser: Browser, database: Database, tenant: Deployment
) -> None:
    page = browser.launch(**{f"{CLAIM}version": "1.1"})

    [row] = rows(database)
    assert (row.verdict, row.registration_id) == ("bad_message", tenant.registration_id)
    assert row.reference in page.text
    assert f"{CLAIM}version" in row.claim_names


def test_a_pending_deployment_is_kept_by_name(browser: Browser, database: Database) -> None:
    browser.launch(**{f"{CLAIM}deployment_id": "deployment-2"})
    [row] = rows(database)
    assert (row.verdict, row.deployment_id) == ("deployment_pending", "deployment-2")


def test_a_second_use_of_a_login_does_not_hide_the_first(
    browser: Browser, database: Database
) -> None:
    asked = browser.asked()
    form = {
        "id_token": browser.lms.sign(browser.lms.claims(asked["nonce"])),
        "state": asked["state"],
    }
    for _ in range(2):
        browser.post(**form)
    assert [row.verdict for row in rows(database)] == ["no_cookie", "accepted"]


def test_a_launch_by_a_detour_takes_over_the_row_without_a_cookie(
    browser: Browser, database: Database
) -> None:
    asked = browser.asked()
    token = browser.lms.sign(browser.lms.claims(asked["nonce"]))
    stranger = browser.client.application.test_client()
    stranger.post("/lti/launch", data={"id_token": token, "state": asked["state"]})
    assert [row.verdict for row in rows(database)] == ["no_cookie"]

    assert browser.post(id_token=token, state=asked["state"]).status_code == 303
    assert [row.verdict for row in rows(database)] == ["accepted"]


@pytest.mark.parametrize("token", ["", "a.b.c", "no token", "x.W10.y", "x" * 70_000])
def test_what_a_stranger_posts_names_no_registration(
    token: str, browser: Browser, database: Database
) -> None:
    browser.post(id_token=token, state="state-made-up")
    [row] = rows(database)
    assert (row.registration_id, row.claim_names) == (None, [])
    assert row.verdict in {"login_expired", "no_token"}


def test_a_strangers_signed_token_is_not_laid_at_a_platforms_door(
    browser: Browser, database: Database
) -> None:
    browser.post(id_token=browser.lms.sign(browser.lms.claims("n")), state="state-made-up")
    [row] = rows(database)
    assert (row.registration_id, row.issuer) == (None, ISSUER)


def test_the_latest_comes_first_and_each_registration_has_its_own(
    browser: Browser, database: Database, tenant: Deployment, clock: FakeClock
) -> None:
    browser.launch()
    clock.now += timedelta(seconds=1)
    browser.launch(**{f"{CLAIM}roles": [f"{MEMBERSHIP}Instructor"]})
    browser.login(iss="https://nobody.example")

    assert rows(database)[0].verdict == "unknown_platform"
    own = rows(database, tenant.registration_id)
    assert [row.role for row in own] == ["teacher", "learner"]
    with database.read() as session:
        assert len(last_launches(session, limit=1)) == 1


def _fill(database: Database, tenant: Deployment, clock: FakeClock, count: int) -> None:
    values = {"at": clock(), "stage": "launch", "verdict": "accepted", "claim_names": []}
    own = [{**values, "registration_id": tenant.registration_id} for _ in range(count)]
    with database.write() as session:
        session.execute(insert(LaunchRecord), own)


def _count(database: Database) -> int:
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(LaunchRecord)) or 0


def test_rows_go_after_thirty_days(
    database: Database, tenant: Deployment, clock: FakeClock
) -> None:
    _fill(database, tenant, clock, 3)
    clock.now += timedelta(days=30, seconds=1)
    _fill(database, tenant, clock, 2)
    with database.write() as session:
        prune(session, clock())
    assert _count(database) == 2


def test_a_registration_keeps_its_last_thousand(
    database: Database, tenant: Deployment, clock: FakeClock
) -> None:
    _fill(database, tenant, clock, MOST_EACH + 98)
    with database.write() as session:
        for _ in range(2):
            record(session, Attempt("login", "bad_login", reference="newest"), clock())
    assert _count(database) == MOST_EACH + 2
    newest = rows(database, tenant.registration_id)[0]
    assert newest.id == MOST_EACH + 98
