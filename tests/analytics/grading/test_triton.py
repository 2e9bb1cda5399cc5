from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import grpc
import numpy as np
import pytest
from tritonclient.utils import InferenceServerException

from analytics.grading.asking import Asked, Choice
from analytics.grading.breaker import CircuitBreaker
from analytics.grading.errors import (
    AnswerTooLong,
    GraderOverloaded,
    GraderUnavailable,
    InvalidRequest,
    UnsupportedLanguage,
)
from analytics.grading.evidence import compare
from analytics.grading.triton import TritonGrader, TritonLimits
from analytics.grading.types import MAX_ANSWER_CHARS, GradingRequest
from analytics.grading.wire import Lane

RIGHT = (0.9, 0.06, 0.02, 0.01, 0.01)


FULL = "Exceeds maximum queue size"


def _fault(status: str, said: str = "it broke") -> InferenceServerException:
    return InferenceServerException(said, status=f"StatusCode.{status}")


@dataclass
class FakeResult:
    references: Sequence[str]
    answer: str

    def as_numpy(self, name: str) -> np.ndarray[Any, Any]:
        last = len(self.references) - 1
        evidence = compare(self.references[last], self.answer).to_plain()
        texts = {"LABEL": "correct", "EVIDENCE": json.dumps(evidence), "MODEL": "grader:7"}
        if name in texts:
            return np.array([[texts[name].encode()]], dtype=np.object_)
        values = {
            "SCORE": [0.93],
            "PROBABILITIES": RIGHT,
            "SIMILARITIES": [0.25] * (last + 1),
            "NEAREST_REFERENCE": [last],
        }
        return np.array([values[name]], dtype=np.float32)


@dataclass
class FakeClient:
    """Answers with what it was told, or raises it."""

    faults: list[Exception] = field(default_factory=list)
    seen: list[tuple[str, ...]] = field(default_factory=list)
    closed: int = 0
    now: int = 0
    most: int = 0
    priorities: list[int] = field(default_factory=list)
    models: list[str] = field(default_factory=list)
    broken: dict[str, Any] = field(default_factory=dict)

    async def infer(
        self,
        model_name: str,
        inputs: Sequence[Any],
        model_version: str = "",
        *,
        priority: int,
        timeout: int,  # noqa: ASYNC109 -- of the library
        client_timeout: float,
    ) -> Any:
        self.models.append(model_name)
        assert timeout == 1_500_000
        self.priorities.append(priority)
        assert client_timeout == 1.5
        self.now += 1
        self.most = max(self.most, self.now)
        await asyncio.sleep(0)
        self.now -= 1
        texts = tuple(i._get_content()[4:].decode() for i in inputs)
        self.seen.append(texts)
        if self.faults:
            raise self.faults.pop(0)
        if model_name in self.broken:
            fault = self.broken[model_name]
            if isinstance(fault, Exception):
                raise fault
            return fault
        return FakeResult(json.loads(texts[1]), texts[2])

    async def is_model_ready(self, model_name: str, *, client_timeout: float) -> bool:
        if self.faults:
            raise self.faults.pop(0)
        return True

    async def close(self) -> None:
        self.closed += 1


def _grader(client: FakeClient, **limits: Any) -> tuple[TritonGrader, list[float]]:
    naps: list[float] = []

    async def sleep(seconds: float) -> None:
        naps.append(seconds)

    grader = TritonGrader(
        "127.0.0.1:1",
        TritonLimits(timeout_s=1.5, **limits),
        breaker=CircuitBreaker(threshold=4, clock=lambda: 0.0),
        connect=lambda _: client,
        sleep=sleep,
    )
    return grader, naps


def _request(answer: str = "the sun moves", language: str = "en") -> GradingRequest:
    return GradingRequest(
        question="Why?",
        references=("The moon is small", "The sun moves across the sky"),
        answer=answer,
        language=language,
    )


async def test_a_grade_says_what_the_nearest_reference_has_and_the_answer_lacks() -> None:
    grader, _ = _grader(FakeClient())
    [grade] = await grader.grade([_request()])
    assert grade.label == "correct"
    assert grade.score == pytest.approx(0.93)
    assert grade.confidence == pytest.approx(0.9)
    assert grade.nearest_reference == 1
    assert grade.covered == ("sun moves",)
    assert grade.missing == ("across", "sky")
    assert grade.model == "grader:7"


async def test_the_texts_reach_the_model_unchanged() -> None:
    client = FakeClient()
    grader, _ = _grader(client)
    await grader.grade([_request("\u05e9\u05dc\u05d5\u05dd \U0001f642 <b>")])
    [(question, references, answer, language)] = client.seen
    assert language == "en"
    assert question == "Why?"
    assert json.loads(references) == ["The moon is small", "The sun moves across the sky"]
    assert answer == "\u05e9\u05dc\u05d5\u05dd \U0001f642 <b>"


async def test_a_lone_surrogate_is_sent_as_a_question_mark() -> None:
    client = FakeClient()
    grader, _ = _grader(client)
    await grader.grade([_request("\ud800")])
    assert client.seen[0][2] == "?"


async def test_grades_come_back_in_the_order_of_the_requests() -> None:
    grader, _ = _grader(FakeClient())
    answers = ["sky", "moon", "sun"]
    grades = await grader.grade([_request(answer) for answer in answers])
    assert [grade.covered for grade in grades] == [("sky",), (), ("sun",)]


async def test_no_more_requests_are_in_flight_than_allowed() -> None:
    client = FakeClient()
    grader, _ = _grader(client, concurrency=3)
    await grader.grade([_request()] * 10)
    assert client.most == 3


@pytest.mark.parametrize("language", ["zh", "zh-Hans", "en-GB"])
async def test_a_language_with_a_model_is_sent_with_its_tag(language: str) -> None:
    client = FakeClient()
    grader, _ = _grader(client)
    await grader.grade([_request(language=language)])
    assert len(client.seen) == 1


@pytest.mark.parametrize("language", ["de", "fr-CA", ""])
async def test_a_language_without_a_model_is_refused_before_anything_is_sent(
    language: str,
) -> None:
    client = FakeClient()
    grader, _ = _grader(client)
    with pytest.raises(UnsupportedLanguage):
        await grader.grade([_request(), _request(language=language)])
    assert client.seen == []


async def test_regional_english_is_graded() -> None:
    grader, _ = _grader(FakeClient())
    assert len(await grader.grade([_request(language="en-GB")])) == 1


async def test_an_answer_that_is_too_long_is_refused_before_anything_is_sent() -> None:
    client = FakeClient()
    grader, _ = _grader(client)
    with pytest.raises(AnswerTooLong):
        await grader.grade([_request("x" * (MAX_ANSWER_CHARS + 1))])
    assert client.seen == []


@pytest.mark.parametrize(
    "fault", [_fault("UNAVAILABLE"), _fault("DEADLINE_EXCEEDED"), grpc.aio.UsageError("closed")]
)
async def test_a_passing_fault_is_retried_with_growing_waits(fault: Exception) -> None:
    client = FakeClient(faults=[fault, fault])
    grader, naps = _grader(client)
    [grade] = await grader.grade([_request()])
    assert grade.label == "correct"
    assert 0.05 <= naps[0] <= 0.15
    assert 0.1 <= naps[1] <= 0.3


async def test_a_lasting_fault_is_unavailable() -> None:
    client = FakeClient(faults=[_fault("UNAVAILABLE")] * 3)
    grader, naps = _grader(client)
    with pytest.raises(GraderUnavailable):
        await grader.grade([_request()])
    assert len(naps) == 2


async def test_what_the_model_refuses_is_not_retried() -> None:
    client = FakeClient(faults=[_fault("INVALID_ARGUMENT")])
    grader, _ = _grader(client)
    with pytest.raises(InvalidRequest):
        await grader.grade([_request()])
    assert len(client.seen) == 1


async def test_an_open_circuit_refuses_without_asking() -> None:
    client = FakeClient(faults=[_fault("UNAVAILABLE")] * 4)
    grader, _ = _grader(client)
    for _ in range(2):
        with pytest.raises(GraderUnavailable):
            await grader.grade([_request()])
    assert len(client.seen) == 4
    with pytest.raises(GraderUnavailable, match="not asked"):
        await grader.grade([_request()])
    assert len(client.seen) == 4


async def test_readiness_is_false_while_the_server_is_down() -> None:
    client = FakeClient(faults=[_fault("UNAVAILABLE")])
    grader, _ = _grader(client)
    assert not await grader.ready()
    assert await grader.ready()


async def test_closing_twice_closes_the_connection_once() -> None:
    client = FakeClient()
    grader, _ = _grader(client)
    await grader.grade([_request()])
    await grader.aclose()
    await grader.aclose()
    assert client.closed == 1


async def test_the_connection_is_opened_at_the_first_call_and_kept() -> None:
    opened: list[str] = []
    client = FakeClient()

    def connect(url: str) -> FakeClient:
        opened.append(url)
        return client

    grader = TritonGrader("host:9", TritonLimits(timeout_s=1.5), connect=connect)
    assert opened == []
    await grader.grade([_request()])
    await grader.grade([_request()])
    assert opened == ["host:9"]


async def test_an_overloaded_grader_is_given_more_time_and_keeps_the_circuit_closed() -> None:
    client = FakeClient(faults=[_fault("UNAVAILABLE", FULL)] * 6)
    grader, naps = _grader(client)
    for _ in range(2):
        with pytest.raises(GraderOverloaded):
            await grader.grade([_request()])
    assert 0.25 <= naps[0] <= 0.75
    assert 0.5 <= naps[1] <= 1.5
    assert len(client.seen) == 6


async def test_a_request_that_waited_too_long_in_the_queue_counts_as_overload() -> None:
    client = FakeClient(faults=[_fault("UNAVAILABLE", "Request timeout expired")])
    grader, naps = _grader(client)
    [grade] = await grader.grade([_request()])
    assert grade.label == "correct"
    assert naps[0] >= 0.25


async def test_bulk_answers_say_that_live_ones_go_first() -> None:
    client = FakeClient()
    grader, _ = _grader(client)
    await grader.grade([_request()])
    grader.lane = Lane.BULK
    await grader.grade([_request()])
    assert client.priorities == [1, 2]


async def test_a_grade_says_where_answer_and_reference_meet() -> None:
    grader, _ = _grader(FakeClient())
    [grade] = await grader.grade([_request("the sun moves")])
    assert grade.similarities == (0.25, 0.25)
    assert [(s.start, s.end, s.kind) for s in grade.answer_spans] == [(4, 13, "covered")]
    assert {span.kind for span in grade.reference_spans} == {"covered", "missing"}


class FakeTrial:
    """Puts every answer that has an id on trial, and notes what came of it."""

    def __init__(self) -> None:
        self.seen: list[Asked] = []

    def choose(self, key: str) -> Choice:
        return Choice("grader", "grader-2" if key else None)

    def asked(self, one: Asked) -> None:
        self.seen.append(one)


class FakeNonsense:
    """What a model says that is not the grader."""

    def as_numpy(self, name: str) -> None:
        return None


def _trial(client: FakeClient, **limits: Any) -> tuple[TritonGrader, FakeTrial]:
    grader, _ = _grader(client, **limits)
    trial = FakeTrial()
    grader.route, grader.observers = trial, (trial,)
    return grader, trial


async def test_without_a_route_only_the_committed_model_is_asked() -> None:
    client = FakeClient()
    grader, _ = _grader(client)
    await grader.grade([_request()])
    assert client.models == ["grader"]


async def test_an_answer_on_trial_is_graded_by_the_version_on_trial_alone() -> None:
    client = FakeClient()
    grader, trial = _trial(client)
    await grader.grade([_request(), _request().model_copy(update={"key": "a"})])
    assert client.models == ["grader", "grader-2"]
    assert [(one.model, one.outcome, one.language) for one in trial.seen] == [
        ("grader", "graded", "en"),
        ("grader-2", "graded", "en"),
    ]
    assert trial.seen[0].grade is not None


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        (_fault("UNAVAILABLE"), "failed"),
        (_fault("NOT_FOUND"), "failed"),
        (_fault("DEADLINE_EXCEEDED"), "timed_out"),
        (_fault("INVALID_ARGUMENT"), "refused"),
        (_fault("UNAVAILABLE", FULL), "overloaded"),
        (FakeNonsense(), "failed"),
    ],
)
async def test_whoever_the_version_on_trial_fails_is_graded_by_the_one_that_serves(
    fault: Any, outcome: str
) -> None:
    client = FakeClient(broken={"grader-2": fault})
    grader, trial = _trial(client)
    [grade] = await grader.grade([_request().model_copy(update={"key": "a"})])
    assert grade.label == "correct"
    assert client.models == ["grader-2", "grader"]
    assert [one.outcome for one in trial.seen] == [outcome, "graded"]


async def test_faults_of_the_version_on_trial_do_not_open_the_circuit() -> None:
    client = FakeClient(broken={"grader-2": _fault("UNAVAILABLE")})
    grader, _ = _trial(client)
    for _ in range(10):
        await grader.grade([_request().model_copy(update={"key": "a"})])
    assert not grader.breaker.is_open


async def test_an_open_circuit_spares_the_version_on_trial_too() -> None:
    client = FakeClient(broken={"grader": _fault("UNAVAILABLE")})
    grader, _ = _trial(client)
    for _ in range(4):
        grader.breaker.failed()
    with pytest.raises(GraderUnavailable, match="not asked"):
        await grader.grade([_request().model_copy(update={"key": "a"})])
    assert client.models == []


async def test_an_answer_that_cannot_be_read_is_asked_for_again_and_then_given_back() -> None:
    client = FakeClient(broken={"grader": FakeNonsense()})
    grader, naps = _grader(client)
    with pytest.raises(GraderUnavailable, match="cannot be read"):
        await grader.grade([_request()])
    assert len(naps) == 2
