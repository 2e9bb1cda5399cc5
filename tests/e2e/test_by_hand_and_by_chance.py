"""A teacher decides a path, lets a learner begin anew, compares two ways and imports questions."""

import pytest
from playwright.sync_api import Locator, expect

from analytics.content import ItemBank
from tests.e2e.conftest import Meet
from tests.e2e.learning import Learner
from tests.e2e.looks import look_at_tool
from tests.e2e.person import Person
from tests.e2e.teaching import Placing, place_at_once
from tests.e2e.waiting import eventually

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]

TEACHER, STUDENT = "Elena Rivera", "Priya Raman"
BY_HAND = Placing("Science 7", "Pushes and currents", "science-7", ("forces", "energy", "circuits"))
BY_CHANCE = Placing("Science 7", "What lets current through", "science-7", ("conductors",))
FIRST, LATER = "Energy stores and transfers", "Electric circuits"
NEEDED_SOON, NOT_YET = "We need it for Friday's experiment.", "The kits come next week."
AGAIN = "She asked to try without her notes."
GOLD = "Why are the plugs of good earphones covered with gold?"
GIFT = f"""\
$CATEGORY: Conductors

::Gold::{GOLD}{{=Gold does not rust, so the contact stays good.}}

::Pairs::Pair them.{{=copper -> wire =rubber -> handle}}
"""


def test_a_teacher_decides_a_path_and_lets_a_learner_begin_anew(
    meet: Meet, science_bank: ItemBank
) -> None:
    elena, priya = meet(TEACHER), meet(STUDENT)
    place_at_once(elena, BY_HAND)
    priya.open_activity(BY_HAND.course, BY_HAND.title)
    learner = Learner(priya, science_bank)
    learner.answer_rightly()

    elena.open_activity(BY_HAND.course, BY_HAND.title)
    elena.open_tab("Path by hand")
    elena.tool.get_by_label("Whose path").select_option(label=STUDENT)
    elena.tool.get_by_role("button", name="Show", exact=True).click()
    _decide(elena, FIRST, "Pin", NEEDED_SOON)
    _decide(elena, LATER, "Lock", NOT_YET)
    _follows_the_decisions(learner)
    _takes_them_back(elena, priya)
    _begins_anew(elena, priya)
    _reads_what_was_learnt(elena, priya)


def test_two_ways_are_compared_over_questions_from_a_file(
    meet: Meet, science_bank: ItemBank
) -> None:
    elena, priya = meet(TEACHER), meet(STUDENT)
    place_at_once(elena, BY_CHANCE)
    elena.open_activity(BY_CHANCE.course, BY_CHANCE.title)
    _imports(elena)
    _compares(elena)

    priya.open_activity(BY_CHANCE.course, BY_CHANCE.title)
    about = priya.tool.locator("main")
    expect(about).to_contain_text("Two ways of choosing your next question are compared here")
    learner = Learner(priya, science_bank)
    learner.give_up_until(GOLD)
    learner.box.fill("Gold does not rust, so the contact stays good.")
    learner.form.locator("[data-send]").click()
    expect(learner.grade).to_be_visible()

    _sees_how_hard_it_is(elena)
    _sees_what_came_of_it(elena)


def _decide(teacher: Person, skill: str, kind: str, reason: str) -> None:
    form = teacher.tool.locator("form[aria-labelledby=order-title]")
    expect(form.get_by_role("heading")).to_have_text(f"Decide for {STUDENT}")
    form.get_by_label("Skill", exact=True).select_option(label=skill)
    form.get_by_role("radio", name=kind).check()
    form.get_by_label("Why").fill(reason)
    form.get_by_role("button", name="Decide it").click()
    held = teacher.tool.locator("[aria-labelledby=orders-title] li")
    expect(held.filter(has_text=skill)).to_contain_text(reason)


def _on_the_trail(learner: Person, skill: str) -> Locator:
    return learner.tool.locator(f'.trail li:has(a:text-is("{skill}"))')


def _follows_the_decisions(learner: Learner) -> None:
    """See what the teacher decided, and be asked what was pinned."""
    expect(_on_the_trail(learner.person, FIRST)).to_contain_text("first, says your teacher")
    expect(_on_the_trail(learner.person, LATER)).to_contain_text("waits for your teacher")
    learner.go_on()
    assert set(learner.item().skills) == {"energy"}
    look_at_tool(learner.person, "student-path-by-hand")


def _takes_them_back(teacher: Person, learner: Person) -> None:
    look_at_tool(teacher, "teacher-path-by-hand")
    teacher.tool.get_by_role("button", name="Take all of it back").click()
    past = teacher.tool.locator("#past")
    past.locator("summary").click()
    gone = past.get_by_role("listitem").filter(has_text=NOT_YET)
    expect(gone).to_contain_text(f"taken back by {TEACHER}")
    expect(_on_the_trail(learner, LATER)).not_to_contain_text("your teacher")


def _begins_anew(teacher: Person, learner: Person) -> None:
    """Let the learner begin anew in all skills, and take that back."""
    anew = learner.tool.locator("[data-anew]")
    form = teacher.tool.locator("#anew form").first
    form.get_by_label("Why").fill(AGAIN)
    form.get_by_role("button", name="Begin anew").click()
    row = teacher.tool.locator("#anew").get_by_role("listitem").filter(has_text=AGAIN)
    expect(row).to_be_visible()
    expect(anew).to_be_visible()
    look_at_tool(teacher, "teacher-begun-anew")
    look_at_tool(learner, "student-begun-anew")
    row.get_by_role("button", name="Take back").click()
    expect(teacher.tool.locator("#anew")).to_contain_text("Nothing: every answer counts.")
    expect(anew).to_have_count(0)


def _reads_what_was_learnt(teacher: Person, learner: Person) -> None:
    """Read the report as its learner, then print it as the teacher."""
    learner.tool.get_by_role("link", name="What you have learnt, as a report").click()
    expect(learner.tool.get_by_role("link", name="Back to the questions")).to_be_visible()
    _comes(learner, f"h1:text-is('What was learnt: {STUDENT}')")
    teacher.open_tab("Class")
    row = teacher.tool.locator("tbody tr", has_text=STUDENT)
    row.get_by_role("link", name="What was learnt").click()
    expect(teacher.tool.get_by_role("link", name="To the class")).to_be_visible()
    _comes(teacher, "dl.figures")
    look_at_tool(teacher, "learning-report")
    with teacher.page.expect_download() as saved:
        teacher.tool.get_by_role("link", name="Save as PDF").click()
    assert saved.value.suggested_filename == "learning.pdf"
    assert saved.value.path().read_bytes().startswith(b"%PDF-")


def _comes(person: Person, part: str) -> None:
    """Load the page again until the reports' store has what is looked for."""

    def shown() -> int:
        person.reload_tool()
        return person.tool.locator(part).count()

    eventually(shown, bool)


def _imports(teacher: Person) -> None:
    """Read a file in which one question is of a kind that is not taken."""
    tool = teacher.tool
    teacher.open_tab("Questions")
    tool.get_by_role("link", name="Files").click()
    upload = {"name": "gold.txt", "mimeType": "text/plain", "buffer": GIFT.encode()}
    tool.get_by_label("File", exact=True).set_input_files(files=[upload])
    tool.get_by_role("button", name="Show what is in it").click()
    expect(tool.locator("tr", has_text="Pairs")).to_contain_text("no such kind of question here")
    expect(tool.get_by_role("checkbox", name=GOLD)).to_be_checked()
    tool.get_by_label("Conductors").select_option(label="Conductors and insulators")
    look_at_tool(teacher, "items-in-a-file")
    tool.get_by_role("button", name="Keep what is ticked").click()
    expect(tool.locator("main")).to_contain_text("1 question is new.")
    look_at_tool(teacher, "items-taken")


def _compares(teacher: Person) -> None:
    tool = teacher.tool
    teacher.open_tab("Choice of path")
    tool.get_by_label("Second way", exact=True).select_option(label="Fixed sequence")
    tool.get_by_label("It ends after this many days").fill("7")
    look_at_tool(teacher, "paths-choice")
    tool.get_by_role("button", name="Start the comparison").click()
    expect(tool.get_by_role("heading", name="A comparison runs")).to_be_visible()
    look_at_tool(teacher, "paths-comparing")


def _sees_how_hard_it_is(teacher: Person) -> None:
    """Read beside the level of the question what the one answer says."""
    teacher.open_tab("Questions")
    card = teacher.tool.locator("li.card", has_text=GOLD)
    card.get_by_role("link", name="Change or try it").click()
    expect(teacher.tool.locator("#level")).to_be_visible()
    _comes(teacher, ".field:has(#level):has-text('1 answer, too few to say how hard it is')")
    look_at_tool(teacher, "items-difficulty")


def _sees_what_came_of_it(teacher: Person) -> None:
    """See the learner in one of the ways, then stop the comparison."""
    tool = teacher.tool
    teacher.open_tab("Choice of path")
    tool.get_by_role("link", name="How it stands").click()
    expect(tool.get_by_role("heading", name="What came of it")).to_be_visible()
    who = tool.locator("[aria-labelledby=who-title]")
    for way in who.locator("summary").all():
        way.click()
    expect(who.get_by_role("listitem").filter(has_text=STUDENT)).to_be_visible()
    look_at_tool(teacher, "experiment-report")
    tool.get_by_role("link", name="All comparisons and the choice of path").click()
    tool.get_by_role("button", name="Stop it now").click()
    expect(tool.locator("[aria-labelledby=before-title] li")).to_contain_text("stopped")
