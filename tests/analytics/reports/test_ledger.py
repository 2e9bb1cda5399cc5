"""accepted = stored + dead + in flight, on the real engine."""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from analytics.events import AnyEvent, DeadLetter, child_id
from analytics.reports import (
    Account,
    Entry,
    LetterFilter,
    dead_letters,
    ledger,
    stored_counts,
    unfollowed,
)
from analytics.warehouse.client import Warehouse
from analytics.warehouse.rows import DEAD_LETTERS, dead_letter_row
from analytics.warehouse.store import write
from tests.fakes.outbox import FakeOutbox
from tests.fakes.stories import START, Story, batch

pytestmark = pytest.mark.functional

ACCEPTED = ("activity.published", "activity.launched", "answer.submitted", "grade.overridden")


@pytest.fixture
def story() -> Story:
    return Story(seed=uuid4().int % 2**64).live(20)


def outbox_of(story: Story) -> FakeOutbox:
    return FakeOutbox([event for event in story.events if event.kind in ACCEPTED])


def give_up(warehouse: Warehouse, event: AnyEvent, stage: str) -> None:
    letter = DeadLetter(
        stage=stage,
        reason="cannot",
        attempts=3,
        failed_at=START,
        raw=event.to_json(),
        event_id=event.event_id,
        kind=event.kind,
        tenant=event.tenant,
    )
    write(warehouse, {DEAD_LETTERS: [dead_letter_row(letter, START)]})


def answers_entry(warehouse: Warehouse, outbox: FakeOutbox, story: Story) -> Entry:
    entries = {entry.account: entry for entry in ledger(warehouse, outbox, story.tenant)}
    return entries[Account(story.tenant, "answer.submitted")]


def submitted(story: Story) -> list[AnyEvent]:
    return [event for event in story.events if event.kind == "answer.submitted"]


def test_what_nobody_stored_yet_is_in_flight(warehouse: Warehouse, story: Story) -> None:
    entry = answers_entry(warehouse, outbox_of(story), story)
    assert (entry.accepted, entry.stored) == (len(submitted(story)), 0)
    assert entry.in_flight == entry.accepted
    assert entry.difference == 0


def test_what_is_stored_twice_counts_once(warehouse: Warehouse, story: Story) -> None:
    write(warehouse, batch(story.events))
    write(warehouse, batch(story.events))
    outbox = outbox_of(story)
    outbox.confirmed = {event.event_id for event in submitted(story)}
    for entry in ledger(warehouse, outbox, story.tenant):
        assert (entry.stored, entry.in_flight, entry.difference) == (entry.accepted, 0, 0)
        assert (entry.dead, entry.surplus, entry.missing) == (0, 0, ())


def test_a_confirmed_event_that_nobody_has_is_missing_by_name(
    warehouse: Warehouse, story: Story
) -> None:
    lost, *kept = submitted(story)
    write(warehouse, batch(kept))
    outbox = outbox_of(story)
    outbox.confirmed = {lost.event_id, kept[0].event_id}
    entry = answers_entry(warehouse, outbox, story)
    assert entry.missing == (lost.event_id,)
    assert entry.difference == 1
    assert (entry.stored, entry.in_flight) == (len(kept), 0)


def test_an_event_that_nobody_accepted_is_surplus(warehouse: Warehouse, story: Story) -> None:
    write(warehouse, batch(story.events))
    outbox = outbox_of(story)
    stranger = submitted(story)[0]
    outbox.events.remove(stranger)
    entry = answers_entry(warehouse, outbox, story)
    assert (entry.surplus, entry.missing) == (1, ())


def test_a_dead_letter_of_an_event_that_is_not_stored_is_dead(
    warehouse: Warehouse, story: Story
) -> None:
    unlucky, *kept = submitted(story)
    write(warehouse, batch(kept))
    give_up(warehouse, unlucky, "store")
    give_up(warehouse, unlucky, "store")
    entry = answers_entry(warehouse, outbox_of(story), story)
    assert (entry.dead, entry.stopped, entry.stored) == (1, 0, len(kept))
    assert (entry.in_flight, entry.difference) == (0, 0)


def test_a_stored_event_with_a_dead_letter_counts_once_as_stopped(
    warehouse: Warehouse, story: Story
) -> None:
    write(warehouse, batch(story.events))
    give_up(warehouse, submitted(story)[0], "grade")
    entry = answers_entry(warehouse, outbox_of(story), story)
    assert (entry.dead, entry.stopped, entry.stored) == (0, 1, entry.accepted)
    assert entry.difference == 0


def test_events_that_arrive_between_the_counts_are_not_missed(
    warehouse: Warehouse, story: Story
) -> None:
    class Busy(FakeOutbox):
        def ids(self, account: Account) -> Iterable[UUID]:
            write(warehouse, batch(late))
            self.confirmed.update(event.event_id for event in late)
            return super().ids(account)

    first, *late = submitted(story)
    write(warehouse, batch([first]))
    outbox = Busy(outbox_of(story).events, confirmed={event.event_id for event in late[:3]})
    entry = answers_entry(warehouse, outbox, story)
    assert (entry.missing, entry.difference) == ((), 0)
    assert entry.stored == entry.accepted == len(late) + 1


def test_another_tenant_is_not_counted(warehouse: Warehouse, story: Story) -> None:
    write(warehouse, batch(story.events))
    other = Story(seed=uuid4().int % 2**64).live(3)
    write(warehouse, batch(other.events))
    lines = stored_counts(warehouse, story.tenant)
    assert {line.tenant for line in lines} == {story.tenant}
    assert sum(line.stored for line in lines) == len(story.events)
    everybody = {line.tenant for line in stored_counts(warehouse)}
    assert {story.tenant, other.tenant} <= everybody


def test_a_parent_without_its_child_is_named(warehouse: Warehouse) -> None:
    story = Story(seed=uuid4().int % 2**64)
    course, learner = story.courses[0], story.learners[0]
    whole = story.answer(course, learner, "why-day", 1.0)
    waiting = story.submit(course, learner)
    held = story.submit(course, learner)
    untraced = story.hold(held)
    given_up = story.submit(course, learner)
    write(warehouse, batch(story.events))
    give_up(warehouse, given_up, "grade")

    def named(before_days: int) -> dict[UUID, str]:
        lines = unfollowed(
            warehouse,
            tenant=story.tenant,
            since=START,
            before=story.now + timedelta(days=before_days),
        )
        return {line.event_id: line.kind for line in lines}

    assert named(1) == {waiting.event_id: "answer.submitted", untraced.event_id: "answer.held"}
    assert named(-400) == {}
    assert child_id(whole.event_id, "answer.graded") not in named(1)


def test_an_update_lacks_each_of_its_children_by_itself(warehouse: Warehouse) -> None:
    story = Story(seed=uuid4().int % 2**64)
    update = story.trace(story.grade(story.submit(story.courses[0], story.learners[0])))
    story.advise(update)
    write(warehouse, batch(story.events))
    lines = unfollowed(
        warehouse, tenant=story.tenant, since=START, before=story.now + timedelta(days=1)
    )
    assert [line.event_id for line in lines] == [update.event_id]


def test_dead_letters_are_shown_newest_first_each_once(warehouse: Warehouse, story: Story) -> None:
    unlucky = submitted(story)[0]
    for stage in ("grade", "grade", "store"):
        give_up(warehouse, unlucky, stage)
    shown = dead_letters(warehouse, LetterFilter(tenant=story.tenant))
    assert sorted(line.stage for line in shown) == ["grade", "store"]
    assert {line.event_id for line in shown} == {unlucky.event_id}
