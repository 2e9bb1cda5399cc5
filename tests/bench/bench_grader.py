"""How many answers a second the grader gives, beside two other ways to serve it."""

from __future__ import annotations

import asyncio
import http.client
import json
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from analytics.grading.scorer import Scorer
from analytics.grading.triton import TritonGrader, TritonLimits
from analytics.grading.types import GradingRequest
from tests.parts.processes import free_port, running
from tests.parts.triton import running_triton

ROOT = Path(__file__).parents[2]
SERVED = ROOT / "model_repository" / "grader" / "1"
TORCH_PYTHON = ROOT / ".venv-train" / "bin" / "python"
PEER = Path(__file__).with_name("flask_torch_peer.py")

_QUESTIONS: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...] = (
    (
        "Two cups hold the same hot tea; one has a lid. Which stays hot longer, and why?",
        (
            "The covered cup stays hot longer because the lid slows the loss of heat to the air.",
            "The lid keeps warm vapor in, so less heat leaves the covered cup.",
        ),
        (
            "the covered one because heat cannot get out so fast",
            "The open cup, it has more air.",
            "Both cool at the same speed since the tea is the same and the lid does not touch it.",
            "lid",
        ),
    ),
    (
        "Why does a metal spoon in hot soup soon feel hot at its handle?",
        ("Metal conducts heat, so heat moves along the spoon from the soup to the handle.",),
        (
            "Because metal is a good conductor and the heat travels up the spoon to your hand.",
            "the soup is hot",
            "Heat rises in the air above the soup and it warms up the handle of the spoon.",
        ),
    ),
    (
        "What happens to the other lamps when one lamp of a parallel circuit fails?",
        (
            "They stay as bright as before because each is still in its own closed path.",
            "Nothing changes for the other lamps.",
        ),
        (
            "They keep the same brightness, each lamp has its own path to the battery",
            "they all go off",
            "i dont know",
        ),
    ),
)


def requests(count: int) -> list[GradingRequest]:
    """Return as many requests, short and long mixed."""
    kinds = [
        GradingRequest(question=question, references=references, answer=answer, language="en")
        for question, references, answers in _QUESTIONS
        for answer in answers
    ]
    return list(islice(cycle(kinds), count))


def run(answers: int = 1_200) -> dict[str, float]:
    """Return answers a second of each way, and Triton's latencies in ms.

    The torch peer is left out when its environment is not installed.
    """
    figures = {"grader.direct_ort": _direct(answers)}
    figures |= asyncio.run(_through_triton(answers))
    if TORCH_PYTHON.is_file():
        figures["grader.flask_torch"] = _through_flask(answers // 10)
    return figures


def _direct(answers: int) -> float:
    """Score in this process: two workers, one thread each."""
    scorers = [Scorer(SERVED) for _ in range(2)]
    items = [(one.question, one.references, one.answer) for one in requests(answers)]

    def work(at: int) -> None:
        for item in items[at::2]:
            scorers[at].probabilities([item])

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda scorer: scorer.probabilities(items[:8]), scorers))
        began = time.perf_counter()
        list(pool.map(work, range(2)))
    return answers / (time.perf_counter() - began)


async def _through_triton(answers: int) -> dict[str, float]:
    with TemporaryDirectory() as folder, running_triton(Path(folder)) as part:
        grader = TritonGrader(part.url, TritonLimits(timeout_s=10.0, concurrency=64))
        try:
            await grader.grade(requests(64))
            _, alone = await _load(grader, answers // 4, 1)
            rate, crowded = await _load(grader, answers, 32)
        finally:
            await grader.aclose()
    return {
        "grader.triton": rate,
        **_percentiles("grader.c1", alone),
        **_percentiles("grader.c32", crowded),
    }


async def _load(grader: TritonGrader, answers: int, learners: int) -> tuple[float, list[float]]:
    """Return answers a second and each answer's seconds, learners asking at once."""
    queue, spent = iter(requests(answers)), []

    async def learner() -> None:
        for request in queue:
            began = time.perf_counter()
            await grader.grade([request])
            spent.append(time.perf_counter() - began)

    began = time.perf_counter()
    await asyncio.gather(*(learner() for _ in range(learners)))
    return answers / (time.perf_counter() - began), spent


def _through_flask(answers: int) -> float:
    """Ask a Flask process with torch inside, which grades one answer at a time."""
    port = free_port()
    bodies = [one.model_dump_json().encode() for one in requests(answers)]
    command = [str(TORCH_PYTHON), str(PEER), str(port)]
    with TemporaryDirectory() as folder, running(command, port=port, log=Path(folder) / "log"):
        _post(port, bodies[0])
        with ThreadPoolExecutor(8) as pool:
            began = time.perf_counter()
            list(pool.map(lambda body: _post(port, body), bodies))
            return answers / (time.perf_counter() - began)


def _post(port: int, body: bytes) -> Any:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("POST", "/grade", body, {"Content-Type": "application/json"})
        return json.load(connection.getresponse())
    finally:
        connection.close()


def _percentiles(name: str, seconds: Sequence[float]) -> dict[str, float]:
    p50, p95 = np.percentile(np.asarray(seconds) * 1_000.0, [50, 95])
    return {f"{name}.p50": float(p50), f"{name}.p95": float(p95)}


if __name__ == "__main__":
    print(json.dumps(run(), indent=1))
