"""The same in Chinese: nothing in English, and words are graded as in English."""

import re

import pytest
from playwright.sync_api import Locator, expect

from analytics.content import ItemBank
from tests.e2e.conftest import Meet
from tests.e2e.learning import Learner, right_answer
from tests.e2e.looks import look_at_page, look_at_tool
from tests.e2e.person import Person
from tests.e2e.teaching import Placing, give_grade, open_answer
from tests.e2e.waiting import eventually

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]

STUDENT = "李晓雨"
PRAISE = "理由完整，结论正确。"
OUR_NAMES = {"Signpost", "English", "LMS", "UTC", "grader"}


def test_a_class_in_chinese_is_chinese_and_its_words_are_graded(
    meet: Meet, maths: Placing, maths_bank: ItemBank
) -> None:
    xiaoyu = meet(STUDENT, "zh")
    xiaoyu.open_activity(maths.course, maths.title)
    learner = Learner(xiaoyu, maths_bank)
    _a_number_is_graded(learner)
    answer = _words_are_graded(learner)

    wang = meet("王敏", "zh")
    _grade_the_words(wang, maths, answer)
    history = learner.page.locator("[data-part=history]")
    expect(history).to_contain_text("100%")
    expect(history.locator("li", has_text=PRAISE)).to_have_count(1)
    eventually(lambda: wang.score_of(maths.course, STUDENT, maths.title), bool)
    look_at_page(wang.page, "lms-gradebook-zh")
    for person in (wang, xiaoyu):
        _see_the_work_from_the_grade(person, maths, answer)


def _a_number_is_graded(learner: Learner) -> None:
    learner.go_on_until("numeric")
    _is_chinese(learner.person)
    look_at_tool(learner.person, "student-question-zh")
    learner.answer_rightly()
    expect(learner.grade).to_contain_text("正确")
    expect(learner.grade).to_contain_text("100")
    expect(learner.next_step).to_be_visible()
    _is_chinese(learner.person)
    look_at_tool(learner.person, "student-grade-zh")


def _words_are_graded(learner: Learner) -> str:
    item = learner.go_on_until("short_answer")
    answer = right_answer(item)
    learner.send(answer)
    expect(learner.grade).to_be_visible()
    expect(learner.grade).to_contain_text("正确")
    expect(learner.next_step).to_be_visible()
    _is_chinese(learner.person)
    look_at_tool(learner.person, "student-words-zh")
    _map_is_chinese(learner.person)
    learner.go_on()
    return answer


def _map_is_chinese(person: Person) -> None:
    for tab in ("我的技能", "先到这里", "题目"):
        person.open_tab(tab)
        _is_chinese(person)
        look_at_tool(person, f"student-{tab}-zh")


def _grade_the_words(teacher: Person, placing: Placing, answer: str) -> None:
    teacher.open_activity(placing.course, placing.title)
    expect(teacher.tool.locator("tbody tr", has_text=STUDENT)).to_be_visible()
    _is_chinese(teacher)
    look_at_tool(teacher, "teacher-class-zh")
    teacher.open_tab("作答")
    _is_chinese(teacher)
    look_at_tool(teacher, "teacher-answers-zh")
    open_answer(teacher, STUDENT, answer)
    _is_chinese(teacher)
    look_at_tool(teacher, "teacher-answer-zh")
    give_grade(teacher, 100, PRAISE)
    for tab, name in (("分析", "insights"), ("活动", "activity")):
        teacher.open_tab(tab)
        _is_chinese(teacher)
        look_at_tool(teacher, f"teacher-{name}-zh")


def _see_the_work_from_the_grade(person: Person, placing: Placing, answer: str) -> None:
    work = person.open_work(placing.course, STUDENT, placing.title)
    expect(work.locator("li.card", has_text=answer)).to_contain_text(PRAISE)
    _says_no_english(work.locator("html"))
    look_at_page(work, f"review-by-{person.name}-zh")
    work.close()


def _is_chinese(person: Person) -> None:
    """Find no English word of ours on the tool's page, hidden text included."""
    _says_no_english(person.tool.locator("html"))


def _says_no_english(document: Locator) -> None:
    expect(document).to_have_attribute("lang", "zh-Hans")
    said = _words_of(document.locator("body"))
    english = set(re.findall(r"[A-Za-z]{3,}", said)) - OUR_NAMES
    assert english == set()


def _words_of(body: Locator) -> str:
    """Return a page's text with what is read aloud instead of it."""
    labels: list[str] = body.locator("[aria-label]").evaluate_all(
        "(nodes) => nodes.map((node) => node.getAttribute('aria-label'))"
    )
    return "\n".join([body.inner_text(), *labels])
