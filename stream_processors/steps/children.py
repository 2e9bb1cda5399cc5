"""What every child event has from its parent."""

from datetime import datetime
from typing import Any

from analytics.events import Event, PlannedWork, child_id

_DECIDED = {*Event.model_fields, *PlannedWork.model_fields}


def fields_from(parent: PlannedWork, child: type[Event], produced_at: datetime) -> dict[str, Any]:
    """Return the fields of a child event that its parent decides.

    Its id follows from the parent's, its time and work are the parent's: the
    same parent makes the same child, however often.
    """
    kept = _DECIDED.intersection(child.model_fields) - {"kind"}
    return {name: getattr(parent, name) for name in kept} | {
        "version": 1,
        "event_id": child_id(parent.event_id, child.model_fields["kind"].default),
        "parent_id": parent.event_id,
        "produced_at": produced_at,
    }
