"""Parts to put in order and texts with gaps: made, tried, answered, in both languages."""

import pytest
from playwright.sync_api import expect

from analytics.content import ItemBank
from tests.e2e.conftest import Meet
from tests.e2e.learning import Learner
from tests.e2e.looks import look_at_tool
from tests.e2e.person import Person, School
from tests.e2e.teaching import Placing, place

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(900)]

ENGLISH = Placing("Science 7", "Orders and gaps", "science-7", ("density",))
CHINESE = Placing("七年级数学", "排序和填空", "shuxue-7", ("equations",))
ORDER = "Put the steps of measuring a stone's density in order."
STEPS = ("Weigh the stone", "Put it into water and read the rise", "Divide mass by volume")
GAPS = "Density is mass divided by [1]. A stone of 6 g and 2 cm3 has [2] g per cm3."


def test_a_teacher_makes_both_and_a_student_is_told_what_was_right(
    meet: Meet, school: School, science_bank: ItemBank
) -> None:
    _placed(school, "Elena Rivera", "en", ENGLISH)
    elena = meet("Elena Rivera")
    elena.open_activity(ENGLISH.course, ENGLISH.title)
    elena.open_tab("Questions")
    _make_order(elena)
    elena.tool.get_by_role("link", name="All questions").click()
    elena.tool.get_by_role("link", name="Make a question", exact=True).click()
    _fill_gaps_in(elena, GAPS, "density", ("volume", "3"), ("area", ""))
    elena.tool.locator("#trial").fill("volume\n4")
    elena.tool.locator("[data-try-button]").click()
    expect(elena.tool.locator("[data-trial-outcome]")).to_contain_text("50")
    look_at_tool(elena, "items-cloze")
    elena.tool.get_by_role("button", name="Save the question").click()
    expect(elena.tool.locator("[data-place]", has_text=ENGLISH.title)).to_contain_text("asked")

    noah = meet("Noah Lindqvist")
    noah.open_activity(ENGLISH.course, ENGLISH.title)
    learner = Learner(noah, science_bank)
    learner.give_up_until(ORDER, "[data-order]")
    look_at_tool(noah, "student-order")
    _order_by_arrows(learner)
    learner.form.locator("[data-send]").click()
    expect(learner.grade).to_contain_text("100")
    look_at_tool(noah, "student-order-graded")
    learner.give_up_until("A stone of 6 g", "[data-gaps]")
    learner.form.locator("#gap-1").select_option("volume")
    learner.form.locator("#gap-2").fill("4")
    look_at_tool(noah, "student-gaps")
    learner.form.locator("[data-send]").click()
    expect(learner.grade).to_contain_text("50")
    look_at_tool(noah, "student-gaps-graded")


def test_both_in_chinese(meet: Meet, school: School, maths_bank: ItemBank) -> None:
    _placed(school, "王敏", "zh", CHINESE)
    wang = meet("王敏", "zh")
    wang.open_activity(CHINESE.course, CHINESE.title)
    wang.open_tab("题目")
    wang.tool.get_by_role("link", name="出一道题", exact=True).click()
    _fill_gaps_in(
        wang,
        "方程2x = 6的解是x = [1]，这一步叫做[2]。",
        "equations",
        ("3", "系数化为一"),
        ("", "移项"),
    )
    look_at_tool(wang, "items-cloze-zh")
    wang.tool.get_by_role("button", name="保存题目").click()
    expect(wang.tool.locator("[data-place]", has_text=CHINESE.title)).to_be_visible()

    xiaoyu = meet("李晓雨", "zh")
    xiaoyu.open_activity(CHINESE.course, CHINESE.title)
    learner = Learner(xiaoyu, maths_bank)
    learner.give_up_until("这一步叫做", "[data-gaps]")
    learner.form.locator("#gap-1").fill("3")
    learner.form.locator("#gap-2").select_option("移项")
    look_at_tool(xiaoyu, "student-gaps-zh")
    learner.form.locator("[data-send]").click()
    expect(learner.grade).to_contain_text("50")
    look_at_tool(xiaoyu, "student-gaps-graded-zh")
    learner.give_up_until("", "[data-order]")
    look_at_tool(xiaoyu, "student-order-zh")
    xiaoyu.expect_in_console("422")
    learner.form.locator("[data-send]").click()
    expect(learner.problem).to_be_visible()
    look_at_tool(xiaoyu, "student-order-problem-zh")


def _placed(school: School, name: str, language: str, placing: Placing) -> None:
    teacher = Person(school, name, language)
    place(teacher, placing)
    assert teacher.leave() == []


def _make_order(teacher: Person) -> None:
    """Write the steps, the last two the wrong way round, and mend that by an arrow."""
    tool = teacher.tool
    tool.get_by_role("link", name="Make a question", exact=True).click()
    tool.locator("a[href*='kind=ordering']").click()
    tool.locator("#prompt").fill(ORDER)
    while tool.locator("[name=part]").count() < len(STEPS):
        tool.get_by_role("button", name="Add a part").click()
    for n, step in enumerate((STEPS[0], STEPS[2], STEPS[1]), 1):
        tool.locator(f"#part-{n}").fill(step)
    tool.get_by_role("button", name="Move up Part 3").click()
    expect(tool.locator("#part-2")).to_have_value(STEPS[1])
    expect(tool.locator("#part-3")).to_have_value(STEPS[2])
    expect(tool.locator("#up-2")).to_be_focused()
    tool.locator("#skill-1").select_option("density")
    tool.locator("#trial").fill("1 2 3")
    tool.locator("[data-try-button]").click()
    expect(tool.locator("[data-trial-outcome]")).to_contain_text("100")
    look_at_tool(teacher, "items-order")
    tool.get_by_role("button", name="Save the question").click()
    expect(tool.locator("[data-place]", has_text=ENGLISH.title)).to_contain_text("asked")


def _fill_gaps_in(
    teacher: Person, text: str, skill: str, answers: tuple[str, ...], wrong: tuple[str, ...]
) -> None:
    tool = teacher.tool
    tool.locator("a[href*='kind=cloze']").click()
    tool.locator("#prompt").fill(text)
    while tool.locator("[name=gap_answers]").count() < len(answers):
        tool.locator("[data-more][value=gaps]").click()
    for n, (right, other) in enumerate(zip(answers, wrong, strict=True), 1):
        tool.locator(f"#gap-{n}").fill(right)
        tool.locator(f"#gap-wrong-{n}").fill(other)
    tool.locator("#skill-1").select_option(skill)


def _order_by_arrows(learner: Learner) -> None:
    """Bring each step to its place by the button that moves it up."""
    rows = learner.form.locator("[data-row]")
    rows.first.locator("[data-move='1']").click()
    for to, step in enumerate(STEPS):
        at = next(n for n in range(len(STEPS)) if step in rows.nth(n).inner_text())
        for n in range(at, to, -1):
            rows.nth(n).locator("[data-move='-1']").click()
        expect(rows.nth(to)).to_contain_text(step)
