"""Launches in a frame of another site, over https, cookies kept, lost and forbidden."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Frame, Page, expect
from sqlalchemy import delete, select

from lti_tool.models import LaunchRecord
from tests.e2e.conftest import _ARGUMENTS, CHROMIUM
from tests.e2e.looks import look_at_frame
from tests.parts.foreign_lms import RESOLVE, ForeignLms, running_foreign_lms

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(120)]

THERE = "Your teacher is still setting this up"
WINDOW = "Open in a new window"
SOON_MS = 45_000
_SAME_IDS = "crypto.getRandomValues = (bytes) => bytes.fill(7);"
"""Lets a platform's page guess the ids of our questions."""


@pytest.fixture(scope="module")
def foreign(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ForeignLms]:
    with running_foreign_lms(tmp_path_factory.mktemp("foreign")) as pair:
        yield pair


@pytest.fixture(autouse=True)
def _afresh(foreign: ForeignLms) -> None:
    foreign.loss.partitioned = foreign.loss.at_launch = False
    foreign.turned.clear()
    with foreign.database.write() as session:
        session.execute(delete(LaunchRecord))


_ARGS = [*_ARGUMENTS, RESOLVE]


@pytest.fixture(scope="module")
def everyday(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[BrowserContext]:
    """Return a browser's everyday profile that keeps the cookies of foreign frames."""
    profile = tmp_path_factory.mktemp("profile")
    (profile / "Default").mkdir()
    (profile / "Default" / "Preferences").write_text('{"profile": {"cookie_controls_mode": 0}}')
    context = browser.browser_type.launch_persistent_context(
        profile,
        executable_path=CHROMIUM,
        args=_ARGS,
        ignore_https_errors=True,
        locale="en-GB",
    )
    context.set_default_timeout(SOON_MS)
    yield context
    context.close()


@pytest.fixture
def allowed(everyday: BrowserContext) -> Iterator[BrowserContext]:
    yield everyday
    for page in everyday.pages[1:]:
        page.close()
    everyday.clear_cookies()


@pytest.fixture(scope="module")
def blocking(browser: Browser) -> Iterator[Browser]:
    """Return a browser whose contexts, private windows, block foreign frames' cookies."""
    started = browser.browser_type.launch(executable_path=CHROMIUM, args=_ARGS)
    yield started
    started.close()


def _person(browser: Browser, language: str = "en-GB") -> BrowserContext:
    context = browser.new_context(ignore_https_errors=True, locale=language)
    context.set_default_timeout(SOON_MS)
    return context


@pytest.fixture
def blocked(blocking: Browser) -> Iterator[BrowserContext]:
    context = _person(blocking)
    yield context
    context.close()


def _open(context: BrowserContext, foreign: ForeignLms, storage: str = "") -> Page:
    page = context.new_page()
    page.goto(foreign.course(storage=storage))
    return page


def _frame(page: Page) -> Frame:
    frame = page.frame("tool")
    assert frame is not None
    return frame


def _expect_in_frame(page: Page, words: str) -> None:
    expect(page.frame_locator("#tool").get_by_role("heading", name=words)).to_be_visible(
        timeout=SOON_MS
    )


def _modes(foreign: ForeignLms) -> list[str]:
    """Return what carried each launch that was let in."""
    with foreign.database.read() as session:
        query = select(LaunchRecord.cookie_mode).where(LaunchRecord.verdict == "accepted")
        return list(session.scalars(query))


def _press_for_window(page: Page) -> Page:
    with page.expect_popup() as opened:
        page.frame_locator("#tool").get_by_role("link", name=WINDOW).click()
    return opened.value


def test_the_browsers_differ_as_their_names_say(
    allowed: BrowserContext, blocked: BrowserContext, foreign: ForeignLms
) -> None:
    plain = """async () => {
        document.cookie = "plain=1; SameSite=None; Secure";
        document.cookie = "split=1; SameSite=None; Secure; Partitioned";
        return document.cookie.split("; ").sort();
    }"""
    kept = []
    for context in (allowed, blocked):
        page = _open(context, foreign)
        _expect_in_frame(page, THERE)
        kept.append(_frame(page).evaluate(plain))
    assert kept == [["plain=1", "split=1"], ["split=1"]]


def test_cookies_carry_a_launch_in_a_frame(allowed: BrowserContext, foreign: ForeignLms) -> None:
    _expect_in_frame(_open(allowed, foreign), THERE)
    assert _modes(foreign) == ["cookie"]


def test_partitioned_cookies_carry_a_launch_where_others_are_blocked(
    blocked: BrowserContext, foreign: ForeignLms
) -> None:
    _expect_in_frame(_open(blocked, foreign), THERE)
    _expect_in_frame(_open(blocked, foreign), THERE)
    assert _modes(foreign) == ["cookie", "cookie"]


def test_the_platforms_storage_carries_a_launch_without_any_cookie(
    blocked: BrowserContext, foreign: ForeignLms
) -> None:
    foreign.loss.partitioned = True
    foreign.turned["storage"] = "good"
    _expect_in_frame(_open(blocked, foreign, storage="good"), THERE)
    assert _modes(foreign) == ["storage"]


def test_storage_carries_a_launch_whose_cookie_is_lost_on_the_way(
    blocked: BrowserContext, foreign: ForeignLms
) -> None:
    foreign.loss.at_launch = True
    foreign.turned["storage"] = "good"
    _expect_in_frame(_open(blocked, foreign, storage="good"), THERE)
    assert _modes(foreign) == ["storage"]


def test_without_storage_a_button_opens_the_activity_in_a_new_window(
    blocked: BrowserContext, foreign: ForeignLms
) -> None:
    foreign.loss.partitioned = True
    page = _open(blocked, foreign)
    _expect_in_frame(page, "Open the activity in a new window")
    foreign.loss.partitioned = False
    opened = _press_for_window(page)
    expect(opened.get_by_role("heading", name=THERE)).to_be_visible(timeout=SOON_MS)
    expect(page.frame_locator("#tool").get_by_text("is open in a new window")).to_be_visible()
    assert _modes(foreign) == ["window"]


def test_a_cookie_lost_on_the_way_leads_to_the_same_button(
    blocked: BrowserContext, foreign: ForeignLms
) -> None:
    foreign.loss.at_launch = True
    page = _open(blocked, foreign)
    _expect_in_frame(page, "Open the activity in a new window")
    foreign.loss.at_launch = False
    opened = _press_for_window(page)
    expect(opened.get_by_role("heading", name=THERE)).to_be_visible(timeout=SOON_MS)
    assert _modes(foreign) == ["window"]


def test_an_answer_of_another_origin_is_not_believed(
    blocked: BrowserContext, foreign: ForeignLms
) -> None:
    foreign.loss.partitioned = True
    blocked.add_init_script(_SAME_IDS)
    page = _open(blocked, foreign, storage="forging")
    _expect_in_frame(page, "Open the activity in a new window")
    heard = page.evaluate("window.heard.map((one) => one.subject)")
    assert "lti.capabilities" in heard
    assert _modes(foreign) == []


def test_a_storage_that_never_answers_is_given_up_after_two_seconds(
    blocked: BrowserContext, foreign: ForeignLms
) -> None:
    foreign.loss.partitioned = True
    page = blocked.new_page()
    page.goto(foreign.course(storage="mute"))
    tool = page.frame_locator("#tool")
    expect(tool.get_by_text("One moment")).to_be_visible(timeout=SOON_MS)
    began = page.evaluate("performance.now()")
    _expect_in_frame(page, "Open the activity in a new window")
    assert 1_000 < page.evaluate("performance.now()") - began < 4_000


def test_the_browsers_leave_carries_a_launch_on_the_same_page(
    blocked: BrowserContext, foreign: ForeignLms
) -> None:
    foreign.loss.partitioned = True
    blocked.grant_permissions(["storage-access"])
    visit = blocked.new_page()
    visit.goto(f"{foreign.tool_url}/lti/launch")
    visit.close()
    page = _open(blocked, foreign)
    page.frame_locator("#tool").get_by_role("button", name="Continue on this page").click()
    _expect_in_frame(page, THERE)
    assert _modes(foreign) == ["storage_access"]


def test_a_browser_that_gives_no_leave_keeps_the_window_at_hand(
    blocked: BrowserContext, foreign: ForeignLms
) -> None:
    foreign.loss.partitioned = True
    page = _open(blocked, foreign)
    tool = page.frame_locator("#tool")
    tool.get_by_role("button", name="Continue on this page").click()
    expect(tool.get_by_text("The browser did not allow it")).to_be_visible(timeout=SOON_MS)
    expect(tool.get_by_role("link", name=WINDOW)).to_be_focused()


@pytest.mark.parametrize(("language", "words"), [("en-GB", WINDOW), ("zh-CN", "在新窗口中打开")])
def test_the_page_with_the_button_is_fit_to_be_read(
    language: str, words: str, blocking: Browser, foreign: ForeignLms
) -> None:
    foreign.loss.partitioned = True
    context = _person(blocking, language)
    page = _open(context, foreign)
    expect(page.frame_locator("#tool").get_by_role("link", name=words)).to_be_visible()
    look_at_frame(page, _frame(page), f"cookieless-{language}")
    context.close()


def test_a_launch_tells_the_platform_how_tall_it_is(
    allowed: BrowserContext, foreign: ForeignLms
) -> None:
    page = _open(allowed, foreign)
    _expect_in_frame(page, THERE)
    page.wait_for_function("window.heard.some((one) => one.subject === 'lti.frameResize')")
    [told] = page.evaluate("window.heard.filter((one) => one.subject === 'lti.frameResize')")
    assert told["from"] == foreign.tool_url
    assert 300 <= told["height"] < 1_500


@pytest.mark.parametrize("kind", ["allowed", "blocked"])
def test_at_loopback_a_launch_comes_in_without_https(
    kind: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    """The LMS is at localhost, the tool at 127.0.0.1: to a browser two sites."""
    context: BrowserContext = request.getfixturevalue(kind)
    hosts = ("localhost", "localhost", "127.0.0.1")
    with running_foreign_lms(tmp_path, "http", hosts) as pair:
        _expect_in_frame(_open(context, pair), THERE)
        assert _modes(pair) == ["cookie"]
