"""The marking desk: a learner asks a person, a teacher decides by one key."""

import pytest
from playwright.sync_api import Locator, expect

from analytics.content import ItemBank
from tests.e2e.conftest import Meet
from tests.e2e.learning import Learner, half_answer
from tests.e2e.looks import look_at_tool
from tests.e2e.person import Person
from tests.e2e.teaching import Placing
from tests.e2e.waiting import eventually

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]

STUDENT = "Noah Lindqvist"
WORDS = "My teacher said it like this in class."


def test_an_answer_goes_from_the_learners_question_over_the_desk_and_back(
    meet: Meet, science: Placing, science_bank: ItemBank
) -> None:
    noah = meet(STUDENT)
    noah.open_activity(science.course, science.title)
    learner = Learner(noah, science_bank)
    item = learner.go_on_until("short_answer")
    answer = half_answer(item)
    learner.answer(answer)
    expect(learner.grade).to_be_visible()
    _ask_a_person(learner, "student-contest")

    elena = meet("Elena Rivera")
    elena.open_activity(science.course, science.title)
    elena.open_tab("Marking")
    card = elena.tool.locator("[data-card]", has_text=WORDS)
    expect(card).to_contain_text(answer)
    look_at_tool(elena, "desk-queue")
    _look_anew(elena, card)

    elena.open_tab("Marking")
    elena.tool.locator("[data-begin]").click()
    card.focus()
    elena.page.keyboard.press("3")
    expect(elena.tool.locator("[data-decision]")).to_contain_text("100")
    expect(learner.page.locator("[data-contest]").first).to_have_attribute("data-contest", "raised")
    look_at_tool(noah, "student-contest-raised")

    elena.page.keyboard.press("u")
    expect(elena.tool.locator("[data-decision]")).to_contain_text("Taken back")
    for part in ("Questions", "Alarms", "Second marker", "Decisions"):
        elena.tool.locator("nav.steps").get_by_role("link", name=part, exact=True).click()
        expect(elena.tool.locator("nav.steps [aria-current=page]")).to_have_text(part)
        look_at_tool(elena, f"desk-{part.split()[0].casefold()}")


def test_the_desk_in_chinese(meet: Meet, maths: Placing, maths_bank: ItemBank) -> None:
    student = meet("陈子轩", "zh")
    student.open_activity(maths.course, maths.title)
    learner = Learner(student, maths_bank)
    learner.answer(half_answer(learner.go_on_until("short_answer")))
    expect(learner.grade).to_be_visible()
    _ask_a_person(learner, "student-contest-zh")

    wang = meet("王敏", "zh")
    wang.open_activity(maths.course, maths.title)
    wang.open_tab("批阅")
    expect(wang.tool.locator("[data-card]").first).to_be_visible()
    look_at_tool(wang, "desk-queue-zh")
    wang.tool.locator("[data-card] a[data-key=g]").first.click()
    expect(wang.tool.locator("h2#prompt")).to_be_visible()
    look_at_tool(wang, "desk-item-zh")


def _ask_a_person(learner: Learner, picture: str) -> None:
    fold = learner.page.locator("[data-part=work] details[id^=contest-]").first
    fold.locator("summary").click()
    fold.locator("textarea").fill(WORDS)
    look_at_tool(learner.person, picture)
    fold.locator("button[type=submit]").click()
    expect(learner.page.locator("[data-contest=open]").first).to_contain_text(WORDS)


def _look_anew(elena: Person, card: Locator) -> None:
    """See by the real grader what grading the question anew would change."""
    card.locator("a[data-key=g]").click()
    expect(elena.tool.locator("h2#prompt")).to_be_visible()
    look_at_tool(elena, "desk-item")
    elena.tool.get_by_role("button", name="What would grading anew change?").click()
    figures = elena.tool.locator("dl.figures")
    eventually(figures.count, bool)
    expect(figures).to_contain_text("Looked at")
    expect(elena.tool.locator("h2", has_text="Nothing would change")).to_be_visible()
    look_at_tool(elena, "desk-regrade")
