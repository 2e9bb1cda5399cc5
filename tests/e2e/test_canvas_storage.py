"""A launch by the storage frame of the demo LMS, as Canvas has one, without any cookie."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import select

from lti_tool.models import LaunchRecord
from tests.e2e.conftest import _ARGUMENTS, CHROMIUM
from tests.e2e.looks import look_at_frame
from tests.parts.canvas_lms import COURSE, CanvasPair, running_canvas
from tests.parts.foreign_lms import RESOLVE

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(120)]

THERE = "Your teacher is still setting this up"


@pytest.fixture(scope="module")
def canvas(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[CanvasPair]:
    with running_canvas(tmp_path_factory.mktemp("canvas")) as pair:
        yield pair


@pytest.fixture
def student(browser: Browser, canvas: CanvasPair) -> Iterator[BrowserContext]:
    """Return a private window of a student at the LMS; foreign frames keep no cookie."""
    started = browser.browser_type.launch(executable_path=CHROMIUM, args=[*_ARGUMENTS, RESOLVE])
    context = started.new_context(ignore_https_errors=True, locale="en-GB")
    context.set_default_timeout(20_000)
    page = context.new_page()
    page.goto(canvas.lms_url)
    page.locator("button.person", has_text="Amara Diallo").click()
    expect(page.locator(".acting-name")).to_have_text("Amara Diallo")
    yield context
    started.close()


def _open(student: BrowserContext, canvas: CanvasPair) -> Page:
    page = student.pages[0]
    page.goto(f"{canvas.lms_url}/courses/{COURSE}/activities/{canvas.activity}")
    return page


def test_the_storage_frame_of_the_demo_lms_carries_a_launch(
    student: BrowserContext, canvas: CanvasPair
) -> None:
    canvas.loss.partitioned, canvas.loss.at_launch = True, False
    page = _open(student, canvas)
    tool = page.frame_locator("#tool")
    expect(tool.get_by_role("heading", name=THERE)).to_be_visible()
    assert _modes(canvas)[-1] == "storage"


def test_it_carries_a_launch_whose_cookie_is_lost_on_the_way(
    student: BrowserContext, canvas: CanvasPair
) -> None:
    canvas.loss.partitioned, canvas.loss.at_launch = False, True
    page = _open(student, canvas)
    expect(page.frame_locator("#tool").get_by_role("heading", name=THERE)).to_be_visible()
    assert _modes(canvas)[-1] == "storage"


def test_without_the_frame_the_page_offers_a_window_in_either_language(
    student: BrowserContext, canvas: CanvasPair
) -> None:
    canvas.loss.partitioned, canvas.loss.at_launch = True, True
    student.route("**/lti/storage", lambda route: route.fulfill(status=204))
    page = _open(student, canvas)
    tool = page.frame_locator("#tool")
    expect(tool.get_by_role("link", name="Open in a new window")).to_be_visible()
    tool.get_by_role("link", name="中文").click()
    expect(tool.get_by_role("link", name="在新窗口中打开")).to_be_visible()
    frame = page.frame("tool")
    assert frame is not None
    look_at_frame(page, frame, "check-zh")


def _modes(canvas: CanvasPair) -> list[str]:
    """Return what carried each launch that was let in, oldest first."""
    query = select(LaunchRecord.cookie_mode).where(LaunchRecord.verdict == "accepted")
    with canvas.database.read() as session:
        return list(session.scalars(query.order_by(LaunchRecord.at)))
