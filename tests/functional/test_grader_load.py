"""The real Triton with more to do than it can: who waits, who is told to come back."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from analytics.grading.canary import CanaryRoute
from analytics.grading.errors import GraderOverloaded
from analytics.grading.prometheus import PrometheusObserver
from analytics.grading.triton import TritonGrader, TritonLimits
from analytics.grading.types import Grade, GradingRequest
from analytics.grading.versions import ControlFile
from analytics.grading.wire import Lane
from stream_processors.wiring import utc_now
from tests.parts.processes import Part, free_port
from tests.parts.triton import running_triton

pytestmark = [pytest.mark.functional, pytest.mark.timeout(300)]

PATIENT = TritonLimits(timeout_s=60.0, attempts=1, concurrency=2_000)
ESTABLISHED = "01"


@pytest.fixture(scope="module")
def triton(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Part]:
    with running_triton(tmp_path_factory.mktemp("load")) as part:
        yield part


@asynccontextmanager
async def _opened(triton: Part, lane: Lane) -> AsyncIterator[TritonGrader]:
    grader = TritonGrader(triton.url, PATIENT, lane=lane)
    yield grader
    await grader.aclose()


def _request(number: int = 0) -> GradingRequest:
    return GradingRequest(
        question="Why does a metal spoon in hot soup soon feel hot at its handle?",
        references=("Metal conducts heat, so heat moves along the spoon to the handle.",),
        answer=f"the heat {'really ' * (number % 6)}moves along the metal",
        language="en",
    )


async def test_a_learner_goes_ahead_of_a_flood_of_bulk_answers(triton: Part) -> None:
    flood, done, begun = 240, list[int](), asyncio.Event()

    async def ask(bulk: TritonGrader, number: int) -> None:
        await bulk.grade([_request(number)])
        done.append(number)
        begun.set()

    async with (
        _opened(triton, Lane.LIVE) as live,
        _opened(triton, Lane.BULK) as bulk,
        asyncio.TaskGroup() as asked,
    ):
        for number in range(flood):
            asked.create_task(ask(bulk, number))
        await begun.wait()
        for _ in range(3):
            await live.grade([_request()])
        passed = len(done)
    assert len(done) == flood
    # In one queue the first of the three would have come back after the last of the flood.
    assert passed < flood, "a learner waited behind all bulk answers"


async def test_who_is_too_many_is_told_to_come_back_and_the_learner_is_graded(
    triton: Part,
) -> None:
    async with _opened(triton, Lane.LIVE) as live, _opened(triton, Lane.BULK) as bulk:
        asked = [asyncio.create_task(bulk.grade([_request(n)])) for n in range(1_000)]
        await asyncio.sleep(0)
        [grade] = await live.grade([_request()])
        found = await asyncio.gather(*asked, return_exceptions=True)
    refused = [one for one in found if isinstance(one, BaseException)]
    assert grade.model == "grader:1"
    assert refused
    assert all(isinstance(one, GraderOverloaded) for one in refused)
    assert "has too much to do" in str(refused[0])
    assert len(refused) < len(found)
    assert all(isinstance(one[0], Grade) for one in found if not isinstance(one, BaseException))


async def test_one_connection_carries_all_requests_of_a_client(triton: Part) -> None:
    async with _opened(triton, Lane.LIVE) as live:
        await live.grade([_request()])
        opened = _connections(triton)
        assert opened
        for _ in range(4):
            await live.grade([_request(number) for number in range(4)])
            assert _connections(triton) <= opened


async def test_prometheus_reads_what_the_client_did(triton: Part, tmp_path: Path) -> None:
    port = free_port()
    route = CanaryRoute(ControlFile(tmp_path), lambda *_: True, utc_now)
    grader = TritonGrader(triton.url, PATIENT, route=route)
    meter = PrometheusObserver(grader.breaker, route, port)
    grader.observers = (route, meter)
    meter.open()
    try:
        await grader.grade([_request(number) for number in range(5)])
        async with httpx.AsyncClient() as client:
            read = (await client.get(f"http://127.0.0.1:{port}/metrics", timeout=10)).text
    finally:
        meter.close()
        await grader.aclose()
    assert 'signpost_grader_requests_total{model="grader",outcome="graded"} 5.0' in read
    assert 'signpost_grader_request_seconds_count{model="grader"} 5.0' in read
    assert "signpost_grader_breaker_open 0.0" in read
    assert "signpost_grader_canary_share 0.0" in read


def _connections(triton: Part) -> set[str]:
    """Return this end of each connection to Triton that is open on this machine."""
    port = int(triton.url.rpartition(":")[2])
    rows = [
        line.split()
        for table in ("tcp", "tcp6")
        for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]
    ]
    return {row[1] for row in rows if row[3] == ESTABLISHED and int(row[2][-4:], 16) == port}
