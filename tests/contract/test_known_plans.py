"""A plan that was read before is known by its bytes, and nothing else is taken for it."""

import json
from unittest.mock import patch

import pytest

from analytics.events import (
    AnswerGraded,
    AnswerSubmitted,
    EventError,
    parse_event,
    plain_kind,
)
from tests.fakes.streams import PLAN, graded, submitted


def plan_of(raw: bytes) -> object:
    event = parse_event(raw)
    assert isinstance(event, AnswerGraded | AnswerSubmitted)
    return event.plan


def test_messages_with_the_same_plan_share_it() -> None:
    first, second = graded().to_json(), submitted().to_json()

    assert plan_of(first) == PLAN
    assert plan_of(second) is plan_of(first)


def test_another_plan_is_not_taken_for_a_known_one() -> None:
    parse_event(graded().to_json())
    other = PLAN.model_copy(update={"threshold": 0.9})

    assert plan_of(graded(plan=other).to_json()) == other


def test_an_event_is_the_same_when_its_plan_is_known() -> None:
    event = graded()
    parse_event(event.to_json())

    assert parse_event(event.to_json()) == event
    assert parse_event(event.to_json()).to_json() == event.to_json()


def test_words_of_a_learner_that_look_like_a_plan_stay_words() -> None:
    event = submitted(answer=f'"plan":{PLAN.model_dump_json()}')
    parse_event(graded().to_json())

    assert parse_event(event.to_json()) == event


def test_a_plan_written_in_another_way_is_read() -> None:
    event = graded()

    assert parse_event(json.dumps(json.loads(event.to_json()), indent=1)) == event


@pytest.mark.parametrize("plan", [None, {}, [], {"skills": [], "items": []}])
def test_an_event_without_a_plan_is_none_even_when_plans_are_known(plan: object) -> None:
    parse_event(graded().to_json())
    document = json.loads(graded().to_json()) | {"plan": plan}

    with pytest.raises(EventError, match="plan"):
        parse_event(json.dumps(document, separators=(",", ":")))


def test_a_kind_is_told_without_reading_a_known_plan_again() -> None:
    raw = graded().to_json()
    parse_event(raw)

    with patch("analytics.events.envelope.orjson.loads", side_effect=json.loads) as read:
        assert plain_kind(raw) == "answer.graded"
    [call] = read.call_args_list
    assert len(call.args[0]) < len(raw) - len(PLAN.model_dump_json()) + 10


def test_a_broken_envelope_is_not_plain_whether_its_plan_is_known() -> None:
    event = graded(plan=PLAN.model_copy(update={"threshold": 0.7}))
    unknown = event.model_dump_json().encode()
    known = event.to_json()

    for raw in (unknown, known):
        assert plain_kind(raw) == "answer.graded"
        assert plain_kind(raw.replace(b'"tenant-1"', b'""')) is None
        assert plain_kind(raw[:-1]) is None
