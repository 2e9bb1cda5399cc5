"""Sign-ins whose cookie is lost: what the pages offer, and what is never taken."""

import re
from html import unescape
from types import SimpleNamespace
from urllib.parse import urlsplit

import httpx
import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from lti_tool.adapters.database import Database
from lti_tool.lti_wiring import build_lti
from lti_tool.models import Deployment, LaunchRecord
from lti_tool.settings import Settings
from tests.fakes.door import Browser, door_app
from tests.fakes.lms import CLIENT, ISSUER, TOOL, FakeClock, FakeLms, query_of

FRAMED = {"Sec-Fetch-Dest": "iframe", "Sec-Fetch-Site": "cross-site"}
STORAGE = {"lti_storage_target": "post_message_forwarding"}


def login(browser: Browser, headers: dict[str, str] | None = None, **more: str) -> TestResponse:
    """Begin a login in a frame of another site."""
    params = {
        "iss": ISSUER,
        "client_id": CLIENT,
        "login_hint": "hint & more",
        "lti_message_hint": "once",
        "target_link_uri": f"{TOOL}/lti/launch",
        **more,
    }
    return browser.client.post("/lti/login", data=params, headers=headers or FRAMED)


def data_of(page: TestResponse, name: str) -> str:
    """Return a data attribute, or the value of a named field, of a page."""
    found = re.search(rf'(?:data-{name}|name="{name}" value)="([^"]*)"', page.text)
    assert found, name
    return unescape(found[1])


def window_link(page: TestResponse) -> str:
    """Return where the button for a new window leads."""
    found = re.search(r'href="([^"]*)"[^>]*data-window', page.text)
    assert found
    return unescape(found[1])


def post(browser: Browser, asked: dict[str, str], path: str = "", **more: str) -> TestResponse:
    """Post the launch of a login; the origin is our own page's unless named."""
    token = browser.lms.sign(browser.lms.claims(asked["nonce"]))
    headers = {"Origin": more.pop("origin", TOOL)}
    form = {"id_token": token, "state": asked["state"], **more}
    return browser.client.post(f"/lti/launch{path}", data=form, headers=headers)


def forget(client: FlaskClient) -> None:
    """Lose every cookie, as a browser does in a foreign frame."""
    client._cookies.clear()


def modes(database: Database) -> list[str]:
    """Return what carried each accepted launch."""
    query = select(LaunchRecord.cookie_mode).where(LaunchRecord.verdict == "accepted")
    with database.read() as session:
        return list(session.scalars(query.order_by(LaunchRecord.id)))


def test_a_login_in_a_foreign_frame_first_sees_whether_its_cookie_is_kept(
    browser: Browser,
) -> None:
    page = login(browser)
    assert page.status_code == 200
    assert data_of(page, "go").startswith(f"{ISSUER}/auth?")
    assert "data-storage" not in page.text
    assert "data-secret" not in page.text
    assert browser.client.get(data_of(page, "kept")).json == {"kept": True}
    forget(browser.client)
    assert browser.client.get(data_of(page, "kept")).json == {"kept": False}


def test_the_check_tells_of_no_cookie_but_a_logins(browser: Browser) -> None:
    browser.client.set_cookie("other", "1", path="/lti/")
    assert browser.client.get("/lti/kept?name=other").json == {"kept": False}
    assert browser.client.get("/lti/kept").json == {"kept": False}


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Dest": "document", "Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Dest": "iframe", "Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Dest": "iframe", "Sec-Fetch-Site": "same-origin"},
        {"X-Nothing": "said"},
    ],
)
def test_where_cookies_are_kept_a_login_goes_straight_on(
    headers: dict[str, str], browser: Browser
) -> None:
    assert login(browser, headers).status_code == 302


def test_a_browser_that_kept_a_cookie_here_before_goes_straight_on(browser: Browser) -> None:
    assert login(browser).status_code == 200
    assert browser.launch().status_code == 303
    assert login(browser).status_code == 302


def test_an_old_browser_is_checked_where_the_platform_offers_storage(browser: Browser) -> None:
    page = login(browser, {"X-Nothing": "said"}, **STORAGE)
    assert data_of(page, "storage-frame") == "post_message_forwarding"


def test_storage_gets_the_cookies_secret_and_believes_the_authorization_address(
    browser: Browser, database: Database, tenant: Deployment
) -> None:
    with database.write() as session:
        row = session.get_one(Deployment, tenant.id).registration
        row.auth_login_url = "https://sso.lms.example:8443/auth?x=1"
    page = login(browser, **STORAGE)
    [cookie] = browser.client._cookies.values()
    assert data_of(page, "secret") == cookie.value
    assert data_of(page, "storage-origin") == "https://sso.lms.example:8443"
    assert data_of(page, "storage-key") == query_of(data_of(page, "go"))["state"]


@pytest.mark.parametrize("name", ["", "a b", '"><script>', "x" * 256])
def test_a_frame_that_has_no_name_is_no_storage(name: str, browser: Browser) -> None:
    assert "data-storage" not in login(browser, lti_storage_target=name).text


def test_a_launch_without_its_cookie_offers_a_window_that_begins_the_login_again(
    browser: Browser, database: Database
) -> None:
    asked = query_of(data_of(login(browser), "go"))
    forget(browser.client)
    page = post(browser, asked)
    assert page.status_code == 401
    assert "data-storage" not in page.text
    again = urlsplit(window_link(page))
    assert query_of(again.geturl())["login_hint"] == "hint & more"
    answer = browser.client.get(f"{again.path}?{again.query}")
    assert answer.status_code == 302
    asked = query_of(answer.location)
    assert (asked["login_hint"], asked["lti_message_hint"]) == ("hint & more", "once")
    assert post(browser, asked).status_code == 303
    assert modes(database) == ["window"]


def test_a_cookie_in_a_frame_is_counted_as_one(browser: Browser, database: Database) -> None:
    assert post(browser, query_of(data_of(login(browser), "go"))).status_code == 303
    assert modes(database) == ["cookie"]


def stored(browser: Browser) -> tuple[dict[str, str], str]:
    """Return a login whose secret only the platform's storage keeps."""
    page = login(browser, **STORAGE)
    forget(browser.client)
    return query_of(data_of(page, "go")), data_of(page, "secret")


def test_the_secret_from_storage_lets_a_launch_in_once(
    browser: Browser, database: Database
) -> None:
    asked, secret = stored(browser)
    page = post(browser, asked)
    assert data_of(page, "storage-origin") == ISSUER
    assert data_of(page, "storage-key") == asked["state"]
    assert secret not in page.text
    assert post(browser, asked, "/stored", proof=secret).status_code == 303
    assert modes(database) == ["storage"]
    assert post(browser, asked, "/stored", proof=secret).status_code == 401


@pytest.mark.parametrize("origin", ["https://evil.example", ISSUER, "null", ""])
def test_nobody_but_our_page_hands_a_secret_over(
    origin: str, browser: Browser, database: Database
) -> None:
    asked, secret = stored(browser)
    answer = post(browser, asked, "/stored", proof=secret, origin=origin)
    assert answer.status_code == 403
    assert modes(database) == []


@pytest.mark.parametrize("secret", ["", "guessed"])
def test_a_wrong_secret_lets_nothing_in(secret: str, browser: Browser, database: Database) -> None:
    asked, _ = stored(browser)
    assert post(browser, asked, "/stored", proof=secret).status_code == 401
    assert modes(database) == []


def test_without_an_offer_of_storage_only_the_cookie_counts(
    browser: Browser, database: Database
) -> None:
    asked = query_of(data_of(login(browser), "go"))
    [cookie] = browser.client._cookies.values()
    forget(browser.client)
    assert post(browser, asked, "/stored", proof=cookie.value).status_code == 401
    assert modes(database) == []


def test_with_the_browsers_leave_the_cookie_is_of_the_common_jar(
    browser: Browser, database: Database
) -> None:
    answer = login(
        browser,
        {"Sec-Fetch-Dest": "iframe", "Sec-Fetch-Site": "same-origin"},
        signpost_carrier="storage_access",
    )
    assert "SameSite=None" in answer.headers["Set-Cookie"]
    assert "Partitioned" not in answer.headers["Set-Cookie"]
    asked = query_of(answer.location)
    [cookie] = browser.client._cookies.values()
    forget(browser.client)
    assert "data-with-leave" in post(browser, asked).text
    assert "data-with-leave" not in post(browser, asked, retried="1").text
    browser.client.set_cookie(cookie.key, cookie.value, path="/lti/")
    assert post(browser, asked, retried="1").status_code == 303
    assert modes(database) == ["storage_access"]


def test_a_carrier_that_nobody_knows_is_a_cookie(browser: Browser, database: Database) -> None:
    page = login(browser, signpost_carrier="storage")
    assert post(browser, query_of(data_of(page, "go"))).status_code == 303
    assert modes(database) == ["cookie"]


def test_a_login_that_is_over_offers_no_detour(browser: Browser, clock: FakeClock) -> None:
    asked = query_of(data_of(login(browser), "go"))
    forget(browser.client)
    state = asked["state"]
    assert "data-window" not in post(browser, {**asked, "state": "state-unknown"}).text
    assert "data-window" in post(browser, {**asked, "state": state}).text
    clock.now = clock.now.replace(hour=clock.now.hour + 1)
    assert "data-window" not in post(browser, asked).text


def test_in_a_window_without_cookies_one_may_allow_them_and_try_again(browser: Browser) -> None:
    """Another window would be of no help there."""
    window = {"Sec-Fetch-Dest": "document", "Sec-Fetch-Site": "cross-site"}
    asked = query_of(login(browser, window).location)
    forget(browser.client)
    page = browser.client.post(
        "/lti/launch", data={"id_token": "x.y.z", "state": asked["state"]}, headers=window
    )
    assert page.status_code == 401
    assert "data-window" not in page.text
    assert "Allow cookies for this site" in page.text
    found = re.search(r'class="button" href="([^"]*)"', page.text)
    assert found
    assert browser.client.get(unescape(found[1]), headers=window).status_code == 302


def test_what_comes_from_outside_is_escaped(browser: Browser) -> None:
    nasty = '"><script>alert(1)</script>'
    page = login(browser, login_hint=nasty)
    assert "<script>alert" not in page.text
    asked = query_of(data_of(page, "go"))
    forget(browser.client)
    form = {"id_token": nasty, "state": asked["state"]}
    assert "<script>alert" not in browser.client.post("/lti/launch", data=form).text


@pytest.mark.parametrize(
    ("language", "words"), [("en", "Open in a new window"), ("zh", "在新窗口中打开")]
)
def test_the_pages_speak_the_browsers_language(language: str, words: str, browser: Browser) -> None:
    page = login(browser, {**FRAMED, "Accept-Language": language})
    assert words in page.text
    assert not re.search(r"<script(?![^>]*\ssrc=)| style=| onclick=", page.text)


def test_the_check_comes_in_another_language_as_it_was(browser: Browser) -> None:
    page = login(browser, **STORAGE)
    found = re.search(r'href="(/lti/login[^"]*lang=zh[^"]*)"', page.text)
    assert found
    again = browser.client.get(
        unescape(found[1]), headers={**FRAMED, "Sec-Fetch-Site": "same-origin"}
    )
    assert 'lang="zh-Hans"' in again.text
    assert data_of(again, "storage-frame") == STORAGE["lti_storage_target"]
    assert query_of(data_of(again, "go"))["lti_message_hint"] == "once"


def test_the_detour_comes_in_another_language_with_the_launch_that_it_keeps(
    browser: Browser,
) -> None:
    asked = query_of(data_of(login(browser), "go"))
    forget(browser.client)
    page = post(browser, asked)
    assert 'formaction="/lti/launch?lang=zh"' in page.text
    form = {"id_token": data_of(page, "id_token"), "state": data_of(page, "state")}
    again = browser.client.post("/lti/launch?lang=zh", data=form, headers={"Origin": TOOL})
    assert "在新窗口中打开" in again.text
    assert data_of(again, "id_token") == form["id_token"]


def test_at_loopback_a_foreign_frame_keeps_the_cookie_without_https(
    settings: Settings, database: Database, clock: FakeClock, lms: FakeLms, tenant: Deployment
) -> None:
    here = "http://127.0.0.1:8000"
    plain = settings.model_copy(update={"public_url": here})
    lti = build_lti(plain, database, clock, httpx.MockTransport(lms.handle))
    parts = SimpleNamespace(settings=plain, database=database, clock=clock, lti=lti)
    browser = Browser(door_app(parts).test_client(), lms)
    foreign = login(browser, target_link_uri=f"{here}/lti/launch").headers["Set-Cookie"]
    for word in ("SameSite=None", "Secure", "Partitioned"):
        assert word in foreign
    same = {**FRAMED, "Sec-Fetch-Site": "same-site"}
    ours = login(browser, same, target_link_uri=f"{here}/lti/launch").headers["Set-Cookie"]
    assert "Secure" not in ours
