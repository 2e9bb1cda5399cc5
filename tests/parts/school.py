"""The demo school over HTTP: a teacher places, a student opens an activity."""

from dataclasses import dataclass

import httpx

from tests.parts.classroom import Learner
from tests.parts.product import Product
from tests.parts.visitor import Visitor

TEACHER, STUDENT = "12", "21"
SCIENCE = "1"


@dataclass(frozen=True, slots=True)
class Placed:
    """An activity in a course of the demo LMS."""

    start_url: str


def place_activity(product: Product, bank_id: str = "science-7") -> Placed:
    """Place an activity over all skills of a bank, every grade released at once."""
    lms = product.facts["demo_lms"]
    teacher = Visitor(lms)
    try:
        teacher.act_as(TEACHER)
        course = f"{lms}/courses/{SCIENCE}"
        teacher.get(course)
        teacher.launch(lms + teacher.link("/add/") + "/start")
        teacher.get(teacher.link("pick/new"))
        teacher.get(teacher.link(f"bank_id={bank_id}"))
        made = teacher.form("pick/new")
        made.fields["strictness"] = "all"
        teacher.submit(made)
        teacher.submit(teacher.form("/lti/deep-links/"))
        teacher.get(course)
        return Placed(lms + teacher.link("/activities/") + "/start")
    finally:
        teacher.close()


def open_activity(product: Product, placed: Placed, student: str = STUDENT) -> Learner:
    """Launch an activity as a student and return the learner at its page."""
    visitor = Visitor(product.facts["demo_lms"])
    try:
        visitor.act_as(student)
        page = visitor.launch(placed.start_url)
        token = page.url.path.split("/")[2]
    finally:
        visitor.close()
    return Learner(product.facts["web"], token)


def score_posts(product: Product) -> list[dict[str, object]]:
    """Return every score that reached the LMS, oldest first."""
    answer = httpx.get(f"{product.facts['demo_lms']}/test-api/scores", timeout=10)
    posts: list[dict[str, object]] = answer.raise_for_status().json()
    return posts
