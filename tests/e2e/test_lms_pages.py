"""The demo LMS's own pages, and the tool's page that registers it."""

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Meet
from tests.e2e.looks import look_at_page, look_at_tool
from tests.e2e.teaching import Placing

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]


def test_the_lms_greets_and_lists_courses(meet: Meet) -> None:
    wang = meet("王敏", "zh")
    look_at_page(wang.page, "lms-home-zh")
    wang.page.locator(".acting summary").click()
    look_at_page(wang.page, "lms-menu-zh")
    wang.context.clear_cookies()
    wang.page.goto(wang.school.lms_url + "/")
    look_at_page(wang.page, "lms-welcome")


def test_a_grade_has_a_page_of_its_own(meet: Meet, science: Placing) -> None:
    elena = meet("Elena Rivera")
    elena.score_of(science.course, "Noah Lindqvist", science.title)
    elena.page.locator("tr", has_text="Noah Lindqvist").locator("a.cell").first.click()
    expect(elena.page.locator("h1")).to_have_text("Noah Lindqvist")
    look_at_page(elena.page, "lms-grade")


def test_an_administrator_sees_what_registering_the_tool_would_grant(meet: Meet) -> None:
    sam = meet("Sam Okafor")
    sam.page.get_by_role("link", name="Tools").first.click()
    expect(sam.page.locator("article.tool")).to_contain_text("Signpost")
    look_at_page(sam.page, "lms-tools")
    sam.page.locator("form[action$='/register'] button.primary").click()
    expect(sam.tool.locator("h1")).to_have_text("Connect Signpost with your LMS")
    look_at_page(sam.page, "lms-register")
    look_at_tool(sam, "register")
