"""What the boxes for an answer begin with."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from analytics.content import ClozeItem, Gap, OrderingItem, Part
from analytics.content.gap_marks import GAP_MARK
from analytics.content.ordering import shuffled
from lti_tool.models import Progress
from lti_tool.services.answers import lines_for, places_in

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


@dataclass(frozen=True, slots=True)
class Piece:
    """Some of a text with gaps, and the gap after it.

    Attributes:
        gap: None after the last one.
        number: the gap's, from 1.
        filled: what the learner has put into it.
    """

    text: str
    gap: Gap | None = None
    number: int = 0
    filled: str = ""


def cloze_pieces(item: ClozeItem, typed: str) -> Iterator[Piece]:
    """Yield the text of an item with its gaps as they are filled so far."""
    texts = GAP_MARK.split(item.prompt)[::2]
    gaps = zip(item.gaps, lines_for(item, typed), strict=True)
    for n, (text, (gap, filled)) in enumerate(zip(texts, gaps, strict=False), 1):
        yield Piece(text, gap, n, filled)
    yield Piece(texts[-1])
