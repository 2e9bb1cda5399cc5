"""From events to rows, without an engine."""

from datetime import timedelta

import pytest

from analytics.events import AnyEvent
from analytics.warehouse.rows import (
    EVENTS,
    ITEM_OBSERVATIONS,
    MASTERY_STATES,
    SKILL_MASTERY,
    WRITE_ORDER,
    event_row,
    merged,
    rows_of,
    state_version,
)
from tests.fakes.stories import Story, delivery


@pytest.fixture
def story() -> Story:
    return Story(seed=11)


def cells(event: AnyEvent) -> dict[str, object]:
    return dict(zip(EVENTS.columns, event_row(event, delivery(event, 9)), strict=True))


def test_every_event_has_one_row_of_events(story: Story) -> None:
    for event in story.live(30).events:
        rows = rows_of(event, delivery(event))
        assert len(rows[EVENTS]) == 1
        assert len(rows[EVENTS][0]) == len(EVENTS.columns)


def test_a_row_says_what_the_event_says_and_where_it_was_read(story: Story) -> None:
    event = story.submit(story.courses[0], story.learners[0])
    row = cells(event)
    assert row["answer"] == event.answer
    assert (row["kafka_partition"], row["kafka_offset"]) == (3, 9)
    assert row["raw"] == event.to_json()
    assert row["score"] is None


def test_a_grade_is_lifted_into_columns(story: Story) -> None:
    submitted = story.submit(story.courses[0], story.learners[0])
    graded, overridden = story.grade(submitted, 0.25), story.override(submitted, 0.75, 2)
    assert (cells(graded)["score"], cells(graded)["confidence"]) == (0.25, 0.875)
    assert (cells(overridden)["score"], cells(overridden)["confidence"]) == (0.75, None)
    assert cells(overridden)["actor_id"] == story.teacher
    assert cells(overridden)["reason"] == overridden.reason


def test_advice_is_told_by_its_code_and_item(story: Story) -> None:
    graded = story.grade(story.submit(story.courses[0], story.learners[0]))
    advised = story.advise(story.trace(graded))
    assert (cells(advised)["reason"], cells(advised)["step_item_id"]) == ("same_skill", "why-moon")
    finished = advised.model_copy(update={"step": None})
    assert cells(finished)["step_item_id"] == ""


def test_only_what_is_kept_apart_has_rows_of_its_own(story: Story) -> None:
    for event in story.live(20).events:
        rows = rows_of(event, delivery(event))
        if event.kind == "mastery.updated":
            assert len(rows[MASTERY_STATES]) == 1
            assert len(rows[SKILL_MASTERY]) == len(event.skills)
        elif event.kind == "item.observed":
            assert len(rows[ITEM_OBSERVATIONS]) == 1
        else:
            assert rows.keys() == {EVENTS}


def test_a_higher_seq_wins_over_a_later_moment_and_the_moment_breaks_a_tie(story: Story) -> None:
    graded = story.grade(story.submit(story.courses[0], story.learners[0]))
    first, second = story.trace(graded), story.trace(graded)
    much_later = first.model_copy(update={"produced_at": first.produced_at + timedelta(days=3_000)})
    assert state_version(first) < state_version(much_later) < state_version(second)
    assert state_version(second) < 2**64


def test_a_repeated_event_has_the_same_row_but_for_where_it_was_read(story: Story) -> None:
    event = story.submit(story.courses[0], story.learners[0])
    again = event_row(event, delivery(event, 77))
    assert [
        name
        for name, one, other in zip(
            EVENTS.columns, event_row(event, delivery(event, 9)), again, strict=True
        )
        if one != other
    ] == ["kafka_offset"]


def test_a_batch_holds_the_rows_of_all_messages_in_the_order_of_writing(story: Story) -> None:
    events = story.live(20).events
    together = merged(rows_of(event, delivery(event)) for event in events)
    assert len(together[EVENTS]) == len(events)
    assert list(together) == [table for table in WRITE_ORDER if table in together]
