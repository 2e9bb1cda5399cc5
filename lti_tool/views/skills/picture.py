"""The picture of a course's skills, as its teachers change them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from analytics.content import Skill
from analytics.content.skill_graph import edges_of
from lti_tool.views.map_layout import Before, Line, Size, lay_out, levels_of
from lti_tool.views.map_text import in_lines

_COLUMNS, _LINES = 6, 2
_WIDTH, _HEIGHT = 176, 60
_BETWEEN, _BELOW, _MARGIN = 24, 44, 14
_BESIDE = 16
"""Margins of a name in its box."""


@dataclass(frozen=True, slots=True)
class Box:
    """A skill's box: its upper left corner, its name in lines that fit."""

    skill: Skill
    lines: tuple[str, ...]
    x: float
    y: float
    items: int

    @property
    def is_cut(self) -> bool:
        """Tell whether the lines leave some of the name out."""
        return self.lines[-1].endswith("…") and not self.skill.name.endswith("…")


@dataclass(frozen=True, slots=True)
class Picture:
    """All boxes and lines, in pixels."""

    size: Size
    height: float
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]


def picture_of(skills: Sequence[Skill], items: Mapping[str, int]) -> Picture:
    """Return skills and every edge between them; `items` counts each skill's questions.

    As wide as its widest level: the page lets it be moved sideways.
    """
    before = _before(skills)
    widest = max(Counter(levels_of(before, _COLUMNS).values()).values(), default=1)
    width = widest * (_WIDTH + _BETWEEN) + _BETWEEN + 2 * _MARGIN
    size = Size(_COLUMNS, width, _WIDTH, _HEIGHT, gap=_BELOW, margin=_MARGIN)
    found = lay_out(before, size)
    boxes = tuple(
        Box(
            one,
            in_lines(one.name, _WIDTH - _BESIDE, _LINES),
            *found.boxes[one.id],
            items.get(one.id, 0),
        )
        for one in skills
    )
    return Picture(size, found.height, boxes, found.lines)


def _before(skills: Sequence[Skill]) -> Before:
    before: dict[str, list[str]] = {skill.id: [] for skill in skills}
    for prerequisite, skill_id in edges_of(skills):
        before[skill_id].append(prerequisite)
    return before
