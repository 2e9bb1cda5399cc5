"""No event may change so that a message of yesterday is refused."""

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest

from analytics.events import KINDS, EventError, parse_event
from analytics.events.upcasting import CURRENT, UPCASTERS, lifted
from tests.contract.compatibility import breaks, path_of, today
from tests.fakes.streams import submitted

KIND = "answer.submitted"


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_still_takes_every_message_of_its_written_schema(kind: str) -> None:
    written = json.loads(path_of(kind, CURRENT[kind]).read_text(encoding="utf-8"))
    assert list(breaks(written, today(kind))) == []


@pytest.mark.parametrize("kind", KINDS)
def test_what_was_added_is_written_down(kind: str) -> None:
    written = json.loads(path_of(kind, CURRENT[kind]).read_text(encoding="utf-8"))
    assert written == today(kind), "run python -m tests.contract.compatibility"


@pytest.mark.parametrize("kind", KINDS)
def test_every_older_version_has_its_schema_and_an_upcaster(kind: str) -> None:
    for version in range(1, CURRENT[kind]):
        assert path_of(kind, version).exists()
        assert (kind, version) in UPCASTERS


def _drop(schema: dict[str, Any]) -> None:
    del schema["properties"]["answer"]


def _need(schema: dict[str, Any]) -> None:
    schema["properties"]["mood"] = {"type": "string"}
    schema["required"].append("mood")


def _retype(schema: dict[str, Any]) -> None:
    schema["properties"]["attempt_number"]["type"] = "string"


def _tighten(schema: dict[str, Any]) -> None:
    schema["properties"]["answer"]["maxLength"] = 10


def _narrow(schema: dict[str, Any]) -> None:
    schema["properties"]["strictness"]["enum"].pop()


def _nested(schema: dict[str, Any]) -> None:
    del schema["properties"]["plan"]["properties"]["items"]


@pytest.mark.parametrize("change", [_drop, _need, _retype, _tighten, _narrow, _nested])
def test_a_breaking_change_is_seen(change: Callable[[dict[str, Any]], None]) -> None:
    after = copy.deepcopy(dict(today(KIND)))
    change(after)
    assert list(breaks(today(KIND), after)) != []


def test_an_optional_addition_and_a_wider_limit_break_nothing() -> None:
    after = copy.deepcopy(dict(today(KIND)))
    after["properties"]["mood"] = {"type": "string"}
    after["properties"]["answer"]["maxLength"] = 1_000_000
    assert list(breaks(today(KIND), after)) == []


def test_an_older_message_is_lifted_version_by_version() -> None:
    upcasters = {
        ("a.b", 1): lambda old: {**old, "seconds": old["minutes"] * 60},
        ("a.b", 2): lambda old: {k: v for k, v in old.items() if k != "minutes"},
    }
    old = {"kind": "a.b", "version": 1, "minutes": 2}
    assert lifted(old, {"a.b": 3}, upcasters) == {"kind": "a.b", "version": 3, "seconds": 120}
    assert old == {"kind": "a.b", "version": 1, "minutes": 2}


def test_a_version_that_nobody_lifts_or_that_is_to_come_is_refused() -> None:
    with pytest.raises(EventError, match="cannot be read any more"):
        lifted({"kind": "a.b", "version": 1}, {"a.b": 2}, {})
    newer = submitted().model_copy(update={"version": 99})
    with pytest.raises(EventError, match="newer"):
        parse_event(newer.to_json())


def test_an_older_message_is_parsed_in_todays_words(monkeypatch: pytest.MonkeyPatch) -> None:
    event = submitted()
    old = json.loads(event.to_json())
    old["text"] = old.pop("answer")
    current = {**CURRENT, KIND: 2}
    lift = {
        (KIND, 1): lambda doc: {
            **{k: v for k, v in doc.items() if k != "text"},
            "answer": doc["text"],
        }
    }
    monkeypatch.setattr("analytics.events.reading.CURRENT", current)
    monkeypatch.setattr("analytics.events.reading.lifted", lambda doc: lifted(doc, current, lift))
    assert parse_event(json.dumps(old)) == event.model_copy(update={"version": 2})
