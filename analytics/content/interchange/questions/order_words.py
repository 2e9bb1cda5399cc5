"""The words of Moodle's question type "ordering" (qtype_ordering), alike in GIFT and XML."""

from analytics.content.interchange.questions.found import FoundItems, Source

PAIRS = "RELATIVE_ALL_PREVIOUS_AND_NEXT"
"""How Moodle marks by all pairs of parts."""

CHOOSING = frozenset({"RANDOM", "REL", "CONTIGUOUS", "CONTIG"})
"""Words for asking only some of the parts."""

_MARKING = ("ABSOLUTE", "ABS", "ALL_OR_NOTHING", "RELATIVE", "LONGEST")


def note_order(found: FoundItems, source: Source, marking: str, *, all_asked: bool) -> None:
    """Tell where an order is asked or marked in another way here; `marking` may be empty."""
    if marking != PAIRS and marking.startswith(_MARKING):
        found.report.note(source.place, "marks_by_pairs")
    if not all_asked:
        found.report.note(source.place, "all_parts_asked")
