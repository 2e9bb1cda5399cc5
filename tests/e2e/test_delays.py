"""What a learner sees while the grader does not answer, and afterwards."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import expect

from analytics.content import ItemBank
from tests.e2e.conftest import Meet
from tests.e2e.learning import Learner, right_answer
from tests.e2e.looks import look_at_tool
from tests.e2e.teaching import Placing
from tests.parts.product import Product

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]


def test_an_answer_is_kept_while_the_grader_stands_still_and_graded_when_it_is_back(
    meet: Meet, science: Placing, science_bank: ItemBank, product: Product
) -> None:
    mateo = meet("Mateo García")
    mateo.open_activity(science.course, science.title)
    learner = Learner(mateo, science_bank)
    item = learner.go_on_until("short_answer")
    history = learner.page.locator("[data-part=history] li").first
    with _standing_still(product, "triton"):
        learner.send(right_answer(item))
        expect(learner.page.locator("[data-part=work]")).to_contain_text("grading…")
        expect(learner.page.locator("[data-part=status]")).to_contain_text("Grading is delayed")
        look_at_tool(mateo, "student-delayed")
        learner.page.get_by_role("button", name="Another question").click()
        expect(history).to_contain_text("Being graded")
        look_at_tool(mateo, "student-meanwhile")
    expect(history).to_contain_text("%")
    expect(learner.page.locator("[data-part=status]")).not_to_contain_text("Grading is delayed")


@contextmanager
def _standing_still(product: Product, name: str) -> Iterator[None]:
    """Let a part neither work nor end."""
    pid = product.pid(name)
    assert pid is not None
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)
