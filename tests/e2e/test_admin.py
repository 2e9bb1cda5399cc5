"""Who runs Signpost: from the first account to the receipt of an erasure."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.e2e.clients import Client, is_turned_away, place_in, register
from tests.e2e.looks import look_at_page, look_at_tool
from tests.e2e.office import PASSWORD, Office, new_account
from tests.e2e.person import Person, School
from tests.parts.demo_lms import running_lms
from tests.parts.product import Product

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]

SCIENCE = "Science 7"
MATHS = "七年级数学"
WAITS = "This deployment of Signpost waits for approval."
_SENTENCE = re.compile(r"(?:[A-Za-z']+,? ){4,}[A-Za-z]+")
"""More words of English in a row than a menu of an LMS has."""

_OUR_WORDS = """(main) => {
  const words = main.cloneNode(true);
  words.querySelectorAll("[dir], time, select, .terms").forEach((node) => node.remove());
  return words.textContent;
}"""
"""Returns what a page says, without what others typed or sent."""


@pytest.fixture(scope="module")
def owner(browser: Browser, product: Product) -> Iterator[Office]:
    """Return the browser of somebody with an account."""
    office = Office(browser, product.facts["web"])
    office.begin(new_account(product, "owner@school.example"))
    yield office
    assert office.leave() == []


@pytest.fixture(scope="module")
def canvas(
    browser: Browser, owner: Office, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Client]:
    with running_lms(tmp_path_factory.mktemp("canvas"), "canvas") as url:
        school = School(browser, url, owner.tool_url)
        register(school, owner.invite("Hillside, Canvas"), "switch the key on", "canvas")
        yield Client(school)


@pytest.fixture(scope="module")
def moodle(
    browser: Browser, owner: Office, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Client]:
    with running_lms(tmp_path_factory.mktemp("moodle"), "moodle") as url:
        school = School(browser, url, owner.tool_url)
        register(school, owner.invite("Hillside, Moodle"), "Activate the new tool", "moodle")
        yield Client(school)


def _approve(owner: Office) -> None:
    owner.press("Approve")
    expect(owner.page.get_by_role("heading", name="Last launches")).to_be_visible()


@pytest.fixture(scope="module")
def placed(owner: Office, canvas: Client) -> Client:
    """Return the Canvas school, its science deployment approved and used."""
    is_turned_away(canvas, "Elena Rivera", SCIENCE, WAITS, "refused-waiting")
    owner.page.goto(f"{owner.tool_url}/admin")
    _approve(owner)
    place_in(canvas, SCIENCE, "Particles")
    return canvas


def _is_chinese(page: Page) -> None:
    """Check that no English sentence is left; names of others may be."""
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")
    said = page.locator("main").evaluate(_OUR_WORDS)
    english = _SENTENCE.findall(said)
    assert english == []


def test_a_wrong_password_opens_nothing_and_too_many_close_the_account(
    browser: Browser, product: Product
) -> None:
    office = Office(browser, product.facts["web"])
    office.expected.append("401")
    account = new_account(product, "guessed@school.example")
    office.page.goto(account.link)
    office.look("first-password")
    office.begin(account)
    office.press("Sign out")
    expect(office.heading).to_have_text("Run Signpost")
    for _ in range(5):
        office.sign_in(account.email, "not the password")
        expect(office.page.get_by_role("alert")).to_contain_text("do not open an account")
    office.look("wrong-password")
    office.sign_in(account.email, PASSWORD)
    expect(office.page.get_by_role("alert")).to_contain_text("wait a few minutes")
    office.page.goto(account.link)
    expect(office.page.get_by_role("alert")).to_contain_text("used or too old")
    assert office.leave() == []


def test_a_deployment_waits_is_approved_is_used_and_is_erased(
    owner: Office, canvas: Client
) -> None:
    is_turned_away(canvas, "王敏", MATHS, WAITS, "refused-waiting-maths")
    owner.page.goto(f"{owner.tool_url}/admin")
    waiting = owner.page.locator("section[aria-labelledby=waiting-title]")
    expect(waiting).to_contain_text(canvas.url.removeprefix("http://"))
    owner.look("home-waiting")
    owner.in_chinese(_is_chinese)
    _approve(owner)
    place_in(canvas, MATHS, "Erased soon", "王敏")

    owner.platform(canvas.url)
    deployment = _launches(owner, "Accepted").first.locator("td").nth(2).inner_text()
    expect(_launches(owner, WAITS).first).to_contain_text("deployment_pending")
    card = owner.page.locator("section.card", has_text=deployment).first
    card.get_by_role("link", name="Erase").click()
    owner.look("erase")
    owner.expected.append("422")
    owner.page.get_by_label("To confirm").fill("something else")
    owner.press("Erase it all")
    expect(owner.page.locator("main")).to_contain_text("Nothing was erased")
    owner.page.go_back()
    owner.page.get_by_label("To confirm").fill(deployment)
    owner.press("Erase it all")
    expect(owner.heading).to_have_text("Erased a deployment")
    rows = owner.page.locator("tbody tr").all_inner_texts()
    assert "deployments\t1" in rows
    owner.look("receipt")
    owner.in_chinese(_is_chinese)
    owner.platform(canvas.url)
    expect(owner.page.locator("section h3", has_text=deployment)).to_have_count(0)


def test_a_platforms_page_tells_how_it_is_and_checks_it(owner: Office, placed: Client) -> None:
    owner.platform(placed.url)
    launch = _launches(owner, "Accepted").filter(has_text="LtiDeepLinkingRequest").first
    launch.locator("summary").click()
    expect(launch).to_contain_text("deployment_id")
    expect(launch).not_to_contain_text("Elena")
    owner.look("platform")
    owner.in_chinese(_is_chinese)
    owner.page.get_by_role("link", name="Check with the LMS").first.click()
    owner.press("Check now")
    expect(_finding(owner, "Access token")).to_contain_text("In order")
    expect(_finding(owner, "Members of a course")).to_contain_text("In order")
    owner.look("check")
    owner.in_chinese(_is_chinese)
    owner.platform(placed.url)
    expect(owner.page.locator("main")).to_contain_text("given")


def test_what_a_role_means_is_set_and_taken_back(owner: Office, placed: Client) -> None:
    owner.platform(placed.url)
    mentor = "http://purl.imsglobal.org/vocab/lis/v2/membership#Mentor"
    owner.page.get_by_label("Role name").fill(mentor)
    owner.page.locator("select[name=role]").select_option("teacher")
    owner.press("Set")
    kept = owner.page.locator("section[aria-labelledby=roles-title] li")
    expect(kept).to_contain_text("Mentor → Teacher")
    owner.press("Remove")
    expect(kept).to_have_count(0)


def test_a_platform_is_switched_off_and_on(owner: Office, placed: Client) -> None:
    owner.platform(placed.url)
    owner.press("Switch this platform off")
    expect(owner.page.locator("main")).to_contain_text("nobody can come in")
    owner.look("platform-off")
    off = "This LMS was switched off in Signpost."
    is_turned_away(placed, "Elena Rivera", SCIENCE, off, "refused-off")
    owner.platform(placed.url)
    owner.press("Switch this platform on")
    expect(owner.page.get_by_role("button", name="Switch this platform off")).to_be_visible()
    place_in(placed, SCIENCE, "On again")


def test_registering_again_shows_what_would_change_first(owner: Office, moodle: Client) -> None:
    owner.platform(moodle.url)
    owner.press("Pause")
    expect(owner.page.locator("main")).to_contain_text("Waits for approval")
    deployment = owner.page.locator("section h3").inner_text()
    link = owner.invite("Hillside, once more")
    sam = Person(moodle.school, "Sam Okafor")
    sam.page.goto(f"{moodle.url}/admin/tools")
    sam.page.get_by_text("Register it again").click()
    look_at_page(sam.page, "lms-tools-again")
    sam.page.locator("article.tool").get_by_label("Registration link").fill(link)
    sam.page.get_by_role("button", name="Update").click()
    look_at_tool(sam, "register-moodle")
    sam.tool.get_by_role("button", name="Register Signpost").click()
    change = re.compile(f"Approved deployment.*{deployment}")
    expect(sam.tool.locator("tbody tr")).to_have_text(change)
    look_at_tool(sam, "register-changes")
    owner.platform(moodle.url)
    expect(owner.page.locator("main")).to_contain_text("Waits for approval")
    sam.tool.get_by_role("button", name="Apply the changes").click()
    sam.tool.get_by_role("button", name="Done").click()
    expect(sam.page.locator("article.tool")).to_be_visible()
    assert sam.leave() == []
    owner.platform(moodle.url)
    expect(owner.page.locator("main")).to_contain_text("Approved")


def test_an_account_administrator_comes_in_by_a_launch(owner: Office, moodle: Client) -> None:
    place_in(moodle, SCIENCE, "For Sam")
    sam = Person(moodle.school, "Sam Okafor")
    sam.open_activity(SCIENCE, "For Sam")
    sam.tool.get_by_role("link", name="Institution").click()
    expect(sam.tool.get_by_role("heading", level=1)).to_have_text("Your institution")
    look_at_tool(sam, "institution")
    with sam.context.expect_page() as opened:
        sam.tool.get_by_role("button", name="Run Signpost for this LMS").click()
    page = opened.value
    expect(page.get_by_role("heading", level=1)).to_have_text("Platforms")
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.locator("tbody tr")).to_contain_text(moodle.url)
    expect(page.locator(".tabs a")).to_have_text(["Platforms", "Record"])
    look_at_page(page, "admin-by-launch")
    assert sam.leave() == []


def test_a_key_is_withdrawn_and_the_record_says_so(owner: Office) -> None:
    owner.tab("Keys")
    kids = owner.page.locator("tbody th")
    old = kids.first.inner_text()
    owner.page.locator("summary").first.click()
    owner.look("key-withdrawn")
    owner.press("Destroy this key")
    expect(kids).not_to_contain_text([old])
    owner.tab("Record")
    expect(owner.page.locator("tbody tr").first).to_contain_text("Withdrew a signing key")


def test_every_other_page_is_fit_to_be_read_in_both_languages(owner: Office) -> None:
    owner.invite("Somebody")
    owner.look("invited")
    for tab in ("Invitations", "Register by hand", "Keys", "Record"):
        owner.tab(tab)
        owner.look(tab.lower().replace(" ", "-"))
        owner.in_chinese(_is_chinese)


def test_a_language_once_chosen_stays(owner: Office) -> None:
    owner.page.goto(f"{owner.tool_url}/admin?lang=zh")
    owner.page.locator(".tabs a").last.click()
    _is_chinese(owner.page)
    owner.page.get_by_role("link", name="English").click()
    expect(owner.page.locator("html")).to_have_attribute("lang", "en")


def _launches(owner: Office, text: str) -> Locator:
    section = owner.page.locator("section[aria-labelledby=launches-title]")
    return section.locator("tbody tr", has_text=text)


def _finding(owner: Office, title: str) -> Locator:
    return owner.page.locator("ol.entries li", has=owner.page.get_by_role("heading", name=title))
