"""The picture of a course's skills: boxes and lines in pixels."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from analytics.content.skill_layout import Drawing, Line, Node

BOX = (176, 60)
GAP = (20, 44)
EDGE = 6
LINE_CELLS = 20


@dataclass(frozen=True, slots=True)
class Box:
    """A skill's box: its upper left corner, its name in at most two lines."""

    skill_id: str
    name: str
    lines: tuple[str, ...]
    x: int
    y: int
    items: int


@dataclass(frozen=True, slots=True)
class Stroke:
    """An edge's line, as an SVG path."""

    before: str
    after: str
    path: str


@dataclass(frozen=True, slots=True)
class Picture:
    """All boxes and lines, and the size of the whole in pixels."""

    boxes: tuple[Box, ...]
    strokes: tuple[Stroke, ...]
    width: int
    height: int


def picture_of(drawing: Drawing, items: Mapping[str, int]) -> Picture:
    """Return a drawing in pixels; `items` counts the questions of each skill."""
    return Picture(
        boxes=tuple(_box(node, items.get(node.skill.id, 0)) for node in drawing.nodes),
        strokes=tuple(_stroke(line) for line in drawing.lines),
        width=drawing.columns * (BOX[0] + GAP[0]) - GAP[0] + 2 * EDGE,
        height=drawing.rows * (BOX[1] + GAP[1]) - GAP[1] + 2 * EDGE,
    )


def wrapped(name: str, cells: int = LINE_CELLS) -> tuple[str, ...]:
    """Return a name in at most two lines of so many cells; a wide character takes two."""
    first, rest = _cut(name, cells)
    if not rest:
        return (first,)
    second, more = _cut(rest, cells)
    return (first, _cut(rest, cells - 1)[0] + "…" if more else second)


def _cut(text: str, cells: int) -> tuple[str, str]:
    used, blank = 0, 0
    for n, letter in enumerate(text):
        used += 2 if unicodedata.east_asian_width(letter) in "WF" else 1
        if used > cells:
            at = blank or n
            return text[:at].rstrip(), text[at:].lstrip()
        if letter == " ":
            blank = n
    return text, ""


def _box(node: Node, items: int) -> Box:
    x, y = _corner((node.x, node.y))
    return Box(node.skill.id, node.skill.name, wrapped(node.skill.name), x, y, items)


def _corner(point: tuple[float, int]) -> tuple[int, int]:
    x, y = point
    return round(EDGE + x * (BOX[0] + GAP[0])), EDGE + y * (BOX[1] + GAP[1])


def _stroke(line: Line) -> Stroke:
    corners = [_corner(point) for point in line.points]
    path = f"M{_middle(corners[0])} {corners[0][1] + BOX[1]}"
    for upper, lower in pairwise(corners):
        bend = upper[1] + BOX[1] + GAP[1] // 2
        ends = _middle(upper), _middle(lower)
        path += f"C{ends[0]} {bend} {ends[1]} {bend} {ends[1]} {lower[1]}"
        if lower is not corners[-1]:
            path += f"V{lower[1] + BOX[1]}"
    return Stroke(*line.edge, path)


def _middle(corner: tuple[int, int]) -> int:
    return corner[0] + BOX[0] // 2
