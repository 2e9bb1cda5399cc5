"""Golden messages: what travels today must be understood tomorrow."""

import json
from pathlib import Path
from typing import Any

import pytest

from analytics.events import (
    KINDS,
    TOPICS,
    DeadLetter,
    EventError,
    child_groups,
    expected_descendants,
    parse_dead_letter,
    parse_event,
)

GOLDEN = Path(__file__).parent / "golden"
FILES = sorted(GOLDEN.glob("*.json"))


def document(path: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return loaded


def lost(before: Any, after: Any, where: str = "") -> list[str]:
    """Return what `before` says and `after` does not; additions are welcome."""
    if isinstance(before, dict) and isinstance(after, dict):
        return [
            found
            for name, value in before.items()
            for found in lost(value, after.get(name, "absent"), f"{where}.{name}")
        ]
    if isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        pairs = enumerate(zip(before, after, strict=True))
        return [found for n, (old, new) in pairs for found in lost(old, new, f"{where}[{n}]")]
    return [] if before == after else [where]


def test_every_kind_has_a_golden_message_and_a_topic() -> None:
    assert sorted(path.stem for path in FILES) == sorted(KINDS) == sorted(TOPICS)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
class TestGoldenMessage:
    def test_comes_out_as_it_went_in(self, path: Path) -> None:
        event = parse_event(path.read_bytes())
        assert event.kind == path.stem
        assert parse_event(event.to_json()) == event
        assert lost(document(path), json.loads(event.to_json())) == []

    def test_is_refused_with_an_unknown_field(self, path: Path) -> None:
        message = {**document(path), "surprise": 1}
        with pytest.raises(EventError, match="surprise"):
            parse_event(json.dumps(message))

    def test_is_refused_with_an_unknown_field_deep_inside(self, path: Path) -> None:
        message = document(path)
        nested = [value for value in message.values() if isinstance(value, dict)]
        for inner in nested:
            inner["surprise"] = 1
            with pytest.raises(EventError, match="surprise"):
                parse_event(json.dumps(message))
            del inner["surprise"]
        parse_event(json.dumps(message))

    @pytest.mark.parametrize("field", ["event_id", "occurred_at", "tenant", "learner_id"])
    def test_is_refused_without_what_every_event_has(self, path: Path, field: str) -> None:
        message = document(path)
        del message[field]
        with pytest.raises(EventError, match=field):
            parse_event(json.dumps(message))

    def test_is_refused_at_a_moment_without_a_zone(self, path: Path) -> None:
        message = {**document(path), "occurred_at": "2026-03-02T09:00:00"}
        with pytest.raises(EventError, match="occurred_at"):
            parse_event(json.dumps(message))


@pytest.mark.parametrize("raw", [b"", b"{", b"[]", b"null", b'{"kind": "nobody.knows"}', b"\xff"])
def test_what_is_no_event_is_refused_as_such(raw: bytes) -> None:
    with pytest.raises(EventError):
        parse_event(raw)


def test_a_dead_letter_keeps_bytes_that_are_no_text() -> None:
    letter = DeadLetter(
        stage="grade",
        reason="no event",
        attempts=1,
        failed_at=parse_event(FILES[0].read_bytes()).occurred_at,
        raw=b"\xff\x00{",
    )
    assert parse_dead_letter(letter.to_json()) == letter


def test_the_groups_of_children_say_the_same_as_the_chains() -> None:
    for path in FILES:
        event = parse_event(path.read_bytes())
        groups = child_groups(event.kind)
        chains = expected_descendants(event.event_id, event.kind)
        assert (groups == ()) == (chains == (frozenset({event.event_id}),))
