"""Tells quickly whether a message is plainly an event of today's version.

Whoever keeps messages whole needs of them only what every event has; reading
each field of tens of thousands a second would cost ten times as much. What is
inside is judged by the steps that use it. A plan that is known is not read again.
"""

import re
from datetime import datetime

import orjson

from analytics.events.known_plans import PLANS
from analytics.events.upcasting import CURRENT

_IS_ID = re.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}").fullmatch
_LONGEST = 64
_moment = datetime.fromisoformat


def plain_kind(raw: bytes) -> str | None:
    """Return the kind of an event whose envelope is in order.

    None means only that it is not plain: an older version, an unusual spelling
    or no event at all; `parse_event` tells which.
    """
    try:
        found = orjson.loads(PLANS.without_plan(raw))
        kind: str = found["kind"]
        plain = (
            found["version"] == CURRENT[kind]
            and 0 < len(found["tenant"]) <= _LONGEST
            and 0 < len(found["course_id"]) <= _LONGEST
            and _IS_ID(found["event_id"])
            and _IS_ID(found["learner_id"])
            and _moment(found["occurred_at"]).tzinfo is not None
            and _moment(found["produced_at"]).tzinfo is not None
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    return kind if plain else None
