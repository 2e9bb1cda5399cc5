"""Pages stay current where something on the way blocks the stream."""

import pytest
from playwright.sync_api import expect

from analytics.content import ItemBank
from tests.e2e.conftest import Meet
from tests.e2e.learning import Learner, right_answer
from tests.e2e.looks import look_at_tool
from tests.e2e.teaching import Placing

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]


def test_the_grade_comes_by_polling_when_the_stream_is_cut(
    meet: Meet, science: Placing, science_bank: ItemBank
) -> None:
    priya = meet("Priya Raman")
    priya.context.route("**/events?*", lambda route: route.abort())
    with priya.expecting("/events", "ERR_FAILED"):
        priya.open_activity(science.course, science.title)
        learner = Learner(priya, science_bank)
        learner.go_on_until("short_answer")
        learner.answer_rightly()
        expect(learner.grade).to_be_visible()
        expect(learner.next_step).to_be_visible()
        expect(learner.page.locator("[data-offline]")).to_be_hidden()
        priya.context.close()


def test_a_page_that_reaches_nothing_says_so_and_recovers_by_itself(
    meet: Meet, science: Placing, science_bank: ItemBank
) -> None:
    priya = meet("Priya Raman")
    priya.open_activity(science.course, science.title)
    learner = Learner(priya, science_bank)
    learner.go_on()
    strip = learner.page.locator("[data-offline]")
    with priya.expecting("ERR_INTERNET_DISCONNECTED"):
        priya.context.set_offline(True)
        learner.send(right_answer(learner.item()))
        expect(learner.problem).to_contain_text("try again")
        expect(strip).to_be_visible()
        look_at_tool(priya, "student-offline")
        priya.context.set_offline(False)
        expect(strip).to_be_hidden()
    learner.answer_rightly()
