"""A skill is left out for a class: a learner sees it, and gets it back."""

import pytest
from playwright.sync_api import Locator, expect

from analytics.content import ItemBank
from tests.e2e.conftest import Meet
from tests.e2e.learning import MOST_QUESTIONS, Learner
from tests.e2e.looks import look_at_tool
from tests.e2e.person import Person
from tests.e2e.teaching import Placing, place_at_once

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]

TEACHER, STUDENT = "Elena Rivera", "Noah Lindqvist"
PLACING = Placing("Science 7", "Hot and heavy", "science-7", ("measuring", "particles"))
WHY = "We did this with the balances in class."
LEFT_OUT = "left out by your teacher"


def test_a_skipped_skill_is_not_asked_until_the_skip_is_taken_back(
    meet: Meet, science_bank: ItemBank
) -> None:
    elena, noah = meet(TEACHER), meet(STUDENT)
    place_at_once(elena, PLACING)
    noah.open_activity(PLACING.course, PLACING.title)
    learner = Learner(noah, science_bank)
    asked = learner.item()
    [skill_id] = asked.skills
    skill = science_bank.skills_by_id[skill_id].name
    expect(_way(noah)).to_contain_text("0 of 2 skills reached")

    elena.open_activity(PLACING.course, PLACING.title)
    elena.open_tab("Path by hand")
    _skip(elena, skill)
    expect(_on_the_trail(noah, skill)).to_contain_text(LEFT_OUT)
    expect(_way(noah)).to_contain_text("0 of 1 skills reached")
    look_at_tool(noah, "student-skill-left-out")
    expect(noah.tool.locator("#prompt")).not_to_have_text(asked.prompt)
    for _ in range(3):
        learner.go_on()
        assert skill_id not in learner.item().skills
        learner.answer_rightly()
    noah.tool.get_by_role("link", name="See the map of your skills").click()
    noah.tool.locator("[data-part=skills]").get_by_role("link", name=skill).click()
    expect(noah.tool.locator("#skill-title")).to_have_text(skill)
    expect(noah.tool.locator(".tag", has_text=LEFT_OUT)).to_be_visible()
    expect(noah.tool.get_by_role("button", name="Ask me a question")).to_have_count(0)
    look_at_tool(noah, "student-skill-left-out-page")

    _take_back(elena, skill)
    noah.open_activity(PLACING.course, PLACING.title)
    expect(_on_the_trail(noah, skill)).not_to_contain_text(LEFT_OUT)
    expect(_way(noah)).to_contain_text("of 2 skills reached")
    _asked_again(learner, skill_id)


def _way(learner: Person) -> Locator:
    return learner.tool.locator("[aria-labelledby=trail-title]")


def _on_the_trail(learner: Person, skill: str) -> Locator:
    return learner.tool.locator(f'.trail li:has(a:text-is("{skill}"))')


def _skip(teacher: Person, skill: str) -> None:
    """Leave a skill out for the whole class."""
    form = teacher.tool.locator("form[aria-labelledby=order-title]")
    form.get_by_label("Skill", exact=True).select_option(label=skill)
    form.get_by_role("radio", name="Skip").check()
    form.get_by_label("Why").fill(WHY)
    form.get_by_role("button", name="Decide it").click()
    holds = teacher.tool.locator("[aria-labelledby=orders-title] li")
    expect(holds).to_contain_text(f"“{skill}” is skipped.")
    expect(holds).to_contain_text(WHY)
    look_at_tool(teacher, "teacher-skill-left-out")


def _take_back(teacher: Person, skill: str) -> None:
    holds = teacher.tool.locator("[aria-labelledby=orders-title]")
    holds.get_by_role("button", name="Take back").click()
    expect(holds).to_contain_text("Nothing: the path is chosen by what each learner shows.")
    past = teacher.tool.locator("#past")
    past.locator("summary").click()
    expect(past.get_by_role("listitem")).to_contain_text(f"taken back by {TEACHER}")
    expect(past).to_contain_text(f"“{skill}” is skipped.")


def _asked_again(learner: Learner, skill_id: str) -> None:
    """Answer until a question of the skill is asked."""
    for _ in range(MOST_QUESTIONS):
        learner.go_on()
        if skill_id in learner.item().skills:
            return
        learner.answer_rightly()
    raise AssertionError(f"{skill_id} is not asked again")
