"""What every child event has from its parent."""

from datetime import datetime
from typing import Any

from analytics.events import Event, Work, child_id


def fields_from(parent: Work, kind: str, produced_at: datetime) -> dict[str, Any]:
    """Return the fields of a child event that its parent decides.

    Its id follows from the parent's, its time and work are the parent's: the
    same parent makes the same child, however often.
    """
    kept = {*Event.model_fields, *Work.model_fields}
    return {name: getattr(parent, name) for name in kept} | {
        "version": 1,
        "event_id": child_id(parent.event_id, kind),
        "parent_id": parent.event_id,
        "produced_at": produced_at,
    }
