"""Pages stay current where something on the way blocks the stream."""

import pytest
from playwright.sync_api import expect

from analytics.content import ItemBank
from tests.e2e.conftest import Meet
from tests.e2e.learning import Learner, right_answer
from tests.e2e.looks import look_at_tool
from tests.e2e.teaching import Placing

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]


def test_a_page_without_a_stream_polls_says_when_it_reaches_nothing_and_recovers(
    meet: Meet, science: Placing, science_bank: ItemBank
) -> None:
    priya = meet("Priya Raman")
    priya.context.route("**/events?*", lambda route: route.abort())
    priya.expect_in_console("net::ERR_")
    priya.open_activity(science.course, science.title)
    learner = Learner(priya, science_bank)
    strip = learner.page.locator("[data-offline]")
    learner.go_on_until("short_answer")
    learner.answer_rightly()
    expect(learner.grade).to_be_visible()
    expect(strip).to_be_hidden()

    learner.go_on()
    answer = right_answer(learner.item())
    priya.context.set_offline(True)
    learner.send(answer)
    expect(learner.problem).to_contain_text("try again")
    expect(strip).to_be_visible()
    look_at_tool(priya, "student-offline")

    priya.context.set_offline(False)
    expect(strip).to_be_hidden()
    learner.answer(answer)
    priya.context.unroute_all()
    priya.page.goto("about:blank")
