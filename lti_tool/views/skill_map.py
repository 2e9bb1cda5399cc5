"""The map of a learner's skills, ready to be drawn."""

from collections.abc import Sequence
from dataclasses import dataclass

from analytics.content.skill_graph import without_detours
from lti_tool.services.skill_places import SkillPlace
from lti_tool.views.map_layout import Line, Size, lay_out
from lti_tool.views.map_text import in_lines

WIDE = Size(columns=4, width=900, box_width=192, box_height=72, gap=46)
NARROW = Size(columns=2, width=352, box_width=156, box_height=84, gap=40, lane=10, margin=4)

_BESIDE_PX = 42.0
"""What the sign of the band and the margins take of a box's width."""


@dataclass(frozen=True, slots=True)
class Box:
    """One skill of the map.

    Attributes:
        lines: its name in lines that fit.
    """

    place: SkillPlace
    x: float
    y: float
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SkillMap:
    """A map to be drawn, in its own units."""

    name: str
    size: Size
    height: float
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]


def skill_maps(places: Sequence[SkillPlace]) -> tuple[SkillMap, SkillMap]:
    """Return the map for a wide and for a narrow page."""
    return _drawn("wide", places, WIDE), _drawn("narrow", places, NARROW)


def _drawn(name: str, places: Sequence[SkillPlace], size: Size) -> SkillMap:
    before = without_detours({place.skill.id: place.before for place in places})
    found = lay_out(before, size)
    most = 3 if size is NARROW else 2
    room = size.box_width - _BESIDE_PX
    boxes = tuple(
        Box(p, *found.boxes[p.skill.id], in_lines(p.skill.name, room, most)) for p in places
    )
    return SkillMap(name, size, found.height, boxes, found.lines)
