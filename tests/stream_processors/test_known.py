"""Events known by their bytes: what more than one step asks for is read once."""

from unittest.mock import patch

from analytics.events import ItemObserved, MasteryUpdated
from stream_processors.known import MOST, KnownEvents
from stream_processors.steps.trace import Trace
from tests.fakes.streams import clock, graded
from tests.stream_processors.steps.test_trace import InMemory


async def traced() -> tuple[MasteryUpdated, ItemObserved]:
    updated, said = await Trace(InMemory(), clock)(graded())
    assert isinstance(updated, MasteryUpdated)
    assert isinstance(said, ItemObserved)
    return updated, said


async def mastery() -> MasteryUpdated:
    return (await traced())[0]


async def test_a_mastery_that_was_read_is_known_for_the_other_step() -> None:
    raw, known = (await mastery()).to_json(), KnownEvents()
    first = known.parsed(raw)

    with patch("stream_processors.known.parse_event", autospec=True) as read:
        assert known.parsed(bytes(bytearray(raw))) is first
    read.assert_not_called()


async def test_grades_that_one_step_reads_put_no_mastery_away() -> None:
    known, event, raw = KnownEvents(), await mastery(), graded().to_json()
    known.remember(event.to_json(), event)
    for n in range(MOST + 1):
        known.parsed(raw + b" " * n)

    assert known.parsed(event.to_json()) is event


async def test_what_no_step_here_reads_puts_no_mastery_away() -> None:
    known, (event, said) = KnownEvents(), await traced()
    known.remember(event.to_json(), event)
    for n in range(MOST):
        known.remember(said.to_json() + b" " * n, said)

    assert known.parsed(event.to_json()) is event
