"""Schools that register Signpost themselves, and what their people do first."""

from dataclasses import dataclass

from playwright.sync_api import expect

from tests.e2e.looks import look_at_tool
from tests.e2e.person import Person, School
from tests.e2e.teaching import Placing, place_at_once


@dataclass(frozen=True, slots=True)
class Client:
    """A school that has registered us, and its people's way in."""

    school: School

    @property
    def url(self) -> str:
        """Return the LMS's address."""
        return self.school.lms_url


def register(school: School, link: str, left: str, look: str) -> None:
    """Register us from the LMS's page for tools, as its administrator does."""
    sam = Person(school, "Sam Okafor")
    sam.page.goto(f"{school.lms_url}/admin/tools")
    sam.page.get_by_label("Registration link").fill(link)
    sam.page.get_by_role("button", name="Register", exact=True).click()
    sam.tool.get_by_role("button", name="Register Signpost").click()
    expect(sam.tool.locator("main")).to_contain_text(left)
    look_at_tool(sam, f"registered-{look}")
    sam.tool.get_by_role("button", name="Done").click()
    tool = sam.page.locator("article.tool", has_text="Signpost")
    expect(tool).to_be_visible()
    if (on := tool.get_by_role("button", name="Switch on")).count():
        on.click()
    assert sam.leave() == []


def place_in(client: Client, course: str, title: str, teacher: str = "Elena Rivera") -> None:
    """Place an activity as the teacher of a course."""
    person = Person(client.school, teacher)
    place_at_once(person, Placing(course, title, "science-7", ("measuring",)))
    assert person.leave() == []


def _open_chooser(person: Person, course: str) -> None:
    person.open_course(course)
    person.page.locator(".adder a").click()


def is_turned_away(client: Client, teacher: str, course: str, words: str, look: str) -> None:
    """Check what a teacher is told whose LMS, or its deployment, is not let in."""
    person = Person(client.school, teacher)
    person.expect_in_console("403")
    _open_chooser(person, course)
    expect(person.tool.get_by_role("heading", name=words)).to_be_visible()
    look_at_tool(person, look)
    assert person.leave() == []
