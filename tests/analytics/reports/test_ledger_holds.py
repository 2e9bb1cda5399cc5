"""Whatever is lost, doubled or late, the ledger finds it, and nothing else."""

from dataclasses import dataclass
from random import Random
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analytics.events import AnyEvent, DeadLetter
from analytics.reports import Account, ledger, positions
from analytics.warehouse.client import Warehouse
from analytics.warehouse.rows import DEAD_LETTERS, dead_letter_row, merged, rows_of
from analytics.warehouse.store import write
from tests.fakes.outbox import FakeOutbox
from tests.fakes.stories import START, Story, delivery

pytestmark = pytest.mark.functional

FATES = ("stored", "twice", "dead", "waiting", "lost", "strange")


@dataclass
class World:
    """What became of each event, by its fate."""

    story: Story
    fates: dict[UUID, str]

    def ids(self, *fates: str) -> set[UUID]:
        return {event_id for event_id, fate in self.fates.items() if fate in fates}

    def events(self, *fates: str) -> list[AnyEvent]:
        return [event for event in self.story.events if self.fates[event.event_id] in fates]

    def outbox(self) -> FakeOutbox:
        accepted = [fate for fate in FATES if fate != "strange"]
        return FakeOutbox(self.events(*accepted), self.ids("stored", "twice", "dead", "lost"))


def world(seed: int, fates: list[str]) -> World:
    story = Story(seed=uuid4().int ^ seed)
    for fate_at in range(len(fates)):
        story.submit(story.courses[fate_at % 2], story.learners[fate_at % 4])
    return World(story, {e.event_id: fates[at] for at, e in enumerate(story.events)})


def happen(warehouse: Warehouse, made: World, seed: int) -> None:
    """Store in any order, some twice, in several batches."""
    arriving = made.events("stored", "strange") + made.events("twice") * 2
    Random(seed).shuffle(arriving)
    for start in range(0, len(arriving), 7):
        some = arriving[start : start + 7]
        write(
            warehouse,
            merged(rows_of(e, delivery(e, start + at)) for at, e in enumerate(some)),
        )
    for event in made.events("dead"):
        letter = DeadLetter(
            stage="store",
            reason="cannot",
            attempts=1,
            failed_at=START,
            raw=event.to_json(),
            event_id=event.event_id,
            kind=event.kind,
            tenant=event.tenant,
        )
        write(warehouse, {DEAD_LETTERS: [dead_letter_row(letter, START)]})


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    fates=st.lists(st.sampled_from(FATES), min_size=1, max_size=25),
    seed=st.integers(0, 2**32),
)
def test_the_ledger_names_exactly_what_is_lost_and_what_is_strange(
    warehouse: Warehouse, fates: list[str], seed: int
) -> None:
    made = world(seed, fates)
    happen(warehouse, made, seed)
    [entry] = ledger(warehouse, made.outbox(), made.story.tenant)
    assert entry.account == Account(made.story.tenant, "answer.submitted")
    assert set(entry.missing) == made.ids("lost")
    assert set(entry.strangers) == made.ids("strange")
    assert entry.sound == (not made.ids("lost", "strange"))
    assert entry.difference == len(made.ids("lost"))
    assert entry.in_flight == len(made.ids("waiting"))
    assert entry.dead == len(made.ids("dead"))
    assert entry.accepted == len(fates) - len(made.ids("strange"))


def test_one_lost_and_one_strange_do_not_balance(warehouse: Warehouse) -> None:
    made = world(1, ["stored", "lost", "strange"])
    happen(warehouse, made, 1)
    [entry] = ledger(warehouse, made.outbox(), made.story.tenant)
    assert not entry.sound
    assert set(entry.missing) == made.ids("lost")
    assert set(entry.strangers) == made.ids("strange")


def test_a_position_is_that_of_the_row_that_came_last(warehouse: Warehouse) -> None:
    story = Story(seed=uuid4().int % 2**64).live(6)
    write(warehouse, merged(rows_of(e, delivery(e, at)) for at, e in enumerate(story.events)))
    newest = max(story.events, key=lambda e: e.produced_at)
    lines = {(line.topic, line.partition): line for line in positions(warehouse, now=story.now)}
    line = lines[f"signpost.{newest.kind}", 3]
    assert line.newest_stored_at >= newest.produced_at
    assert line.next_offset >= 1
