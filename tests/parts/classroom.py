"""A class of learners at the running web, without an LMS in front.

For measurements and fault tests that need more learners than the demo school
has: the rows that launches would have made are written straight to the SQL
state, and each learner then acts over HTTP as the page's script does.
"""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import httpx

from lti_tool.adapters.database import Database
from lti_tool.models import Activity, Course, Deployment, Registration, User, utc_now
from lti_tool.services.launches import open_launch
from tests.parts.visitor import Form, read_forms


@dataclass(frozen=True, slots=True)
class Classroom:
    """An activity of one tenant, and a page token for each learner."""

    tenant_id: UUID
    course_id: UUID
    activity_id: UUID
    tokens: tuple[str, ...]


def seat(database_url: str, learners: int, bank_id: str = "science-7") -> Classroom:
    """Write a tenant, a course, an activity and launches for some learners."""
    database = Database(database_url)
    now = utc_now()
    with database.write() as session:
        mark = uuid4().hex[:8]
        registration = Registration(
            issuer=f"https://{mark}.example",
            client_id=mark,
            auth_login_url="https://lms.example/login",
            auth_token_url="https://lms.example/token",
            key_set_url="https://lms.example/keys",
        )
        tenant = Deployment(registration=registration, deployment_id="1", approved=True)
        session.add(tenant)
        session.flush()
        course = Course(tenant_id=tenant.id, lti_id="1", title="Class")
        people = [
            User(tenant_id=tenant.id, subject=str(n), name=f"Learner {n}") for n in range(learners)
        ]
        session.add_all([course, *people])
        session.flush()
        activity = Activity(
            tenant_id=tenant.id,
            course_id=course.id,
            title="Measured",
            bank_id=bank_id,
            created_by=people[0].id,
        )
        session.add(activity)
        session.flush()
        tokens = tuple(
            open_launch(
                session,
                now=now,
                hours=2,
                tenant_id=tenant.id,
                course_id=course.id,
                user_id=person.id,
                activity_id=activity.id,
                message_type="LtiResourceLinkRequest",
                role="learner",
                locale="en",
            )
            for person in people
        )
        seated = Classroom(tenant.id, course.id, activity.id, tokens)
    database.dispose()
    return seated


class Learner:
    """One learner at the page of an activity."""

    def __init__(self, web_url: str, token: str) -> None:
        """Open the page."""
        self.origin = web_url
        self.base = f"{web_url}/l/{token}"
        self.client = httpx.Client(timeout=30)
        self.html = self.client.get(f"{self.base}/").raise_for_status().text

    def close(self) -> None:
        """Leave."""
        self.client.close()

    @property
    def question(self) -> Form | None:
        """Return the answer form of the page, None when it shows a grade."""
        forms = [form for form in read_forms(self.html) if form.action.endswith("/answers")]
        return forms[0] if forms else None

    def answer(self, text: str) -> dict[str, Any]:
        """Send an answer as the page's script does; return the page's parts."""
        form = self.question
        assert form is not None, "the page asks nothing now"
        return self._post(form.action, form.fields | {"answer": text})

    def go_on(self, choice: str = "meanwhile") -> None:
        """Ask for the next question."""
        self._post(f"{self.base}/next", {"choice": choice})
        self.html = self.client.get(f"{self.base}/").raise_for_status().text

    def answer_by_kind(self, words: str) -> dict[str, Any]:
        """Answer whatever is asked: in words, with a number or a choice."""
        form = self.question
        assert form is not None, "the page asks nothing now"
        if 'inputmode="decimal"' in self.html:
            return self.answer("7")
        if 'type="radio"' in self.html:
            return self.answer("a")
        return self.answer(words)

    @contextmanager
    def listening(self) -> Iterator[Iterator[dict[str, Any]]]:
        """Open the page's stream; iterate over its news."""
        url = f"{self.base}/events"
        with httpx.stream("GET", url, timeout=60) as response:
            assert response.status_code == httpx.codes.OK
            yield _news(response)

    def _post(self, url: str, data: dict[str, str]) -> dict[str, Any]:
        target = httpx.URL(self.base + "/").join(url)
        headers = {"Origin": self.origin, "Accept": "application/json"}
        response = self.client.post(target, data=data, headers=headers).raise_for_status()
        body: dict[str, Any] = response.json()
        return body


def is_graded(body: dict[str, Any]) -> bool:
    """Tell whether the parts of the page that changed show a grade."""
    return "data-grade" in body["parts"].get("work", "")


def seconds_to_grade(learner: Learner, words: str, ready: Callable[[], object]) -> float:
    """Answer once and return how long until the open page shows the grade.

    `ready` is called when the page listens, just before the answer is sent.
    """
    with learner.listening() as news:
        ready()
        began = time.perf_counter()
        if is_graded(learner.answer_by_kind(words)):
            return time.perf_counter() - began
        for body in news:
            if is_graded(body):
                return time.perf_counter() - began
    raise AssertionError("the stream ended without a grade")


def _news(response: httpx.Response) -> Iterator[dict[str, Any]]:
    for line in response.iter_lines():
        if line.startswith("data: "):
            yield json.loads(line.removeprefix("data: "))
