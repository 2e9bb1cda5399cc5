"""What a teacher does: place an activity, read the class, grade."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from playwright.sync_api import expect

from tests.e2e.looks import look_at_page, look_at_tool
from tests.e2e.person import Person


@dataclass(frozen=True, slots=True)
class Placing:
    """An activity to place in a course.

    Attributes:
        skill_ids: which skills of the bank to tick.
    """

    course: str
    title: str
    bank_id: str
    skill_ids: tuple[str, ...]


def place(teacher: Person, placing: Placing) -> None:
    """Make an activity through the LMS's "add", looking at every page."""
    teacher.open_course(placing.course)
    look_at_page(teacher.page, f"lms-course-empty-{teacher.language}")
    teacher.page.locator(".adder a").click()
    tool = teacher.tool
    expect(tool.locator("form[action$='/pick']")).to_be_visible()
    look_at_page(teacher.page, f"lms-choose-{teacher.language}")
    look_at_tool(teacher, f"picker-{teacher.language}")
    tool.locator("a[href$='/pick/new']").click()
    expect(tool.locator("article.card").first).to_be_visible()
    look_at_tool(teacher, f"picker-banks-{teacher.language}")
    tool.locator(f"a[href*='bank_id={placing.bank_id}']").click()
    tool.locator("#title").fill(placing.title)
    for skill in placing.skill_ids:
        tool.locator(f"input[name=skill_ids][value={skill}]").check()
    tool.locator("input[name=strictness][value=all]").check()
    look_at_tool(teacher, f"picker-new-{teacher.language}")
    tool.locator("form.card button[type=submit]").first.click()
    teacher.page.wait_for_url("**/courses/*")
    expect(teacher.page.locator("a.row-title", has_text=placing.title)).to_be_visible()
    look_at_page(teacher.page, f"lms-course-{teacher.language}")


def place_at_once(teacher: Person, placing: Placing) -> None:
    """Make an activity without looking at the pages that lead to it."""
    teacher.open_course(placing.course)
    teacher.page.locator(".adder a").click()
    teacher.tool.locator("a[href$='/pick/new']").click()
    teacher.tool.locator(f"a[href*='bank_id={placing.bank_id}']").click()
    teacher.tool.locator("#title").fill(placing.title)
    for skill in placing.skill_ids:
        teacher.tool.locator(f"input[name=skill_ids][value={skill}]").check()
    teacher.tool.locator("form.card button[type=submit]").first.click()
    expect(teacher.page.locator("a.row-title", has_text=placing.title)).to_be_visible()


def open_answer(teacher: Person, learner: str, text: str) -> str:
    """Open a learner's answer from the list by its words; return its address."""
    row = teacher.tool.locator("tbody tr", has_text=learner)
    row.locator("a", has_text=text[:60]).click()
    expect(teacher.tool.locator("#score")).to_be_visible()
    return teacher.tool_page


def give_grade(teacher: Person, score: int, reason: str) -> None:
    """Grade the open answer by hand."""
    teacher.tool.locator("#score").fill(str(score))
    teacher.tool.locator("#reason").fill(reason)
    teacher.tool.locator("form[action$='/grade'] button[type=submit]").click()
    expect(teacher.tool.locator(".strip--good[role=status]")).to_be_visible()


@contextmanager
def placing_learners(teacher: Person) -> Iterator[None]:
    """Let new learners of the open activity's course be placed by a test, for a while."""
    _set_placement(teacher, on=True)
    try:
        yield
    finally:
        _set_placement(teacher, on=False)


def _set_placement(teacher: Person, *, on: bool) -> None:
    teacher.open_tab({"en": "Choice of path", "zh": "路径选择"}[teacher.language])
    form = teacher.tool.locator("form[action$='/placement']")
    # What an earlier change said is gone only when the tab has come anew.
    expect(teacher.tool.locator(".strip--good[role=status]")).to_be_hidden()
    form.get_by_role("checkbox").set_checked(on)
    form.get_by_role("button").click()
    expect(teacher.tool.locator(".strip--good[role=status]")).to_be_visible()
    expect(form.get_by_role("checkbox")).to_be_checked(checked=on)
