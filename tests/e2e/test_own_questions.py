"""A teacher makes questions, tries answers and places them; a student sees why."""

import pytest
from playwright.sync_api import Locator, expect

from analytics.content import ItemBank
from tests.e2e.conftest import Meet
from tests.e2e.learning import Learner
from tests.e2e.looks import look_at_tool
from tests.e2e.person import Person, School
from tests.e2e.teaching import Placing, place

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(900)]

STUDENT = "Noah Lindqvist"
PROMPT = "Why does a metal rod get longer when it is warmed?"
FASTER, APART = "The particles move faster", "They push each other further apart"
HALF = "The particles of the metal move faster when it is warm."
BOX = "A box of 50 cm3 weighs 135 g. What is its density?"
PLACING = Placing("Science 7", "My own questions", "science-7", ("density",))
ONE_SKILL = "density"


@pytest.fixture(scope="module")
def own(school: School) -> Placing:
    """Return an activity about one skill that Elena Rivera has placed."""
    teacher = Person(school, "Elena Rivera")
    place(teacher, PLACING)
    assert teacher.leave() == []
    return PLACING


def test_a_teachers_questions_are_tried_placed_answered_and_explained(
    meet: Meet, own: Placing, science_bank: ItemBank
) -> None:
    elena = meet("Elena Rivera")
    elena.open_activity(own.course, own.title)
    elena.open_tab("Questions")
    look_at_tool(elena, "items-library")
    _make_criteria(elena)
    _make_number(elena)

    noah = meet(STUDENT)
    noah.open_activity(own.course, own.title)
    learner = Learner(noah, science_bank)
    _until(learner, PROMPT)
    learner.box.fill(HALF)
    learner.form.locator("[data-send]").click()
    expect(learner.grade).to_be_visible()
    work = learner.page.locator("[data-part=work]")
    expect(work.locator("[data-verdict]")).to_have_count(2)
    expect(work.locator("[data-verdict=covered]").first).to_contain_text(FASTER)
    expect(work).not_to_contain_text(APART)
    expect(work.locator("[data-terms]")).to_contain_text("particles")
    expect(work.locator("mark.run--covered").first).to_be_visible()
    look_at_tool(noah, "student-criteria")

    _until(learner, BOX)
    learner.box.fill("2.7 kg")
    learner.form.locator("[data-send]").click()
    expect(learner.grade).to_contain_text("Checked exactly")
    expect(work).to_contain_text("measures something else")
    look_at_tool(noah, "student-unit")

    _change(elena)
    expect(work).to_contain_text("measures something else")


def test_the_editor_in_chinese(meet: Meet, maths: Placing) -> None:
    wang = meet("王敏", "zh")
    wang.open_activity(maths.course, maths.title)
    wang.open_tab("题目")
    look_at_tool(wang, "items-library-zh")
    wang.tool.get_by_role("link", name="出一道题", exact=True).click()
    expect(wang.tool.locator(".kinds")).to_be_visible()
    look_at_tool(wang, "items-kinds-zh")
    wang.tool.locator("a[href*='kind=expression']").click()
    tool = wang.tool
    tool.locator("#prompt").fill("把2(x + 3)展开。")
    tool.locator("#formula").fill("2x + 6")
    tool.locator("#form").select_option("expanded")
    tool.locator("#skill-1").select_option("absolute-value")
    _try(tool.locator("form[data-item-form]"), "2(x + 3)", "题目要求不含括号")
    look_at_tool(wang, "items-formula-zh")
    wang.expect_in_console("422")
    tool.locator("#formula").fill("2x +")
    tool.get_by_role("button", name="保存题目").click()
    expect(tool.locator("#fault-formula")).to_contain_text("没有写完")
    look_at_tool(wang, "items-faults-zh")


def _make_criteria(teacher: Person) -> None:
    """Make a question with criteria and a key term, and see a half answer tried."""
    tool = teacher.tool
    tool.get_by_role("link", name="Make a question", exact=True).click()
    tool.locator("a[href*='kind=short_answer']").click()
    tool.locator("#prompt").fill(PROMPT)
    tool.locator("#references").fill(
        "Its particles move faster and push each other further apart, so it needs more room."
    )
    for n, (text, points, phrases) in enumerate(
        (
            (FASTER, "1", "the particles move faster\nthe particles vibrate more"),
            (APART, "2", "they push each other apart\nthe distance between them grows"),
        ),
        1,
    ):
        tool.locator(f"#criterion-{n}").fill(text)
        tool.locator(f"#points-{n}").fill(points)
        tool.locator(f"#phrases-{n}").fill(phrases)
    tool.locator("#term-1").fill("particles")
    tool.locator("#variants-1").fill("atoms, molecules")
    tool.get_by_role("button", name="Add a term").click()
    expect(tool.locator("#term-2")).to_be_focused()
    expect(tool.locator("[data-share]").nth(1)).to_contain_text("67%")
    tool.locator("#skill-1").select_option(ONE_SKILL)
    form = tool.locator("form[data-item-form]")
    _try(form, HALF, "What a full answer needs")
    expect(form.locator("[data-trial] [data-verdict]").first).to_be_visible()
    look_at_tool(teacher, "items-criteria")
    tool.get_by_role("button", name="Save the question").click()
    expect(tool.locator("[data-place]", has_text=PLACING.title)).to_contain_text("asked")
    look_at_tool(teacher, "items-kept")


def _make_number(teacher: Person) -> None:
    """Make a question about a number; its faults are said first."""
    tool = teacher.tool
    tool.get_by_role("link", name="All questions").click()
    tool.get_by_role("link", name="Make a question", exact=True).click()
    tool.locator("a[href*='kind=numeric']").click()
    tool.locator("#prompt").fill(BOX)
    tool.locator("#number").fill("1,000")
    tool.locator("#unit").fill("g/cm3")
    tool.locator("#tolerance").fill("0.05")
    tool.locator("#skill-1").select_option(ONE_SKILL)
    teacher.expect_in_console("422")
    tool.get_by_role("button", name="Save the question").click()
    expect(tool.locator("#fault-number")).to_contain_text("may be read in two ways")
    look_at_tool(teacher, "items-faults")
    tool.locator("#number").fill("2.7")
    _try(tool.locator("form[data-item-form]"), "2700 kg/m3", "100")
    look_at_tool(teacher, "items-number")
    tool.get_by_role("button", name="Save the question").click()
    expect(tool.locator("[data-place]", has_text=PLACING.title)).to_contain_text("asked")


def _try(form: Locator, answer: str, words: str) -> None:
    """Try an answer in the box beside the form, without leaving the page."""
    form.locator("#trial").fill(answer)
    form.locator("[data-try-button]").click()
    expect(form.locator("[data-trial-outcome]")).to_contain_text(words)


def _until(learner: Learner, prompt: str) -> None:
    """Go on until a question is asked, whatever becomes of the others."""
    shown = learner.page.locator("#prompt")
    for _ in range(12):
        learner.go_on()
        if shown.inner_text() == prompt:
            return
        if learner.form.locator("[data-order]").count():
            learner.form.locator("[data-move]").first.click()
        elif learner.form.locator("input[type=radio]").count():
            learner.form.locator("input[type=radio]").first.check()
        elif learner.form.locator("textarea").count():
            learner.box.fill("I do not know this yet, sorry.")
        else:
            learner.box.fill("1")
        learner.form.locator("[data-send]").click()
        expect(learner.outcome).to_be_visible()
    raise AssertionError(f"never asked: {prompt}")


def _change(teacher: Person) -> None:
    """Change the number's tolerance; the answer given keeps its grade."""
    tool = teacher.tool
    tool.locator("#tolerance").fill("0.1")
    tool.get_by_role("button", name="Save as revision 2").click()
    expect(tool.locator(".strip--good[role=status]")).to_be_visible()
    expect(tool.locator("[data-place]", has_text=PLACING.title)).to_contain_text(
        "1 answer was graded by an earlier revision"
    )
    look_at_tool(teacher, "items-revised")
