"""What the boxes for an answer begin with."""

from collections.abc import Sequence

from analytics.content import OrderingItem, Part
from analytics.content.ordering import shuffled
from lti_tool.models import Progress
from lti_tool.services.answers import places_in

Row = tuple[Part, int | None]
"""A part, and the place that the learner gave it, from 1; None for no place yet."""


def ordering_rows(item: OrderingItem, position: Progress, typed: str) -> Sequence[Row]:
    """Return the parts as a learner finds them: shuffled at first, then as they put them.

    The same learner finds the same order until the question is asked again.
    """
    places = places_in(item, typed)
    rows = [(part, places.get(part.id)) for part in shuffled(item, _seed(position))]
    if sorted(places.values()) != list(range(1, len(item.parts) + 1)):
        return rows
    return sorted(rows, key=lambda row: row[1] or 0)


def _seed(position: Progress) -> str:
    shown = position.item_shown_at
    return f"{position.learner_id} {shown.timestamp() if shown else ''}"
