"""All that an LMS opens in a frame of its own site, in a browser that blocks cookies there."""

from collections.abc import Iterator
from typing import Any

import jwt
import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from lti_tool.models import utc_now
from lti_tool.services.admin.invitations import invite
from tests.e2e.conftest import _ARGUMENTS, CHROMIUM
from tests.fakes.lms import CLAIM, MEMBERSHIP, SETTINGS
from tests.parts.foreign_lms import RESOLVE, ForeignLms, running_foreign_lms

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(120)]

SOON_MS = 45_000
INSTITUTION = "http://purl.imsglobal.org/vocab/lis/v2/institution/person#"
SYSTEM = "http://purl.imsglobal.org/vocab/lti/system/person#"
WAITING = "Your teacher is still setting this up"
SET_UP = "Set up an adaptive activity"
PEOPLE: dict[str, tuple[list[str], str]] = {
    "teacher": ([f"{MEMBERSHIP}Instructor"], SET_UP),
    "assistant": (
        ["http://purl.imsglobal.org/vocab/lis/v2/membership/Instructor#TeachingAssistant"],
        SET_UP,
    ),
    "student": ([f"{MEMBERSHIP}Learner"], WAITING),
    "test user": ([f"{MEMBERSHIP}Learner", f"{SYSTEM}TestUser"], WAITING),
    "administrator": ([f"{INSTITUTION}Administrator"], "Your institution"),
}


@pytest.fixture(scope="module")
def foreign(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ForeignLms]:
    with running_foreign_lms(tmp_path_factory.mktemp("foreign")) as pair:
        yield pair


@pytest.fixture(scope="module")
def private(browser: Browser) -> Iterator[BrowserContext]:
    """Return a private window: it keeps only partitioned cookies in foreign frames."""
    arguments = [*_ARGUMENTS, RESOLVE]
    started = browser.browser_type.launch(executable_path=CHROMIUM, args=arguments)
    context = started.new_context(ignore_https_errors=True, locale="en-GB")
    context.set_default_timeout(SOON_MS)
    yield context
    started.close()


@pytest.fixture(autouse=True)
def _afresh(foreign: ForeignLms, private: BrowserContext) -> Iterator[None]:
    foreign.claims.clear()
    foreign.posted.clear()
    yield
    for page in private.pages:
        page.close()
    private.clear_cookies()


def _act_as(foreign: ForeignLms, name: str, **more: Any) -> str:
    """Let the next launches be somebody's; return the heading that they see."""
    roles, heading = PEOPLE[name]
    claims = {"sub": name, f"{CLAIM}roles": roles, f"{CLAIM}context": {"id": name}, **more}
    foreign.claims.update(claims)
    return heading


@pytest.mark.parametrize("name", PEOPLE)
def test_everybody_gets_in_by_a_frame(
    name: str, private: BrowserContext, foreign: ForeignLms
) -> None:
    heading = _act_as(foreign, name)
    page = private.new_page()
    page.goto(foreign.course())
    tool = page.frame_locator("#tool")
    expect(tool.get_by_role("heading", level=1)).to_have_text(heading, timeout=SOON_MS)


@pytest.mark.parametrize("name", PEOPLE)
def test_everybody_gets_in_by_a_new_window(
    name: str, private: BrowserContext, foreign: ForeignLms
) -> None:
    heading = _act_as(foreign, name)
    page = private.new_page()
    with page.expect_popup() as opened:
        page.goto(foreign.course(target="_blank"))
    expect(opened.value.get_by_role("heading", level=1)).to_have_text(heading, timeout=SOON_MS)


@pytest.mark.parametrize("target", ["tool", "_blank"])
def test_a_teacher_places_an_activity(
    target: str, private: BrowserContext, foreign: ForeignLms
) -> None:
    settings = {
        "deep_link_return_url": f"{foreign.lms_url}/return",
        "accept_types": ["ltiResourceLink"],
        "accept_presentation_document_targets": ["iframe"],
        "accept_multiple": True,
        "data": "opaque",
    }
    kind = {f"{CLAIM}message_type": "LtiDeepLinkingRequest", SETTINGS: settings}
    _act_as(foreign, "teacher", **kind)
    page = private.new_page()
    if target == "tool":
        page.goto(foreign.course())
        tool: Any = page.frame_locator("#tool")
    else:
        with page.expect_popup() as opened:
            page.goto(foreign.course(target=target))
        tool = opened.value
    tool.get_by_role("link", name="Make a new activity").click()
    tool.locator("a[href*='bank_id=science-7']").click()
    tool.locator("#title").fill("Particles")
    tool.locator("input[name=skill_ids]").first.check()
    tool.locator("form.card button[type=submit]").first.click()
    expect(tool.get_by_role("heading", name="Taken into the course")).to_be_visible()
    [form] = foreign.posted
    said = jwt.decode(form["JWT"], options={"verify_signature": False})
    [item] = said["https://purl.imsglobal.org/spec/lti-dl/claim/content_items"]
    assert (item["type"], item["title"]) == ("ltiResourceLink", "Particles")
    assert said["https://purl.imsglobal.org/spec/lti-dl/claim/data"] == "opaque"


def test_an_lms_is_registered_in_its_frame_and_told_to_close_it(
    private: BrowserContext, foreign: ForeignLms
) -> None:
    foreign.offer_registration()
    with foreign.database.write() as session:
        code = invite(session, utc_now(), "tests")
    page = private.new_page()
    page.goto(f"{foreign.lms_url}/tools?registration_token=once&invite={code}")
    tool = page.frame_locator("#tool")
    tool.get_by_role("button", name="Register Signpost").click()
    tool.get_by_role("button", name="Done").click()
    page.wait_for_function("window.heard.length > 0")
    [told] = page.evaluate("window.heard")
    assert told == {"subject": "org.imsglobal.lti.close", "from": foreign.tool_url}
