"""A class of learners at the running web, without an LMS in front.

For measurements and fault tests that need more learners than the demo school
has: the rows that launches would have made are written straight to the SQL
state, and each learner then acts over HTTP as the page's script does.
"""

import json
import re
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPConnection, HTTPResponse
from types import MappingProxyType
from typing import Any
from urllib.parse import urlencode, urlsplit
from uuid import UUID, uuid4

from lti_tool.adapters.database import Database
from lti_tool.models import Activity, Course, Deployment, Registration, User, utc_now
from lti_tool.services.launches import open_launch
from tests.parts.visitor import Form, read_forms

_NONE: Mapping[str, str] = MappingProxyType({})
_PARTS = re.compile(r'<option value="([^":]+):1"')
_VERSION = re.compile(r'data-version="([^"]*)"')


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
    """One learner at the page of an activity.

    It speaks HTTP by the standard library: a richer client would take more of a
    small machine's time than what it measures.
    """

    def __init__(self, web_url: str, token: str) -> None:
        """Open the page."""
        self.origin = web_url
        self.base = f"/l/{token}"
        self._address = urlsplit(web_url).netloc
        self._line = HTTPConnection(self._address, timeout=30)
        self._open()

    def close(self) -> None:
        """Leave."""
        self._line.close()

    @property
    def question(self) -> Form | None:
        """Return the answer form of the page, None when it shows a grade."""
        forms = [form for form in read_forms(self.html) if form.action.endswith("/answers")]
        return forms[0] if forms else None

    def answer(self, text: str) -> dict[str, Any]:
        """Send an answer as the page's script does; return the page's parts."""
        return self.send(self.filled(text))

    def filled(self, text: str) -> Form:
        """Return the answer form with this answer in it."""
        form = self.question
        assert form is not None, "the page asks nothing now"
        form.fields["answer"] = text
        return form

    def send(self, form: Form) -> dict[str, Any]:
        """Send a filled form as the page's script does; return the page's parts."""
        return self._post(form.action, form.fields)

    def go_on(self, choice: str = "meanwhile") -> None:
        """Ask for the next question."""
        self._post(f"{self.base}/next", {"choice": choice})
        self._open()

    def filled_by_kind(self, words: str) -> Form:
        """Fill in whatever is asked: words, a number or a choice."""
        if 'inputmode="decimal"' in self.html:
            return self.filled("7")
        if 'type="radio"' in self.html:
            return self.filled("a")
        if "data-order" in self.html:
            return self.filled(self.order())
        return self.filled(words)

    def order(self) -> str:
        """Return the parts to put into order as they stand on the page."""
        return " ".join(_PARTS.findall(self.html))

    @contextmanager
    def listening(self) -> Iterator[Iterator[dict[str, Any]]]:
        """Open the page's stream; iterate over its news."""
        stream = HTTPConnection(self._address, timeout=60)
        try:
            stream.request("GET", f"{self.base}/events?after={self.version}")
            response = stream.getresponse()
            assert response.status == HTTPStatus.OK
            yield _news(response)
        finally:
            stream.close()

    def page(self) -> str:
        """Return the page as it stands."""
        return self._asked("GET", f"{self.base}/")

    def _open(self) -> None:
        self.html = self.page()
        self.version = _VERSION.findall(self.html)[0]

    def _post(self, url: str, data: dict[str, str]) -> dict[str, Any]:
        headers = {
            "Origin": self.origin,
            "Accept": "application/json",
            "Content-Type": "application/x-www-form-urlencoded",
            "Signpost-Shown-Version": self.version,
        }
        body: dict[str, Any] = json.loads(self._asked("POST", url, urlencode(data), headers))
        self.version = body["version"]
        return body

    def _asked(
        self, method: str, path: str, body: str | None = None, headers: Mapping[str, str] = _NONE
    ) -> str:
        self._line.request(method, path, body, dict(headers))
        response = self._line.getresponse()
        text = response.read().decode()
        assert response.status == HTTPStatus.OK, f"{method} {path}: {response.status} {text}"
        return text


def is_graded(body: dict[str, Any], attempt_id: str = "") -> bool:
    """Tell whether the parts of the page that changed show a grade (of this attempt)."""
    work = body["parts"].get("work", "")
    return "data-grade" in work and attempt_id in work


def seconds_to_grade(
    learner: Learner,
    news: Iterator[dict[str, Any]],
    words: str,
    ready: Callable[[], object],
) -> float:
    """Answer once and return how long until the open page shows the grade.

    Args:
        learner: who answers.
        news: of the learner's open page.
        words: the answer, where words are asked for.
        ready: called just before the answer is sent.
    """
    form = learner.filled_by_kind(words)
    attempt_id = form.fields["attempt_id"]
    ready()
    began = time.perf_counter()
    if is_graded(learner.send(form), attempt_id):
        return time.perf_counter() - began
    for body in news:
        if is_graded(body, attempt_id):
            return time.perf_counter() - began
    raise AssertionError("the stream ended without a grade")


def _news(response: HTTPResponse) -> Iterator[dict[str, Any]]:
    while line := response.readline():
        if line.startswith(b"data: "):
            yield json.loads(line.removeprefix(b"data: "))
