"""What the streams and the reconciler ask of the store, on the real engine."""

from dataclasses import replace
from datetime import timedelta
from random import Random
from uuid import uuid4

import pytest

from analytics.events import DeadLetter, MasteryUpdated
from analytics.warehouse.client import Warehouse
from analytics.warehouse.rows import DEAD_LETTERS, EVENTS, WRITE_ORDER, Row, Table, dead_letter_row
from analytics.warehouse.store import dead, latest_state, stored, write
from tests.fakes.stories import BANK, START, Story, batch, state

pytestmark = pytest.mark.functional


def newest(warehouse: Warehouse, event: MasteryUpdated) -> int | None:
    found = latest_state(
        warehouse, learner_id=event.learner_id, course_id=event.course_id, bank_id=BANK
    )
    return found.seq if found else None


def some_updates(count: int) -> list[MasteryUpdated]:
    story = Story(seed=uuid4().int)
    course, learner = story.courses[0], story.learners[0]
    return [story.trace(story.grade(story.submit(course, learner))) for _ in range(count)]


def test_a_new_learner_has_no_state(warehouse: Warehouse) -> None:
    [update] = some_updates(1)
    assert newest(warehouse, update) is None


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_newest_state_wins_in_any_order_of_arrival(warehouse: Warehouse, seed: int) -> None:
    updates = some_updates(5)
    shuffled = [*updates, *updates]
    Random(seed).shuffle(shuffled)
    for update in shuffled:
        write(warehouse, batch([update]))
    assert newest(warehouse, updates[0]) == 5


def test_of_two_states_with_one_seq_the_later_made_wins(warehouse: Warehouse) -> None:
    [first] = some_updates(1)
    later = first.model_copy(
        update={
            "event_id": uuid4(),
            "produced_at": first.produced_at + timedelta(seconds=1),
            "state": replace(state(1), format=2),
        }
    )
    for update in (later, first):
        write(warehouse, batch([update]))
    found = latest_state(
        warehouse, learner_id=first.learner_id, course_id=first.course_id, bank_id=BANK
    )
    assert found == later.state


def test_the_state_of_another_course_or_bank_is_not_mixed_in(warehouse: Warehouse) -> None:
    [update] = some_updates(1)
    write(warehouse, batch([update]))
    other = {"learner_id": update.learner_id, "course_id": update.course_id, "bank_id": BANK}
    for change in ({"course_id": "elsewhere"}, {"bank_id": "other"}, {"learner_id": uuid4()}):
        assert latest_state(warehouse, **{**other, **change}) is None


def test_an_event_is_stored_once_it_is_written(warehouse: Warehouse) -> None:
    story = Story(seed=uuid4().int).live(5)
    ids = {event.event_id for event in story.events}
    assert stored(warehouse, ids) == set()
    write(warehouse, batch(story.events))
    assert stored(warehouse, [*ids, uuid4()]) == ids


def test_of_one_event_twice_in_one_insert_the_newest_is_there_alone(warehouse: Warehouse) -> None:
    [update] = some_updates(1)
    later = update.model_copy(update={"produced_at": update.produced_at + timedelta(seconds=9)})
    write(warehouse, batch([update, later, update]))
    rows = warehouse.query(
        "SELECT produced_at FROM events FINAL WHERE event_id = %(id)s", {"id": update.event_id}
    )
    quarters = warehouse.query(
        "SELECT uniqExactMerge(events) AS n FROM activity_quarters WHERE course_id = %(course)s",
        {"course": update.course_id},
    )
    assert [row["produced_at"].replace(microsecond=0) for row in rows] == [
        later.produced_at.replace(microsecond=0)
    ]
    assert [row["n"] for row in quarters] == [1]


def test_thousands_of_ids_are_looked_up_at_once(warehouse: Warehouse) -> None:
    [update] = some_updates(1)
    write(warehouse, batch([update]))
    ids = [uuid4() for _ in range(5_000)]
    assert stored(warehouse, [*ids, update.event_id]) == {update.event_id}


def test_an_event_with_a_dead_letter_is_dead_at_whatever_stage(warehouse: Warehouse) -> None:
    event_id = uuid4()
    letters = [
        DeadLetter(
            stage=stage, reason="no", attempts=1, failed_at=START, raw=b"?", event_id=event_id
        )
        for stage in ("grade", "store")
    ]
    write(warehouse, {DEAD_LETTERS: [dead_letter_row(letter, START) for letter in letters]})
    assert dead(warehouse, [event_id, uuid4()]) == {event_id}


def test_nothing_is_asked_about_no_ids(warehouse: Warehouse) -> None:
    assert stored(warehouse, []) == dead(warehouse, []) == set()


def test_events_are_written_after_everything_that_they_vouch_for() -> None:
    class Recorder(Warehouse):
        def insert(self, table, rows, columns):  # type: ignore[no-untyped-def]
            tables.append(table)
            return len(rows)

    tables: list[str] = []
    rows: dict[Table, list[Row]] = {table: [()] for table in reversed(WRITE_ORDER)}
    write(Recorder("clickhouse://nobody@127.0.0.1:1/none"), rows)
    assert tables[-1] == EVENTS.name
    assert sorted(tables) == sorted(table.name for table in WRITE_ORDER)
