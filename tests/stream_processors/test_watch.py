"""The watch: a log that went back, or long silence, ends the worker."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest

from stream_processors.errors import TransientError
from stream_processors.watch import BrokerLost, BrokerWatch
from tests.fakes.streams import no_sleep

A, B = ("signpost.a", 0), ("signpost.b", 1)
Ends = Mapping[tuple[str, int], int]


@dataclass
class FakeEnds:
    """Answers in turn; None is silence. The last answer stays."""

    answers: list[Ends | None]

    async def read(self) -> Ends:
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if answer is None:
            raise TransientError("no answer")
        return answer


@dataclass
class Ticking:
    """A clock that goes on by a second with each look."""

    at: float = field(default=0.0)

    def __call__(self) -> float:
        self.at += 1.0
        return self.at


def watch(*answers: Ends | None) -> tuple[BrokerWatch, list[BaseException]]:
    reasons: list[BaseException] = []
    ends = FakeEnds(list(answers))
    return BrokerWatch(ends, reasons.append, silence_s=5.0, now=Ticking(), sleep=no_sleep), reasons


async def test_a_log_that_grows_is_sound() -> None:
    looking, _ = watch({A: 1}, {A: 1, B: 4}, {A: 9, B: 4})

    for _ in range(3):
        await looking.look()


@pytest.mark.parametrize("after", [{A: 4}, {A: 0}, {}])
async def test_a_log_that_went_back_ends_the_worker(after: Ends) -> None:
    looking, reasons = watch({A: 5}, after)

    await looking.run()

    assert [type(reason) for reason in reasons] == [BrokerLost]


async def test_where_a_log_has_copies_an_end_may_be_back_for_a_moment() -> None:
    looking, _ = watch({A: 5}, {A: 4}, {}, {A: 5}, {A: 4}, {A: 9}, {A: 9})
    looking.grace_s = 8.0

    for _ in range(7):
        await looking.look()


async def test_where_a_log_has_copies_a_partition_without_a_leader_is_waited_for() -> None:
    looking, _ = watch({A: 5, B: 1}, {B: 1})
    looking.grace_s = 8.0

    for _ in range(30):
        await looking.look()


async def test_where_a_log_has_copies_an_end_that_stays_back_ends_the_worker() -> None:
    looking, reasons = watch({A: 5}, {A: 4})
    looking.grace_s = 8.0

    await looking.run()

    assert [type(reason) for reason in reasons] == [BrokerLost]


async def test_a_short_silence_is_borne() -> None:
    looking, _ = watch({A: 5}, None, None, {A: 5})

    for _ in range(4):
        await looking.look()


async def test_a_long_silence_ends_the_worker() -> None:
    looking, reasons = watch({A: 5}, None)

    await looking.run()

    assert [type(reason) for reason in reasons] == [BrokerLost]
