"""In Chinese: a teacher changes what skills build on, and a learner is placed by a test."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from analytics.content import ItemBank, NumericItem
from tests.e2e.conftest import Meet
from tests.e2e.learning import MOST_QUESTIONS, Learner
from tests.e2e.looks import look_at_tool
from tests.e2e.person import Person, School
from tests.e2e.teaching import Placing, place_at_once, placing_learners

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]

TEACHER, STUDENT = "王敏", "Mei Zhang 张梅"
PLACING = Placing("Science 7", "科学课里的数", "shuxue-7", ("number-line", "absolute-value"))
"""In a course where nobody else changes this bank, nor this learner answers it."""
LINE, ABSOLUTE, NEW = "数轴", "相反数与绝对值", "估算"


@pytest.fixture
def wang(meet: Meet, school: School) -> Iterator[Person]:
    """Return the teacher, who has placed the activity; new learners are not placed afterwards."""
    teacher = meet(TEACHER, "zh")
    place_at_once(teacher, PLACING)
    teacher.open_activity(PLACING.course, PLACING.title)
    with placing_learners(teacher):
        yield teacher


def test_skills_are_changed_and_a_learner_is_placed(
    meet: Meet, wang: Person, maths_bank: ItemBank
) -> None:
    look_at_tool(wang, "paths-placement-zh")
    _change_skills(wang)

    mei = meet(STUDENT, "zh")
    mei.open_activity(PLACING.course, PLACING.title)
    learner = Learner(mei, maths_bank)
    test = mei.tool.locator("[data-placement=running]")
    expect(test).to_contain_text("摸底测试")
    look_at_tool(mei, "student-placement-zh")
    result = mei.tool.locator("[data-placement=over]")
    for _ in range(MOST_QUESTIONS):
        _answer_numbers_only(learner)
        expect(result.or_(test)).to_be_visible()
        expect(learner.next_step).to_be_visible()
        if result.count():
            break
        learner.go_on()
    expect(result).to_contain_text("摸底完成")
    expect(result).to_contain_text(LINE)
    look_at_tool(mei, "student-placed-zh")


def _change_skills(teacher: Person) -> None:
    """Add a skill, link it by keyboard, be refused a circle, and go back to the bank's own."""
    tool = teacher.tool
    teacher.open_tab("技能")
    tool.locator("#add-name").fill(NEW)
    tool.locator("#add-before").select_option(label=LINE)
    tool.get_by_role("button", name="添加技能").click()
    expect(tool.locator("[data-map] a", has_text=NEW)).to_be_visible()
    _link_by_keyboard(teacher, ABSOLUTE, NEW)
    expect(tool.locator("#history")).to_contain_text(f"“{ABSOLUTE}”以“{NEW}”为基础。")
    look_at_tool(teacher, "skills-changed-zh")

    teacher.expect_in_console("422")
    _link_by_keyboard(teacher, LINE, ABSOLUTE)
    expect(tool.locator("#problem")).to_contain_text("这样会形成一个无法开始的循环")
    look_at_tool(teacher, "skills-circle-zh")
    tool.get_by_role("link", name="作答提示的先修关系").click()
    expect(tool.locator("#how")).to_be_visible()
    look_at_tool(teacher, "skills-suggested-zh")
    teacher.open_tab("技能")
    tool.locator("#history summary").click()
    tool.get_by_role("button", name="回到这里 题库原来的样子").click()
    expect(tool.locator("[data-map] a", has_text=NEW)).to_have_count(0)


def _link_by_keyboard(teacher: Person, after: str, before: str) -> None:
    """Let a skill build on another one without a mouse: each list is walked down."""
    keys = teacher.page.keyboard
    for list_id, skill in (("link-after", after), ("link-before", before)):
        box = teacher.tool.locator(f"#{list_id}")
        names = box.locator("option").all_inner_texts()
        if list_id == "link-after":
            box.focus()
        expect(box).to_be_focused()
        for _ in range(names.index(skill)):
            keys.press("ArrowDown")
        keys.press("Tab")
    expect(teacher.tool.get_by_role("button", name="添加先修关系")).to_be_focused()
    keys.press("Enter")


def _answer_numbers_only(learner: Learner) -> None:
    if isinstance(learner.item(), NumericItem):
        learner.answer_rightly()
        return
    learner.form.locator("[name=dont_know]").click()
    expect(learner.outcome).to_be_visible()
