"""A learner's path in a browser: hint, "I don't know", a pick, the map, a challenge, the exit."""

import pytest
from playwright.sync_api import expect

from analytics.content import ItemBank
from tests.e2e.conftest import Meet
from tests.e2e.learning import Learner
from tests.e2e.looks import look_at_tool
from tests.e2e.person import Person
from tests.e2e.teaching import Placing, give_grade, open_answer

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(900)]

STUDENT = "Noah Lindqvist"
DOUBT = "I can explain it to my sister without looking."
REPLY = "Then show me on Monday."


def test_a_learner_sees_the_path_chooses_on_it_and_challenges_it(
    meet: Meet, science: Placing, science_bank: ItemBank
) -> None:
    noah = meet(STUDENT)
    noah.open_activity(science.course, science.title)
    learner = Learner(noah, science_bank)
    skill_id = _does_not_know(learner)
    _picks_by_keyboard(learner)

    elena = meet("Elena Rivera")
    _sees_the_map_move(noah, elena, science, skill_id)
    _challenges(noah, skill_id)
    _is_told_by_the_teacher(noah, elena, science)
    _asks_for_a_question(learner, skill_id)
    _stops(noah)


def _does_not_know(learner: Learner) -> str:
    """Ask for the hint of a question in words, then give up on it.

    Some right answers come first: of a skill with a single answer the map says nothing.
    """
    for _ in range(2):
        learner.go_on()
        learner.answer_rightly()
    item = learner.go_on_until("short_answer")
    learner.box.fill("half a thought")
    learner.form.locator("[data-hint]").click()
    hint = learner.form.locator("#hint")
    expect(hint).to_contain_text(item.hint)
    expect(hint).to_be_focused()
    expect(learner.box).to_have_value("half a thought")
    look_at_tool(learner.person, "student-hint")
    learner.form.get_by_role("button", name="I don’t know").click()
    expect(learner.grade).to_contain_text("you do not know this one yet")
    return next(iter(item.skills))


def _picks_by_keyboard(learner: Learner) -> None:
    """Take the second of the steps offered, without a mouse."""
    offers = learner.next_step.locator(".offer")
    expect(offers.nth(1)).to_be_visible()
    look_at_tool(learner.person, "student-choice")
    wanted = offers.nth(1).locator("input[name=item_id]").get_attribute("value")
    offers.nth(1).get_by_role("button").focus()
    learner.person.page.keyboard.press("Enter")
    expect(learner.form).to_be_visible()
    assert learner.item().id == wanted


def _sees_the_map_move(noah: Person, elena: Person, placing: Placing, skill_id: str) -> None:
    """Keep the map open while the teacher changes a grade."""
    noah.open_tab("My skills")
    look_at_tool(noah, "student-map")
    skill = noah.tool.locator(f"#map-wide-{skill_id}")
    before = skill.locator(".map__band").text_content() or ""
    noah.tool_frame.evaluate("globalThis.stillTheSamePage = true")
    elena.open_activity(placing.course, placing.title)
    elena.open_tab("Answers")
    open_answer(elena, STUDENT, "I don’t know")
    give_grade(elena, 100, "You told me the answer in class.")
    expect(skill.locator(".map__band")).not_to_have_text(before)
    assert noah.tool_frame.evaluate("globalThis.stillTheSamePage") is True


def _challenges(noah: Person, skill_id: str) -> None:
    """See what an estimate rests on, and tell the teacher that it looks wrong."""
    noah.tool.locator(f"#map-wide-{skill_id}").focus()
    noah.page.keyboard.press("Enter")
    expect(noah.tool.locator("#clues-title")).to_be_visible()
    expect(noah.tool.locator(".clue", has_text="I don’t know")).to_contain_text("Up by")
    noah.tool.locator("#look-head").click()
    noah.tool.locator("#look-words").fill(DOUBT)
    noah.tool.get_by_role("button", name="Tell my teacher", exact=True).click()
    expect(noah.tool.locator("[data-challenge=look]")).to_contain_text(DOUBT)
    look_at_tool(noah, "student-skill")


def _is_told_by_the_teacher(noah: Person, elena: Person, placing: Placing) -> None:
    elena.open_activity(placing.course, placing.title)
    challenge = elena.tool.locator("[data-challenge=look]")
    expect(challenge).to_contain_text(DOUBT)
    look_at_tool(elena, "teacher-challenge")
    challenge.locator("summary").click()
    challenge.locator("textarea").fill(REPLY)
    challenge.get_by_role("button").click()
    expect(challenge).to_have_count(0)
    noah.tool_frame.evaluate("location.reload()")
    expect(noah.tool.locator("[data-challenge=look]")).to_contain_text(REPLY)


def _asks_for_a_question(learner: Learner, skill_id: str) -> None:
    """Ask for a question of the skill; it comes after the one that is open."""
    learner.page.get_by_role("button", name="Ask me a question of this skill").click()
    expect(learner.form).to_be_visible()
    expect(learner.page.locator("[data-part=work] > .strip")).to_contain_text("as you asked")
    learner.answer_rightly()
    learner.page.get_by_role("button", name="Ask me that").click()
    expect(learner.form).to_be_visible()
    assert skill_id in learner.item().skills


def _stops(noah: Person) -> None:
    noah.open_tab("Stop for now")
    expect(noah.tool.locator("#stop-title")).to_be_visible()
    look_at_tool(noah, "student-stop")
    noah.tool.get_by_role("link", name="Go on after all").click()
    expect(noah.tool.locator("form[data-form=answer]")).to_be_visible()
