"""A learner says "I don't know", in a placement test and in practice, and is led on unblamed."""

import re
from dataclasses import dataclass

import pytest
from playwright.sync_api import Locator, expect

from analytics.content import shipped_banks
from tests.e2e.conftest import Meet
from tests.e2e.learning import Learner
from tests.e2e.looks import look_at_tool
from tests.e2e.teaching import Placing, place_at_once, placing_learners

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]


@dataclass(frozen=True, slots=True)
class Tongue:
    """A language: who speaks it, and what the pages say in it.

    Attributes:
        placing: over a bank that nobody else in the course answers.
        noted: what is said to who does not know, and what that counts.
        tested: of a reason, that it is the placement test's.
        blame: what would call it a wrong answer.
    """

    language: str
    teacher: str
    student: str
    placing: Placing
    noted: tuple[str, str]
    tested: str
    second: str
    skip: str
    past: str
    in_test: str
    blame: str


ENGLISH = Tongue(
    language="en",
    teacher="Elena Rivera",
    student="Mateo García",
    placing=Placing(
        "Science 7", "Numbers on a line", "shuxue-7", ("number-line", "absolute-value")
    ),
    noted=("you do not know this one yet", "a try with no marks"),
    tested="in the placement test",
    second="Question 2",
    skip="Skip the test",
    past="Did not know",
    in_test="placement",
    blame=r"(?i)\bwrong|incorrect|conflict|mistake|does not answer|not an answer",
)
CHINESE = Tongue(
    language="zh",
    teacher="王敏",
    student="李晓雨",
    placing=Placing("七年级数学", "科学里的测量", "science-7", ("measuring", "particles")),
    noted=("这道题你还不会", "不得分的尝试"),
    tested="摸底测试接下来",
    second="第 2 题",
    skip="跳过测试",
    past="不知道",
    in_test="摸底",
    blame="错|有误|不正确|矛盾|没有回答",
)


@pytest.mark.parametrize("tongue", [ENGLISH, CHINESE], ids=["english", "chinese"])
def test_who_does_not_know_is_led_on_and_not_blamed(meet: Meet, tongue: Tongue) -> None:
    teacher = meet(tongue.teacher, tongue.language)
    place_at_once(teacher, tongue.placing)
    teacher.open_activity(tongue.placing.course, tongue.placing.title)
    student = meet(tongue.student, tongue.language)
    with placing_learners(teacher):
        student.open_activity(tongue.placing.course, tongue.placing.title)
        learner = Learner(student, shipped_banks()[tongue.placing.bank_id])
        test = learner.page.locator("[data-placement=running]")
        expect(test).to_be_visible()
    _does_not_know(learner, tongue)
    expect(learner.next_step.first).to_contain_text(tongue.tested)
    _goes_on(learner)
    expect(test).to_contain_text(tongue.second)

    test.get_by_role("button", name=tongue.skip).click()
    expect(learner.page.locator("[data-placement=skipped]")).to_be_visible()
    _does_not_know(learner, tongue)
    expect(learner.next_step.first).not_to_contain_text(tongue.tested)
    _goes_on(learner)
    _reads_the_history(learner, tongue)
    look_at_tool(student, f"student-not-knowing-{tongue.language}")


def _does_not_know(learner: Learner, tongue: Tongue) -> None:
    """Say so, read that it is noted, and see the next step come."""
    learner.form.locator("[name=dont_know]").click()
    for words in tongue.noted:
        expect(learner.grade).to_contain_text(words)
    expect(learner.next_step.first).to_be_visible()
    _blames_nobody(learner.page.locator("[data-part=work] section:has(#prompt)"), tongue)


def _goes_on(learner: Learner) -> None:
    """Take the next step; another question comes."""
    prompt = learner.page.locator("#prompt")
    before = prompt.inner_text()
    learner.go_on()
    expect(prompt).not_to_have_text(before)


def _reads_the_history(learner: Learner, tongue: Tongue) -> None:
    """Find both answers there, the newest first, the older one as the test's."""
    answers = learner.page.locator("[data-part=history] ol.entries > li")
    expect(answers).to_have_count(2)
    practised, tested = answers.all()
    for answer in (practised, tested):
        expect(answer).to_contain_text(tongue.past)
        _blames_nobody(answer, tongue)
    expect(tested.locator(".tag", has_text=tongue.in_test)).to_be_visible()
    expect(practised.locator(".tag", has_text=tongue.in_test)).to_have_count(0)


def _blames_nobody(place: Locator, tongue: Tongue) -> None:
    assert re.findall(tongue.blame, place.inner_text()) == []
