"""The main job in a browser: from placing an activity to the gradebook."""

import json
import re
from uuid import UUID

import pytest
from playwright.sync_api import expect

from analytics.content import ItemBank
from analytics.events import child_id
from analytics.events.lineage import expected_descendants
from analytics.warehouse.client import Warehouse
from tests.e2e.conftest import Meet
from tests.e2e.learning import Learner, half_answer
from tests.e2e.looks import look_at_page, look_at_tool
from tests.e2e.person import Person
from tests.e2e.teaching import Placing, give_grade, open_answer
from tests.e2e.waiting import eventually
from tests.parts.product import Product

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(900)]

STUDENT = "Amara Diallo"
PRAISE = "You said it in other words, and it is right."


def test_an_answer_goes_from_the_page_to_the_gradebook_and_back_from_the_teacher(
    meet: Meet, science: Placing, science_bank: ItemBank, stored: Warehouse, product: Product
) -> None:
    amara = meet(STUDENT)
    amara.open_activity(science.course, science.title)
    learner = Learner(amara, science_bank)
    answer = _answer_in_words(learner)

    elena = meet("Elena Rivera")
    before = _score(elena, science, at_least=1.0)
    attempt_id = _overrule(elena, science, answer)
    _see_the_overrule(learner)
    after = _score(elena, science, at_least=before + 1.0)
    _see_the_lms_score(elena, science, after)

    _answer_numbers_and_choices(learner)
    _score(elena, science, at_least=after + 1.0)
    look_at_page(amara.page, "lms-activity-student")
    _see_the_work_from_the_grade(elena, science, answer)
    _see_the_work_from_the_grade(amara, science, answer)

    _everything_is_stored(stored, attempt_id)
    _ledger_balances(product)
    _see_the_insights(elena, science)
    _see_the_institution(meet("Helen Brandt"), science)


def _answer_in_words(learner: Learner) -> str:
    """Answer half of what is asked; see the grade come to the open page."""
    person = learner.person
    item = learner.go_on_until("short_answer")
    look_at_tool(person, "student-question")
    person.tool_frame.evaluate("globalThis.stillTheSamePage = true")
    answer = half_answer(item)
    learner.send(answer)
    expect(learner.grade).to_be_visible()
    assert person.tool_frame.evaluate("globalThis.stillTheSamePage") is True

    work = learner.page.locator("[data-part=work]")
    expect(work.locator(".quote")).to_have_text(answer)
    expect(work.locator(".said h3").first).to_have_text("What your answer says")
    expect(work.locator(".said__missing h3")).to_have_text("What is missing")
    expect(work.locator(".said__missing li").first).to_be_visible()
    expect(learner.grade).to_contain_text(re.compile(r"sure \(\d+%\)"))
    expect(learner.next_step.locator("p").first).to_have_text(re.compile(r"\w+ \w+ \w+"))
    expect(learner.page.locator("#progress")).to_be_visible()
    look_at_tool(person, "student-grade")
    return answer


def _answer_numbers_and_choices(learner: Learner) -> None:
    """Go on until a number and a choice were answered too, rightly."""
    learner.go_on()
    for kind in ("numeric", "multiple_choice"):
        learner.go_on_until(kind)
        look_at_tool(learner.person, f"student-{kind}")
        learner.answer_rightly()
        expect(learner.grade).to_contain_text("Checked exactly")
        expect(learner.grade).to_contain_text("100")
    look_at_tool(learner.person, "student-later")


def _score(teacher: Person, placing: Placing, *, at_least: float) -> float:
    """Return the gradebook's score once it is high enough."""
    score = eventually(
        lambda: teacher.score_of(placing.course, STUDENT, placing.title) or 0.0,
        lambda score: score >= at_least,
    )
    look_at_page(teacher.page, "lms-gradebook")
    return score


def _overrule(teacher: Person, placing: Placing, answer: str) -> UUID:
    """See the class and the answer, and give full marks for it."""
    teacher.open_activity(placing.course, placing.title)
    row = teacher.tool.locator("tbody tr", has_text=STUDENT)
    expect(row).to_contain_text("LMS has")
    look_at_tool(teacher, "teacher-class")
    teacher.open_tab("Answers")
    look_at_tool(teacher, "teacher-answers")
    address = open_answer(teacher, STUDENT, answer)
    expect(teacher.tool.locator(".grade")).to_contain_text("sure")
    look_at_tool(teacher, "teacher-answer")
    give_grade(teacher, 100, PRAISE)
    look_at_tool(teacher, "teacher-answer-overruled")
    return UUID(address.rstrip("/").split("/")[-1].split("?")[0])


def _see_the_overrule(learner: Learner) -> None:
    """See on the learner's page, open all the while, what the teacher said."""
    work = learner.page.locator("[data-part=work]")
    expect(work).to_contain_text(PRAISE)
    expect(learner.grade).to_contain_text("Graded by your teacher")
    expect(work.locator(".said__missing")).to_have_count(0)
    expect(learner.grade).to_contain_text("100")
    assert learner.person.tool_frame.evaluate("globalThis.stillTheSamePage") is True
    look_at_tool(learner.person, "student-overruled")


def _see_the_lms_score(teacher: Person, placing: Placing, score: float) -> None:
    """See that the class view tells the score which the LMS has."""
    teacher.open_activity(placing.course, placing.title)
    row = teacher.tool.locator("tbody tr", has_text=STUDENT)
    expect(row).to_contain_text(f"LMS has {score:.0f}%")


def _see_the_work_from_the_grade(person: Person, placing: Placing, answer: str) -> None:
    """Open the student's work from the gradebook, as the teacher or as themselves."""
    work = person.open_work(placing.course, STUDENT, placing.title)
    expect(work.locator("h1")).to_have_text(STUDENT)
    said = work.locator("li.card", has_text=answer)
    expect(said).to_contain_text(PRAISE)
    expect(said.locator(".said__missing")).to_have_count(0)
    change = said.get_by_role("link", name="See and change the grade")
    expect(change).to_have_count(0 if person.name == STUDENT else 1)
    look_at_page(work, "review-of-own" if person.name == STUDENT else "review")
    work.close()


def _everything_is_stored(stored: Warehouse, attempt_id: UUID) -> None:
    """Find every event of the answer and of its overruling in ClickHouse."""
    sql = "SELECT event_id, kind FROM events FINAL WHERE attempt_id = %(attempt)s"

    def kinds() -> dict[UUID, str]:
        rows = stored.query(sql, {"attempt": attempt_id})
        return {row["event_id"]: row["kind"] for row in rows}

    submitted = child_id(attempt_id, "answer.submitted")
    [graded, _held] = expected_descendants(submitted, "answer.submitted")
    found = eventually(
        kinds, lambda kinds: graded <= kinds.keys() and "grade.overridden" in kinds.values()
    )
    [override] = [event for event, kind in found.items() if kind == "grade.overridden"]
    [chain] = expected_descendants(override, "grade.overridden")
    eventually(kinds, lambda kinds: chain <= kinds.keys())


def _ledger_balances(product: Product) -> None:
    """Ask until nothing is in flight; the command fails if anything is missing."""
    entries = eventually(
        lambda: json.loads(product.command("ledger", "--json")),
        lambda entries: sum(entry["in_flight"] for entry in entries) == 0,
        patience_s=120,
    )
    assert [entry for entry in entries if entry["difference"]] == []
    assert sum(entry["accepted"] for entry in entries) > 0


def _see_the_insights(teacher: Person, placing: Placing) -> None:
    """See what the warehouse says of the activity, and its settings."""
    teacher.open_activity(placing.course, placing.title)
    teacher.open_tab("Insights")
    expect(teacher.tool.locator("canvas[data-chart]")).to_be_visible()
    expect(teacher.tool.locator(".entries")).to_contain_text(STUDENT)
    look_at_tool(teacher, "teacher-insights")
    teacher.open_tab("Activity")
    look_at_tool(teacher, "teacher-activity")


def _see_the_institution(head: Person, placing: Placing) -> None:
    """See the activity of the whole institution as its head."""
    head.open_activity(placing.course, placing.title)
    expect(head.tool.locator("h1")).to_have_text("Your institution")
    row = head.tool.locator("tbody tr", has_text=placing.course).first
    expect(row).to_be_attached()
    look_at_tool(head, "institution")
