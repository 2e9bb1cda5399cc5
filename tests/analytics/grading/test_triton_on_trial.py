"""Answers that a version on trial grades."""

from __future__ import annotations

from typing import Any

import pytest

from analytics.grading.asking import Asked, Choice
from analytics.grading.errors import (
    GraderUnavailable,
)
from analytics.grading.triton import TritonGrader
from tests.fakes.triton import (
    FULL,
    FakeClient,
    FakeNonsense,
    a_request,
    fault_of,
    grader_over,
)


class FakeTrial:
    """Puts every answer that has an id on trial, and notes what came of it."""

    def __init__(self) -> None:
        self.seen: list[Asked] = []

    def choose(self, key: str) -> Choice:
        return Choice("grader", "grader-2" if key else None)

    def asked(self, one: Asked) -> None:
        self.seen.append(one)


def _trial(client: FakeClient, **limits: Any) -> tuple[TritonGrader, FakeTrial]:
    grader, _ = grader_over(client, **limits)
    trial = FakeTrial()
    grader.route, grader.observers = trial, (trial,)
    return grader, trial


async def test_without_a_route_only_the_committed_model_is_asked() -> None:
    client = FakeClient()
    grader, _ = grader_over(client)
    await grader.grade([a_request()])
    assert client.models == ["grader"]


async def test_an_answer_on_trial_is_graded_by_the_version_on_trial_alone() -> None:
    client = FakeClient()
    grader, trial = _trial(client)
    await grader.grade([a_request(), a_request().model_copy(update={"key": "a"})])
    assert client.models == ["grader", "grader-2"]
    assert [(one.model, one.outcome, one.language) for one in trial.seen] == [
        ("grader", "graded", "en"),
        ("grader-2", "graded", "en"),
    ]
    assert trial.seen[0].grade is not None


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        (fault_of("UNAVAILABLE"), "failed"),
        (fault_of("NOT_FOUND"), "failed"),
        (fault_of("DEADLINE_EXCEEDED"), "timed_out"),
        (fault_of("INVALID_ARGUMENT"), "refused"),
        (fault_of("UNAVAILABLE", FULL), "overloaded"),
        (FakeNonsense(), "failed"),
    ],
)
async def test_whoever_the_version_on_trial_fails_is_graded_by_the_one_that_serves(
    fault: Any, outcome: str
) -> None:
    client = FakeClient(broken={"grader-2": fault})
    grader, trial = _trial(client)
    [grade] = await grader.grade([a_request().model_copy(update={"key": "a"})])
    assert grade.label == "correct"
    assert client.models == ["grader-2", "grader"]
    assert [one.outcome for one in trial.seen] == [outcome, "graded"]


async def test_faults_of_the_version_on_trial_do_not_open_the_circuit() -> None:
    client = FakeClient(broken={"grader-2": fault_of("UNAVAILABLE")})
    grader, _ = _trial(client)
    for _ in range(10):
        await grader.grade([a_request().model_copy(update={"key": "a"})])
    assert not grader.breaker.is_open


async def test_an_open_circuit_spares_the_version_on_trial_too() -> None:
    client = FakeClient(broken={"grader": fault_of("UNAVAILABLE")})
    grader, _ = _trial(client)
    for _ in range(4):
        grader.breaker.failed()
    with pytest.raises(GraderUnavailable, match="not asked"):
        await grader.grade([a_request().model_copy(update={"key": "a"})])
    assert client.models == []
