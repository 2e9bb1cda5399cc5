"""Grades by a Triton server over gRPC."""

from __future__ import annotations

import asyncio
import logging
import random
import re
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import grpc
from tritonclient.grpc import aio
from tritonclient.utils import InferenceServerException

from analytics.grading.asking import Asked, Observer, OneModel, Outcome, Route
from analytics.grading.breaker import CircuitBreaker
from analytics.grading.errors import (
    AnswerTooLong,
    GraderOverloaded,
    GraderUnavailable,
    GradingError,
    InvalidRequest,
    UnsupportedLanguage,
)
from analytics.grading.types import MAX_ANSWER_CHARS, SUPPORTED_LANGUAGES, Grade, GradingRequest
from analytics.grading.wire import MODEL, Lane, grade_of, tensors_of

log = logging.getLogger(__name__)

_REFUSALS = frozenset({"StatusCode.INVALID_ARGUMENT"})
_LATE = "StatusCode.DEADLINE_EXCEEDED"
_OVERLOAD = re.compile("maximum queue size|timeout expired", re.IGNORECASE)
_MICROSECONDS = 1_000_000
_CHANNEL = [
    # A killed server is back in a second; the library would wait up to two minutes.
    ("grpc.initial_reconnect_backoff_ms", 200),
    ("grpc.min_reconnect_backoff_ms", 200),
    ("grpc.max_reconnect_backoff_ms", 1_000),
]


class InferenceClient(Protocol):
    """The part of Triton's own client that grading uses."""

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
        """Run one request; `timeout` is in microseconds, for the time in the queue."""
        ...

    async def is_model_ready(self, model_name: str, *, client_timeout: float) -> bool:
        """Return whether the model can be asked."""
        ...

    async def close(self) -> None:
        """Close the connection."""
        ...


@dataclass(frozen=True, slots=True)
class TritonLimits:
    """How long and how often Triton is asked.

    Attributes:
        timeout_s: For each attempt.
        attempts: Tries for one answer before it is given back as unavailable.
        backoff_s: Wait before the second try; doubles with each, with jitter.
        overload_backoff_s: The same after a refusal because too many answers wait.
        concurrency: Requests in flight at once.
    """

    timeout_s: float = 2.0
    attempts: int = 3
    backoff_s: float = 0.1
    overload_backoff_s: float = 0.5
    concurrency: int = 32


@dataclass(slots=True)
class TritonGrader:
    """Grades English answers with the model that Triton serves.

    One HTTP/2 connection is opened at the first call and kept. It belongs to the event
    loop of that call: use one grader a loop and close it there.

    Attributes:
        url: ``host:port`` of Triton's gRPC listener.
        limits: Time-outs and retries.
        lane: Whether a learner waits for these grades; bulk ones let those go first.
        route: Chooses which of the served models is asked; one on trial is asked once,
            and where it fails the model that serves is, so that nobody waits for it.
        observers: Are told how each asking went.
        breaker: Says when to stop asking a server that keeps failing.
        connect: Opens the library's client.
        sleep: Waits between tries.
        now: Monotonic seconds.
    """

    url: str
    limits: TritonLimits = TritonLimits()
    lane: Lane = Lane.LIVE
    route: Route = field(default_factory=lambda: OneModel(MODEL))
    observers: Sequence[Observer] = ()
    breaker: CircuitBreaker = field(default_factory=CircuitBreaker)
    connect: Callable[[str], InferenceClient] = field(default_factory=lambda: _connect)
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    now: Callable[[], float] = time.monotonic
    _client: InferenceClient | None = field(default=None, init=False)
    _slots: asyncio.Semaphore | None = field(default=None, init=False)

    async def grade(self, requests: Sequence[GradingRequest]) -> Sequence[Grade]:
        """Return one grade for each request, in order.

        All requests are checked before the first is sent; then they run at once.

        Raises:
            UnsupportedLanguage: No model grades a request's language.
            AnswerTooLong: An answer has more than `MAX_ANSWER_CHARS` characters.
            InvalidRequest: The model refused a request's content.
            GraderOverloaded: Too many answers wait; come back later.
            GraderUnavailable: Triton did not answer in time, or the circuit is open.
        """
        for request in requests:
            _check(request)
        results = await asyncio.gather(*map(self._grade_one, requests), return_exceptions=True)
        grades: list[Grade] = []
        for result in results:
            if isinstance(result, BaseException):
                raise result
            grades.append(result)
        return grades

    async def ready(self) -> bool:
        """Return whether Triton has the model that serves; never raises for a fault."""
        stable = self.route.choose("").stable
        try:
            return bool(
                await self._connected().is_model_ready(stable, client_timeout=self.limits.timeout_s)
            )
        except (InferenceServerException, grpc.aio.UsageError):
            return False

    async def aclose(self) -> None:
        """Close the connection; the next call opens another."""
        client, self._client = self._client, None
        if client is not None:
            await client.close()

    def _connected(self) -> InferenceClient:
        if self._client is None:
            self._client = self.connect(self.url)
        return self._client

    async def _grade_one(self, request: GradingRequest) -> Grade:
        if self._slots is None:
            self._slots = asyncio.Semaphore(self.limits.concurrency)
        inputs = tensors_of(request)
        async with self._slots:
            choice = self.route.choose(request.key)
            if choice.canary is not None and not self.breaker.is_open:
                try:
                    return await self._ask(choice.canary, request, inputs)
                except (GradingError, InferenceServerException, grpc.aio.UsageError) as error:
                    log.warning("%s failed, %s is asked: %s", choice.canary, choice.stable, error)
            return await self._infer(choice.stable, request, inputs)

    async def _infer(
        self, model: str, request: GradingRequest, inputs: Sequence[aio.InferInput]
    ) -> Grade:
        for attempt in range(1, self.limits.attempts + 1):
            if not self.breaker.allows():
                raise GraderUnavailable(f"Triton at {self.url} keeps failing; not asked")
            try:
                grade = await self._ask(model, request, inputs)
            except (GraderUnavailable, InferenceServerException, grpc.aio.UsageError) as error:
                await self._failed(error, attempt)
            else:
                self.breaker.succeeded()
                return grade
        raise GraderUnavailable(f"Triton at {self.url} did not answer")

    async def _ask(
        self, model: str, request: GradingRequest, inputs: Sequence[aio.InferInput]
    ) -> Grade:
        """Ask one model once, and tell whoever watches."""
        began = self.now()

        def tell(outcome: Outcome, grade: Grade | None = None) -> None:
            one = Asked(model, outcome, self.now() - began, request.language, grade)
            for observer in self.observers:
                observer.asked(one)

        try:
            result = await self._connected().infer(
                model,
                inputs,
                priority=self.lane,
                timeout=int(self.limits.timeout_s * _MICROSECONDS),
                client_timeout=self.limits.timeout_s,
            )
            grade = _grade_in(result)
        except (GraderUnavailable, InferenceServerException, grpc.aio.UsageError) as error:
            tell(_outcome_of(error))
            raise
        tell("graded", grade)
        return grade

    async def _failed(self, error: Exception, attempt: int) -> None:
        """Wait before the next try, or raise what the caller is told."""
        outcome = _outcome_of(error)
        if outcome == "refused":
            self.breaker.succeeded()
            raise InvalidRequest(str(error)) from error
        overloaded = outcome == "overloaded"
        if overloaded:
            self.breaker.succeeded()
        else:
            self.breaker.failed()
        if attempt >= self.limits.attempts:
            if overloaded:
                raise GraderOverloaded(f"Triton at {self.url} has too much to do") from error
            raise GraderUnavailable(f"Triton at {self.url} failed: {error}") from error
        first_s = self.limits.overload_backoff_s if overloaded else self.limits.backoff_s
        spread = random.uniform(0.5, 1.5)  # noqa: S311 -- jitter
        await self.sleep(first_s * 2 ** (attempt - 1) * spread)


def _grade_in(result: aio.InferResult) -> Grade:
    try:
        return grade_of(result)
    except (TypeError, ValueError, LookupError) as error:
        raise GraderUnavailable(f"the model's answer cannot be read: {error}") from error


def _outcome_of(error: Exception) -> Outcome:
    status = error.status() if isinstance(error, InferenceServerException) else None
    if status in _REFUSALS:
        return "refused"
    if _OVERLOAD.search(str(error)):
        return "overloaded"
    return "timed_out" if status == _LATE else "failed"


def _connect(url: str) -> InferenceClient:
    client: InferenceClient = aio.InferenceServerClient(url, channel_args=_CHANNEL)
    return client


def _check(request: GradingRequest) -> None:
    if request.language.split("-")[0].lower() not in SUPPORTED_LANGUAGES:
        raise UnsupportedLanguage(f"no model grades the language {request.language!r}")
    if len(request.answer) > MAX_ANSWER_CHARS:
        raise AnswerTooLong(f"{len(request.answer)} characters; at most {MAX_ANSWER_CHARS}")
