"""A stand-in for Triton's client, and a grader that asks it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from tritonclient.utils import InferenceServerException

from analytics.grading.breaker import CircuitBreaker
from analytics.grading.evidence import compare
from analytics.grading.triton import TritonGrader, TritonLimits
from analytics.grading.types import GradingRequest

RIGHT = (0.9, 0.06, 0.02, 0.01, 0.01)


FULL = "Exceeds maximum queue size"


def fault_of(status: str, said: str = "it broke") -> InferenceServerException:
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


def grader_over(client: FakeClient, **limits: Any) -> tuple[TritonGrader, list[float]]:
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


def a_request(answer: str = "the sun moves", language: str = "en") -> GradingRequest:
    return GradingRequest(
        question="Why?",
        references=("The moon is small", "The sun moves across the sky"),
        answer=answer,
        language=language,
    )


class FakeNonsense:
    """What a model says that is not the grader."""

    def as_numpy(self, name: str) -> None:
        return None
