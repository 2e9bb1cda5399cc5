"""In Chinese: what the answers of a class suggest is drawn, turned down, and taken back."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
from playwright.sync_api import Locator, expect
from sqlalchemy import select

from analytics.content import ItemBank
from analytics.events import AnswerGraded, GradeFacts
from analytics.reports import LearnerAnswersLine
from analytics.warehouse.client import Warehouse
from analytics.warehouse.store import write
from lti_tool.adapters.database import Database
from lti_tool.models import Activity, utc_now
from tests.e2e.conftest import Meet
from tests.e2e.looks import look_at_tool
from tests.e2e.person import Person
from tests.e2e.teaching import Placing, place_at_once
from tests.e2e.waiting import eventually
from tests.fakes.answering import answers_of
from tests.fakes.stories import PLAN, batch
from tests.parts.product import Product

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]

TEACHER = "王敏"
PLACING = Placing("七年级数学", "英文科学题", "science-7", ("measuring", "heat", "floating"))
"""In a course where nobody else changes this bank."""
LEARNERS = 240
WANTED = ("Measuring and units", "Heat and temperature")
UNWANTED = ("Mixtures and separating", "Floating and sinking")


@pytest.fixture
def wang(meet: Meet, product: Product, stored: Warehouse, science_bank: ItemBank) -> Person:
    """Return the teacher at an activity over a bank that two classes have answered."""
    teacher = meet(TEACHER, "zh")
    place_at_once(teacher, PLACING)
    database = Database(product.environment["SIGNPOST_DATABASE_URL"])
    with database.read() as session:
        activity = session.scalars(select(Activity).filter_by(title=PLACING.title)).one()
    database.dispose()
    others = ("energy", "forces", "circuits")
    lines = [
        *answers_of(science_bank, LEARNERS, ("measuring", "heat")),
        *answers_of(science_bank, LEARNERS, ("mixtures", "floating"), others),
    ]
    write(stored, batch(_graded(activity, lines)))
    teacher.open_activity(PLACING.course, PLACING.title)
    return teacher


def test_what_answers_suggest_is_accepted_or_rejected_and_stays_so(wang: Person) -> None:
    tool = wang.tool
    _open_suggestions(wang)
    expect(_suggested(wang)).to_have_count(2)
    expect(_suggested(wang, WANTED)).to_contain_text("60 名学生中，50%")
    look_at_tool(wang, "skills-suggestions-zh")

    _press(wang, "采纳", WANTED)
    expect(_suggested(wang)).to_have_count(1)
    _press(wang, "不采纳", UNWANTED)
    expect(_suggested(wang)).to_have_count(0)
    _count_anew(wang)
    expect(_suggested(wang)).to_have_count(0)
    tool.locator("#rejected summary").click()
    turned_down = tool.locator("#rejected li")
    expect(turned_down).to_contain_text(TEACHER)
    look_at_tool(wang, "skills-suggestions-decided-zh")

    wang.open_tab("技能")
    drawn = f"“{WANTED[1]}”以“{WANTED[0]}”为基础。"
    expect(tool.locator("#history")).to_contain_text(drawn)
    _open_suggestions(wang)
    tool.locator("#rejected summary").click()
    turned_down.get_by_role("button", name="撤回").click()
    expect(_suggested(wang)).to_have_count(1)
    expect(_suggested(wang, UNWANTED)).to_be_visible()
    _undo_all(wang)
    _open_suggestions(wang)
    _count_anew(wang)
    expect(_suggested(wang)).to_have_count(2)


def _graded(activity: Activity, lines: list[LearnerAnswersLine]) -> Iterator[AnswerGraded]:
    """Yield each answer's grade, a minute after the one before."""
    now = utc_now()
    for line in lines:
        learner_id = uuid4()
        for n, (item_id, score) in enumerate(zip(line.items, line.scores, strict=True)):
            yield AnswerGraded(
                event_id=uuid4(),
                occurred_at=now - timedelta(minutes=len(line.items) - n),
                produced_at=now,
                tenant=str(activity.tenant_id),
                course_id=str(activity.course_id),
                learner_id=learner_id,
                activity_id=activity.id,
                attempt_id=uuid4(),
                item_id=item_id,
                bank_id=activity.bank_id,
                plan=PLAN,
                grade=GradeFacts(
                    score=score,
                    label="correct" if score else "contradictory",
                    method="checker",
                    grader="choice:1",
                    grade_version=1,
                ),
            )


def _suggested(teacher: Person, edge: tuple[str, str] | None = None) -> Locator:
    """Return what is suggested, or the one suggestion of an edge."""
    found = teacher.tool.locator("[aria-labelledby=waiting-title] li")
    return found.filter(has_text=" → ".join(edge)) if edge else found


def _press(teacher: Person, word: str, edge: tuple[str, str]) -> None:
    name = f"{word} {' → '.join(edge)}"
    _suggested(teacher, edge).get_by_role("button", name=name, exact=True).click()


def _open_suggestions(teacher: Person) -> None:
    teacher.open_tab("技能")
    teacher.tool.get_by_role("link", name="作答提示的先修关系").click()
    expect(teacher.tool.locator("#how")).to_be_visible()


def _count_anew(teacher: Person) -> None:
    """Load the page again until the answers are counted for the skills as they are now."""

    def counted() -> int:
        teacher.reload_tool()
        return teacher.tool.get_by_role("button", name="重新统计").count()

    eventually(counted, bool)


def _undo_all(teacher: Person) -> None:
    """Let the course teach what the bank itself does."""
    teacher.open_tab("技能")
    teacher.tool.locator("#history summary").click()
    teacher.tool.get_by_role("button", name="回到这里 题库原来的样子").click()
    expect(teacher.tool.locator(".strip--good[role=status]")).to_be_visible()
