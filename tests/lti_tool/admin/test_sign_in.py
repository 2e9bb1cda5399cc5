"""Who gets in to the admin pages, and who does not."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from lti_tool.admin_errors import AdminRefused, SignInFailed
from lti_tool.models import AdminAccount, AdminSession
from lti_tool.wiring import Parts
from tests.fakes.lms import FakeClock
from tests.lti_tool.admin.conftest import OWNER, PASSWORD, AdminBrowser


def test_a_one_time_link_sets_a_password_once(parts: Parts, browser: AdminBrowser) -> None:
    code = parts.admin.accounts.add(" Owner@School.example ")
    assert OWNER in browser.get(f"/admin/first/{code}").text
    assert browser.post(f"/admin/first/{code}", password=PASSWORD).status_code == 303
    assert browser.get("/admin").status_code == 200
    assert browser.post(f"/admin/first/{code}", password="another long one").status_code == 401


def test_a_one_time_link_ends_after_a_day(parts: Parts, clock: FakeClock) -> None:
    code = parts.admin.accounts.add(OWNER)
    clock.now += timedelta(hours=24)
    with pytest.raises(SignInFailed, match="link_used"):
        parts.admin.accounts.set_password(code, PASSWORD)


@pytest.mark.parametrize("password", ["eleven char", "x" * 257])
def test_a_password_too_short_or_too_long_is_refused(password: str, parts: Parts) -> None:
    code = parts.admin.accounts.add(OWNER)
    with pytest.raises(AdminRefused, match="password_length"):
        parts.admin.accounts.set_password(code, password)


def test_the_password_is_kept_as_argon2(owner: AdminBrowser, parts: Parts) -> None:
    with parts.database.read() as session:
        kept = session.scalars(select(AdminAccount)).one().password_hash
    assert kept is not None
    assert kept.startswith("$argon2id$")
    assert PASSWORD not in kept


def test_a_session_is_a_closed_cookie_kept_as_a_digest(owner: AdminBrowser, parts: Parts) -> None:
    cookie = owner.sign_in().headers["Set-Cookie"]
    assert cookie.startswith("signpost-admin=")
    for rule in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/admin", "Max-Age=28800"):
        assert rule in cookie
    token = cookie.partition("=")[2].partition(";")[0]
    with parts.database.read() as session:
        kept = session.scalars(select(AdminSession)).all()
    assert token not in {one.token_hash for one in kept}


def test_wrong_words_and_unknown_accounts_look_the_same(owner: AdminBrowser) -> None:
    wrong = owner.sign_in(password="not the password")
    unknown = owner.sign_in(email="nobody@school.example")
    assert (wrong.status_code, unknown.status_code) == (401, 401)
    assert wrong.text.replace(OWNER, "") == unknown.text.replace("nobody@school.example", "")


def test_signing_out_ends_the_session_itself(owner: AdminBrowser, parts: Parts) -> None:
    cookie = owner.client.get_cookie("signpost-admin", "tool.example", "/admin")
    assert cookie is not None
    assert owner.post("/admin/sign-out").status_code == 303
    owner.client.set_cookie("signpost-admin", cookie.value, domain="tool.example", path="/admin")
    assert owner.get("/admin").location == "/admin/sign-in"


def test_a_session_ends_after_eight_hours(owner: AdminBrowser, clock: FakeClock) -> None:
    clock.now += timedelta(hours=8)
    assert owner.get("/admin").location == "/admin/sign-in"


def test_a_closed_account_is_out_at_once(owner: AdminBrowser, parts: Parts) -> None:
    with parts.database.write() as session:
        session.scalars(select(AdminAccount)).one().enabled = False
    assert owner.get("/admin").location == "/admin/sign-in"


def test_a_new_password_signs_everybody_out(owner: AdminBrowser, parts: Parts) -> None:
    accounts = parts.admin.accounts
    accounts.set_password(accounts.add(OWNER), "another long password")
    assert owner.get("/admin").location == "/admin/sign-in"


@pytest.mark.parametrize("origin", [None, "null", "https://evil.example"])
@pytest.mark.parametrize("path", ["/admin/sign-in", "/admin/sign-out", "/admin/keys/rotate"])
def test_a_form_of_another_site_does_nothing(
    path: str, origin: str | None, owner: AdminBrowser
) -> None:
    assert owner.post(path, origin=origin).status_code == 403


def test_every_admin_page_needs_a_visit(parts: Parts, browser: AdminBrowser) -> None:
    rules = list(browser.client.application.url_map.iter_rules())
    pages = [rule for rule in rules if rule.endpoint.startswith("admin.")]
    assert len(pages) > 10
    for rule in pages:
        path = rule.rule
        for name in rule.arguments:
            path = path.replace(f"<uuid:{name}>", "00000000-0000-0000-0000-000000000001")
        call = browser.get if "GET" in (rule.methods or ()) else browser.post
        assert call(path).location == "/admin/sign-in", path
