"""A gradebook in memory, with the manners of the platforms."""

import json
import random
import threading
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx

from tests.fakes.lms import ISSUER

CONTAINER = f"{ISSUER}/lines?type_id=3"
FAULTS = (401, 409, 422, 429, 500, "time-out")


@dataclass
class Grade:
    """What one column has for one person."""

    score: float | None
    stamp: datetime | None = None
    by_hand: bool = False


@dataclass
class FakeGradebook:
    """Columns, results and scores; `manners` is "plain", "moodle" or "canvas".

    Attributes:
        fault_rate: the share of score and result calls that fail, at random.
        taken: every score that was accepted, by person, in order.
    """

    manners: str = "plain"
    fault_rate: float = 0.0
    chance: random.Random = field(default_factory=lambda: random.Random(1))
    grades: dict[str, Grade] = field(default_factory=dict)
    taken: dict[str, list[float]] = field(default_factory=dict)
    items: dict[str, dict[str, Any]] = field(default_factory=dict)
    test_students: set[str] = field(default_factory=set)
    calls: list[tuple[str, str]] = field(default_factory=list)
    bodies: list[dict[str, Any]] = field(default_factory=list)
    faults: dict[object, int] = field(default_factory=dict)
    page_size: int = 100
    locked: bool = False
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def by_hand(self, subject: str, score: float | None) -> None:
        """Let a teacher type a grade, of 100, or clear it."""
        self.grades[subject] = Grade(score, by_hand=score is not None)

    def handle(self, request: httpx.Request) -> httpx.Response:
        """Answer as the platform's server."""
        path = request.url.path
        if path == "/token":
            return httpx.Response(200, json={"access_token": "t", "expires_in": 3600})
        with self._lock:
            self.calls.append((request.method, str(request.url)))
            fault = self._fault(request)
            if fault == "time-out" and self.chance.random() < 0.5:
                raise httpx.ConnectTimeout("before it arrived")
            if isinstance(fault, int):
                return httpx.Response(fault, headers={"Retry-After": "3"})
            answer = self._answer(request)
        if fault == "time-out":
            raise httpx.ReadTimeout("after it arrived")
        return answer

    def count(self, method: str, part: str) -> int:
        """Return how many calls went to addresses with a part."""
        return sum(m == method and part in urlsplit(url).path for m, url in self.calls)

    def _fault(self, request: httpx.Request) -> object:
        if not request.url.path.endswith(("/scores", "/results")):
            return None
        if self.chance.random() >= self.fault_rate:
            return None
        fault = self.chance.choice(FAULTS)
        self.faults[fault] = self.faults.get(fault, 0) + 1
        return fault

    def _answer(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path
        if path.endswith("/scores"):
            return self._take(json.loads(request.content))
        if path.endswith("/results"):
            return self._results(request)
        if path == urlsplit(CONTAINER).path:
            return self._container(request)
        if path in self.items:
            if request.method == "PUT":
                self.items[path] = {"id": f"{ISSUER}{path}", **json.loads(request.content)}
            return httpx.Response(200, json=self.items[path])
        return httpx.Response(404)

    def _container(self, request: httpx.Request) -> httpx.Response:
        if request.method == "GET":
            return httpx.Response(200, json=list(self.items.values()))
        path = f"/line/{len(self.items) + 100}"
        self.items[path] = {"id": f"{ISSUER}{path}", **json.loads(request.content)}
        return httpx.Response(201, json=self.items[path])

    def _results(self, request: httpx.Request) -> httpx.Response:
        query = {name: values[0] for name, values in parse_qs(request.url.query.decode()).items()}
        wanted = query.get("user_id")
        found = [
            {"userId": subject, "resultScore": grade.score, "resultMaximum": 100}
            for subject, grade in sorted(self.grades.items())
            if grade.score is not None and wanted in {None, subject}
        ]
        start = int(query.get("from", 0))
        rest = found[start + self.page_size :]
        following = f'<{ISSUER}{request.url.path}?from={start + self.page_size}>; rel="next"'
        headers = {"Link": following} if rest else {}
        return httpx.Response(200, json=found[start : start + self.page_size], headers=headers)

    def _take(self, body: dict[str, Any]) -> httpx.Response:
        self.bodies.append(body)
        subject, score = body["userId"], float(body["scoreGiven"])
        stamp = datetime.fromisoformat(body["timestamp"])
        if subject in self.test_students:
            return httpx.Response(422)
        if self.locked:
            return httpx.Response(500)
        kept = self.grades.get(subject)
        if (
            kept
            and kept.stamp
            and kept.stamp.replace(microsecond=0) >= stamp.replace(microsecond=0)
        ):
            return httpx.Response(400 if self.manners == "canvas" else 409)
        if kept and kept.by_hand and self.manners == "moodle":
            kept.stamp = stamp
            return httpx.Response(200)
        self.taken.setdefault(subject, []).append(score)
        self.grades[subject] = Grade(score, stamp)
        return httpx.Response(200)
