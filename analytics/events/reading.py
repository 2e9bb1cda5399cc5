"""Reads a message as the event that it is, whichever version wrote it."""

import json

from pydantic import TypeAdapter, ValidationError

from analytics.events.base import EventError
from analytics.events.kinds import AnyEvent
from analytics.events.known_plans import PLANS
from analytics.events.upcasting import CURRENT, Document, lifted

_ADAPTER: TypeAdapter[AnyEvent] = TypeAdapter(AnyEvent)


def parse_event(raw: bytes | str) -> AnyEvent:
    """Return the event in a message, an older one in today's words.

    Raises:
        EventError: not JSON, of no known kind or version, or with a field that
            breaks its rule; the message names the field.
    """
    try:
        event = PLANS.validated(_ADAPTER, raw.encode() if isinstance(raw, str) else raw)
    except ValidationError as error:
        older = _older(raw)
        if older is None:
            raise _named(error) from error
        return _validated(older)
    if event.version == CURRENT[event.kind]:
        return event
    return _validated(lifted(json.loads(raw)))


def _older(raw: bytes | str) -> Document | None:
    try:
        document = json.loads(raw)
    except ValueError:
        return None
    if not isinstance(document, dict):
        return None
    wanted = CURRENT.get(str(document.get("kind")))
    version = document.get("version", 1)
    return lifted(document) if wanted and version != wanted else None


def _validated(document: Document) -> AnyEvent:
    try:
        return _ADAPTER.validate_json(json.dumps(document))
    except ValidationError as error:
        raise _named(error) from error


def _named(error: ValidationError) -> EventError:
    first = error.errors(include_url=False, include_input=False)[0]
    where = ".".join(str(part) for part in first["loc"]) or "message"
    return EventError(f"{where}: {first['msg']}")
