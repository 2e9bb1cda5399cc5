"""The pump: nothing lost, order kept, errors put where they belong."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from unittest.mock import patch
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.events import (
    DEAD_LETTER_TOPIC,
    TOPICS,
    AnswerSubmitted,
    AnyEvent,
    message_key,
    parse_dead_letter,
    parse_event,
)
from stream_processors.errors import PermanentError, TransientError
from stream_processors.ports import Delivery
from stream_processors.pump import Patience, Pump, Surroundings
from stream_processors.steps.grade import Grade
from stream_processors.steps.trace import Trace
from stream_processors.strikes import Strikes
from tests.fakes.streams import (
    CHOICE,
    SHORT,
    FakeGrader,
    FakeSender,
    Partition,
    arriving,
    clock,
    graded,
    no_sleep,
    submitted,
)
from tests.stream_processors.steps.test_trace import InMemory


@dataclass
class Aborted:
    reasons: list[BaseException] = field(default_factory=list)

    def __call__(self, reason: BaseException) -> None:
        self.reasons.append(reason)


@pytest.fixture
def sender() -> FakeSender:
    return FakeSender()


@pytest.fixture
def aborted() -> Aborted:
    return Aborted()


@pytest.fixture
def around(sender: FakeSender, aborted: Aborted, tmp_path: Path) -> Surroundings:
    return Surroundings(
        sender=sender,
        strikes=Strikes(tmp_path / "strikes.json"),
        clock=clock,
        abort=aborted,
        sleep=no_sleep,
        patience=Patience(give_up_after=5, strikes=3),
    )


@dataclass
class Scripted:
    """Grades, but first raises what is scripted for an answer, in turn."""

    troubles: dict[str, list[Exception]] = field(default_factory=dict)
    began: list[str] = field(default_factory=list)
    ended: list[str] = field(default_factory=list)
    pause: Callable[[], int] = lambda: 0

    async def __call__(self, event: AnyEvent) -> Sequence[AnyEvent]:
        assert isinstance(event, AnswerSubmitted)
        self.began.append(event.answer)
        for _ in range(self.pause()):
            await asyncio.sleep(0)
        if waiting := self.troubles.get(event.answer):
            raise waiting.pop(0)
        self.ended.append(event.answer)
        return await Grade(FakeGrader(), clock)(event)


async def test_a_child_is_sent_with_the_learners_key_before_the_ack(
    around: Surroundings, sender: FakeSender
) -> None:
    place, event = Partition(), submitted()

    await Pump("grade", Scripted(), around).run(arriving([place.delivery(event)]))

    [(topic, key, value)] = sender.sent
    assert (topic, key) == (TOPICS["answer.graded"], message_key(event.learner_id))
    assert parse_event(value).parent_id == event.event_id
    assert place.acked == [0]


async def test_what_is_said_of_an_item_is_sent_with_the_items_key(
    around: Surroundings, sender: FakeSender
) -> None:
    place, event = Partition(), graded()

    await Pump("trace", Trace(InMemory(), clock), around).run(arriving([place.delivery(event)]))

    assert [(topic, key) for topic, key, _ in sender.sent] == [
        (TOPICS["mastery.updated"], message_key(event.learner_id)),
        (TOPICS["item.observed"], b"tenant-1/tiny-bank/why-day"),
    ]
    assert place.acked == [0]
    assert sender.calls == 1


async def test_an_event_made_here_is_not_read_again_by_the_next_step(
    around: Surroundings, sender: FakeSender
) -> None:
    place, seen = Partition(), list[AnyEvent]()
    await Pump("grade", Scripted(), around).run(arriving([place.delivery(submitted())]))
    [(_, _, value)] = sender.sent

    async def noted(event: AnyEvent) -> Sequence[AnyEvent]:
        seen.append(event)
        return ()

    with patch("stream_processors.known.parse_event", autospec=True) as read:
        # The broker hands over bytes of its own.
        await Pump("trace", noted, around).run(arriving([place.delivery(bytes(bytearray(value)))]))
    read.assert_not_called()
    assert seen == [parse_event(value)]


async def test_a_transient_error_is_tried_again_until_it_passes(
    around: Surroundings, sender: FakeSender
) -> None:
    place = Partition()
    step = Scripted({"a": [TransientError("down")] * 40})
    pump = Pump("grade", step, around)

    await pump.run(arriving([place.delivery(submitted(answer="a"))]))

    assert [topic for topic, _, _ in sender.sent] == [TOPICS["answer.graded"]]
    assert place.acked == [0]
    assert pump.counts.retried == 40


async def test_a_broker_that_is_down_is_sent_to_again(
    around: Surroundings, sender: FakeSender
) -> None:
    place, sender.down_for = Partition(), 7

    await Pump("grade", Scripted(), around).run(arriving([place.delivery(submitted())]))

    assert len(sender.sent) == 1
    assert place.acked == [0]


async def test_a_permanent_error_makes_a_dead_letter_with_the_whole_message(
    around: Surroundings, sender: FakeSender
) -> None:
    place, event = Partition(), submitted(answer="bad")
    step = Scripted({"bad": [PermanentError("never")]})

    await Pump("grade", step, around).run(arriving([place.delivery(event)]))

    [(topic, key, value)] = sender.sent
    letter = parse_dead_letter(value)
    assert (topic, key) == (DEAD_LETTER_TOPIC, message_key(event.learner_id))
    assert (letter.stage, letter.reason, letter.raw) == ("grade", "never", event.to_json())
    assert (letter.event_id, letter.tenant, letter.offset) == (event.event_id, event.tenant, 0)
    assert place.acked == [0]


async def test_a_message_that_is_no_event_makes_a_dead_letter(
    around: Surroundings, sender: FakeSender
) -> None:
    place = Partition()

    await Pump("grade", Scripted(), around).run(arriving([place.delivery(b"{}")]))

    [(topic, _, value)] = sender.sent
    assert topic == DEAD_LETTER_TOPIC
    assert parse_dead_letter(value).raw == b"{}"
    assert place.acked == [0]


async def test_what_fails_while_others_like_it_pass_is_given_up_and_holds_nobody_up(
    around: Surroundings, sender: FakeSender
) -> None:
    place = Partition()
    step = Scripted({"poison": [TransientError("time-out")] * 100})
    events = [submitted(answer="poison"), *(submitted(answer=f"good {n}") for n in range(3))]

    pump = Pump("grade", step, around, alike=lambda event: event.kind)
    await pump.run(arriving(map(place.delivery, events)))

    topics = [topic for topic, _, _ in sender.sent]
    assert topics == [TOPICS["answer.graded"]] * 3 + [DEAD_LETTER_TOPIC]
    assert place.acked == [0, 1, 2, 3]


@pytest.mark.parametrize("alike", [None, lambda event: event.item.kind])
async def test_while_a_part_is_down_nothing_that_needs_it_is_given_up(
    around: Surroundings, sender: FakeSender, alike: Callable[[AnyEvent], str] | None
) -> None:
    place = Partition()
    step = Scripted({"free text": [TransientError("no model")] * 100})
    events = [submitted(SHORT, "free text"), *(submitted(CHOICE, "sun") for _ in range(3))]

    await Pump("grade", step, around, alike=alike).run(arriving(map(place.delivery, events)))

    assert [topic for topic, _, _ in sender.sent] == [TOPICS["answer.graded"]] * 4
    assert place.acked == [0, 1, 2, 3]


async def test_acks_keep_the_order_of_the_partition(
    around: Surroundings, sender: FakeSender
) -> None:
    place = Partition()
    step = Scripted({"slow": [TransientError("later")] * 3})
    events = [submitted(answer="slow"), submitted(answer="quick")]

    await Pump("grade", step, around).run(arriving(map(place.delivery, events)))

    assert step.ended == ["quick", "slow"]
    assert place.acked == [0, 1]


async def test_an_error_nobody_foresaw_ends_the_process_without_an_ack(
    around: Surroundings, sender: FakeSender, aborted: Aborted
) -> None:
    place = Partition()
    step = Scripted({"bug": [KeyError("bug")]})

    with pytest.raises(KeyError):
        await Pump("grade", step, around).run(arriving([place.delivery(submitted(answer="bug"))]))

    assert [type(reason) for reason in aborted.reasons] == [KeyError]
    assert (place.acked, sender.sent) == ([], [])


async def test_a_message_that_ends_the_process_again_and_again_is_given_up(
    around: Surroundings, sender: FakeSender, aborted: Aborted
) -> None:
    event = submitted(answer="bug")
    step = Scripted({"bug": [KeyError("bug")] * 9})

    for _ in range(3):
        with pytest.raises(KeyError):
            await Pump("grade", step, around).run(arriving([Partition().delivery(event)]))
    place = Partition()
    await Pump("grade", step, around).run(arriving([place.delivery(event)]))

    [(topic, _, value)] = sender.sent
    assert topic == DEAD_LETTER_TOPIC
    assert parse_dead_letter(value).event_id == event.event_id
    assert len(aborted.reasons) == 3
    assert place.acked == [0]


async def test_a_cancelled_pump_acknowledges_nothing_in_flight(around: Surroundings) -> None:
    place, stuck = Partition(), asyncio.Event()

    async def step(event: AnyEvent) -> Sequence[AnyEvent]:
        stuck.set()
        await asyncio.Event().wait()
        return []

    running = asyncio.create_task(
        Pump("grade", step, around).run(arriving([place.delivery(submitted())]))
    )
    await stuck.wait()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    await asyncio.sleep(0)

    assert place.acked == []


async def test_a_pump_that_was_cancelled_can_run_again(around: Surroundings) -> None:
    place, event, stuck = Partition(), submitted(), asyncio.Event()

    async def step(event: AnyEvent) -> Sequence[AnyEvent]:
        if not stuck.is_set():
            stuck.set()
            await asyncio.Event().wait()
        return []

    pump = Pump("grade", step, around)
    running = asyncio.create_task(pump.run(arriving([place.delivery(event)])))
    await stuck.wait()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    again = Partition()
    await pump.run(arriving([again.delivery(event), again.delivery(submitted())]))

    assert again.acked == [0, 1]


@pytest.mark.parametrize("at_once", [1, 7])
async def test_no_more_than_allowed_are_in_flight(around: Surroundings, at_once: int) -> None:
    place, inside, most = Partition(), 0, 0

    async def step(event: AnyEvent) -> Sequence[AnyEvent]:
        nonlocal inside, most
        inside += 1
        most = max(most, inside)
        await asyncio.sleep(0)
        inside -= 1
        return []

    events = [submitted() for _ in range(20)]
    pump = Pump("grade", step, around, in_flight=4)
    await pump.run(arriving(map(place.delivery, events), at_once))

    assert most <= 4
    assert pump.free == 4
    assert place.acked == list(range(20))


async def test_what_is_in_hand_is_not_free(around: Surroundings) -> None:
    place, stuck, free = Partition(), asyncio.Event(), list[int]()

    async def step(event: AnyEvent) -> Sequence[AnyEvent]:
        await stuck.wait()
        return []

    pump = Pump("grade", step, around, in_flight=4)

    async def batches() -> AsyncIterator[Sequence[Delivery]]:
        for _ in range(2):
            free.append(pump.free)
            yield [place.delivery(submitted()) for _ in range(2)]
        stuck.set()

    await pump.run(batches())
    assert free == [4, 2]


@given(
    learners=st.lists(st.integers(0, 3), min_size=1, max_size=25),
    seed=st.integers(0, 999),
    at_once=st.integers(1, 9),
)
async def test_each_learners_answers_are_processed_in_order(
    tmp_path_factory: pytest.TempPathFactory, learners: list[int], seed: int, at_once: int
) -> None:
    random = Random(seed)
    sender, place = FakeSender(), Partition()
    strikes = Strikes(tmp_path_factory.getbasetemp() / "none.json")
    around = Surroundings(sender, strikes, clock, Aborted(), no_sleep)
    step = Scripted(pause=lambda: random.randrange(4))
    events = [
        submitted(answer=f"{learner} {at}", learner=UUID(int=learner))
        for at, learner in enumerate(learners)
    ]

    await Pump("grade", step, around).run(arriving(map(place.delivery, events), at_once))

    for learner in set(learners):
        own = [answer for answer in step.ended if answer.startswith(f"{learner} ")]
        assert own == [f"{learner} {at}" for at, who in enumerate(learners) if who == learner]
    assert place.acked == list(range(len(learners)))
    assert len(sender.sent) == len(learners)


@pytest.mark.parametrize("attempt", [1, 4, 50, 5_000])
def test_waits_grow_to_a_limit(attempt: int) -> None:
    patience = Patience(first_s=0.1, longest_s=5.0)

    assert 0 < patience.wait_s(attempt) <= min(5.0, 0.1 * 2 ** min(attempt - 1, 50))
