"""What every child event has from its parent."""

from datetime import datetime
from functools import cache
from typing import Any

from analytics.events import Event, PlannedWork, child_id

_DECIDED = {*Event.model_fields, *PlannedWork.model_fields}
_OWN = {"event_id", "parent_id", "produced_at"}


def fields_from(parent: PlannedWork, child: type[Event], produced_at: datetime) -> dict[str, Any]:
    """Return the fields of a child event that its parent decides.

    Its id follows from the parent's, its time and work are the parent's: the
    same parent makes the same child, however often.
    """
    kind, kept = _taken(child)
    fields: dict[str, Any] = {name: getattr(parent, name) for name in kept}
    fields["event_id"] = child_id(parent.event_id, kind)
    fields["parent_id"] = parent.event_id
    fields["produced_at"] = produced_at
    return fields


@cache
def _taken(child: type[Event]) -> tuple[str, tuple[str, ...]]:
    """Return a child's kind, and the fields that it has from its parent."""
    kept = _DECIDED.intersection(child.model_fields) - {"kind", "version", *_OWN}
    return child.model_fields["kind"].default, tuple(sorted(kept))
