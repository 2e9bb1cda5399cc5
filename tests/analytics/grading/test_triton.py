"""What goes to Triton, what comes back, and what is done when it does not."""

from __future__ import annotations

import json

import grpc
import pytest

from analytics.grading.errors import (
    AnswerTooLong,
    GraderOverloaded,
    GraderUnavailable,
    InvalidRequest,
    UnsupportedLanguage,
)
from analytics.grading.triton import TritonGrader, TritonLimits
from analytics.grading.types import MAX_ANSWER_CHARS
from analytics.grading.wire import Lane
from tests.fakes.triton import (
    FULL,
    FakeClient,
    FakeNonsense,
    a_request,
    fault_of,
    grader_over,
)


async def test_a_grade_says_what_the_nearest_reference_has_and_the_answer_lacks() -> None:
    grader, _ = grader_over(FakeClient())
    [grade] = await grader.grade([a_request()])
    assert grade.label == "correct"
    assert grade.score == pytest.approx(0.93)
    assert grade.confidence == pytest.approx(0.9)
    assert grade.nearest_reference == 1
    assert grade.covered == ("sun moves",)
    assert grade.missing == ("across", "sky")
    assert grade.model == "grader:7"


async def test_the_texts_reach_the_model_unchanged() -> None:
    client = FakeClient()
    grader, _ = grader_over(client)
    await grader.grade([a_request("\u05e9\u05dc\u05d5\u05dd \U0001f642 <b>")])
    [(question, references, answer, language)] = client.seen
    assert language == "en"
    assert question == "Why?"
    assert json.loads(references) == ["The moon is small", "The sun moves across the sky"]
    assert answer == "\u05e9\u05dc\u05d5\u05dd \U0001f642 <b>"


async def test_a_lone_surrogate_is_sent_as_a_question_mark() -> None:
    client = FakeClient()
    grader, _ = grader_over(client)
    await grader.grade([a_request("\ud800")])
    assert client.seen[0][2] == "?"


async def test_grades_come_back_in_the_order_of_the_requests() -> None:
    grader, _ = grader_over(FakeClient())
    answers = ["sky", "moon", "sun"]
    grades = await grader.grade([a_request(answer) for answer in answers])
    assert [grade.covered for grade in grades] == [("sky",), (), ("sun",)]


async def test_no_more_requests_are_in_flight_than_allowed() -> None:
    client = FakeClient()
    grader, _ = grader_over(client, concurrency=3)
    await grader.grade([a_request()] * 10)
    assert client.most == 3


@pytest.mark.parametrize("language", ["zh", "zh-Hans", "en-GB"])
async def test_a_language_with_a_model_is_sent_with_its_tag(language: str) -> None:
    client = FakeClient()
    grader, _ = grader_over(client)
    await grader.grade([a_request(language=language)])
    assert len(client.seen) == 1


@pytest.mark.parametrize("language", ["de", "fr-CA", ""])
async def test_a_language_without_a_model_is_refused_before_anything_is_sent(
    language: str,
) -> None:
    client = FakeClient()
    grader, _ = grader_over(client)
    with pytest.raises(UnsupportedLanguage):
        await grader.grade([a_request(), a_request(language=language)])
    assert client.seen == []


async def test_regional_english_is_graded() -> None:
    grader, _ = grader_over(FakeClient())
    assert len(await grader.grade([a_request(language="en-GB")])) == 1


async def test_an_answer_that_is_too_long_is_refused_before_anything_is_sent() -> None:
    client = FakeClient()
    grader, _ = grader_over(client)
    with pytest.raises(AnswerTooLong):
        await grader.grade([a_request("x" * (MAX_ANSWER_CHARS + 1))])
    assert client.seen == []


@pytest.mark.parametrize(
    "fault", [fault_of("UNAVAILABLE"), fault_of("DEADLINE_EXCEEDED"), grpc.aio.UsageError("closed")]
)
async def test_a_passing_fault_is_retried_with_growing_waits(fault: Exception) -> None:
    client = FakeClient(faults=[fault, fault])
    grader, naps = grader_over(client)
    [grade] = await grader.grade([a_request()])
    assert grade.label == "correct"
    assert 0.05 <= naps[0] <= 0.15
    assert 0.1 <= naps[1] <= 0.3


async def test_a_lasting_fault_is_unavailable() -> None:
    client = FakeClient(faults=[fault_of("UNAVAILABLE")] * 3)
    grader, naps = grader_over(client)
    with pytest.raises(GraderUnavailable):
        await grader.grade([a_request()])
    assert len(naps) == 2


async def test_what_the_model_refuses_is_not_retried() -> None:
    client = FakeClient(faults=[fault_of("INVALID_ARGUMENT")])
    grader, _ = grader_over(client)
    with pytest.raises(InvalidRequest):
        await grader.grade([a_request()])
    assert len(client.seen) == 1


async def test_an_open_circuit_refuses_without_asking() -> None:
    client = FakeClient(faults=[fault_of("UNAVAILABLE")] * 4)
    grader, _ = grader_over(client)
    for _ in range(2):
        with pytest.raises(GraderUnavailable):
            await grader.grade([a_request()])
    assert len(client.seen) == 4
    with pytest.raises(GraderUnavailable, match="not asked"):
        await grader.grade([a_request()])
    assert len(client.seen) == 4


async def test_readiness_is_false_while_the_server_is_down() -> None:
    client = FakeClient(faults=[fault_of("UNAVAILABLE")])
    grader, _ = grader_over(client)
    assert not await grader.ready()
    assert await grader.ready()


async def test_closing_twice_closes_the_connection_once() -> None:
    client = FakeClient()
    grader, _ = grader_over(client)
    await grader.grade([a_request()])
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
    await grader.grade([a_request()])
    await grader.grade([a_request()])
    assert opened == ["host:9"]


async def test_an_overloaded_grader_is_given_more_time_and_keeps_the_circuit_closed() -> None:
    client = FakeClient(faults=[fault_of("UNAVAILABLE", FULL)] * 6)
    grader, naps = grader_over(client)
    for _ in range(2):
        with pytest.raises(GraderOverloaded):
            await grader.grade([a_request()])
    assert 0.25 <= naps[0] <= 0.75
    assert 0.5 <= naps[1] <= 1.5
    assert len(client.seen) == 6


async def test_a_request_that_waited_too_long_in_the_queue_counts_as_overload() -> None:
    client = FakeClient(faults=[fault_of("UNAVAILABLE", "Request timeout expired")])
    grader, naps = grader_over(client)
    [grade] = await grader.grade([a_request()])
    assert grade.label == "correct"
    assert naps[0] >= 0.25


async def test_bulk_answers_say_that_live_ones_go_first() -> None:
    client = FakeClient()
    grader, _ = grader_over(client)
    await grader.grade([a_request()])
    grader.lane = Lane.BULK
    await grader.grade([a_request()])
    assert client.priorities == [1, 2]


async def test_a_grade_says_where_answer_and_reference_meet() -> None:
    grader, _ = grader_over(FakeClient())
    [grade] = await grader.grade([a_request("the sun moves")])
    assert grade.similarities == (0.25, 0.25)
    assert [(s.start, s.end, s.kind) for s in grade.answer_spans] == [(4, 13, "covered")]
    assert {span.kind for span in grade.reference_spans} == {"covered", "missing"}


async def test_an_answer_that_cannot_be_read_is_asked_for_again_and_then_given_back() -> None:
    client = FakeClient(broken={"grader": FakeNonsense()})
    grader, naps = grader_over(client)
    with pytest.raises(GraderUnavailable, match="cannot be read"):
        await grader.grade([a_request()])
    assert len(naps) == 2
