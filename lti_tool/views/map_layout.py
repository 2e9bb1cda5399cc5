"""Where the skills of a map stand: what comes first above, few lines crossing.

A layered drawing after Sugiyama, Tagawa and Toda (1981): each skill is on a level
below all that it builds on, at most so many a level; a line that goes further has
a narrow lane of its own on each level between; levels are ordered by the mean
place of their neighbours. Pure geometry.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from graphlib import TopologicalSorter
from itertools import pairwise

Before = Mapping[str, Sequence[str]]
"""For each skill, in teaching order, the skills that it builds on."""

Stop = str | tuple[str, str, int]
"""What takes room on a level: a skill, or the lane of a line: from, to, level."""

_SWEEPS = 6


@dataclass(frozen=True, slots=True)
class Size:
    """Measures of a drawing, in its own units.

    Attributes:
        columns: most skills on a level.
    """

    columns: int
    width: float
    box_width: float
    box_height: float
    gap: float
    lane: float = 14.0
    margin: float = 14.0


@dataclass(frozen=True, slots=True)
class Line:
    """A line from a skill to one that builds on it, as an SVG path."""

    before: str
    after: str
    path: str


@dataclass(frozen=True, slots=True)
class Layout:
    """A drawing: the left upper corner of each skill's box, and the lines."""

    size: Size
    height: float
    boxes: dict[str, tuple[float, float]]
    lines: tuple[Line, ...]


def lay_out(before: Before, size: Size) -> Layout:
    """Return where everything stands, a line for each prerequisite.

    The same skills give the same drawing.
    """
    levels = levels_of(before, size.columns)
    routes = [_route(b, a, levels) for a, all_before in before.items() for b in all_before]
    rows = _ordered(_rows(levels, routes), routes)
    middles = {stop: x for row in rows for stop, x in _spread(row, size)}
    step = size.box_height + size.gap
    boxes = {
        skill: (_whole(middles[skill] - size.box_width / 2), round(_top(level, size), 1))
        for skill, level in levels.items()
    }
    lines = tuple(
        Line(str(r[0]), str(r[-1]), _path(r, middles, levels[str(r[0])], size)) for r in routes
    )
    return Layout(size, 2 * size.margin + len(rows) * step - size.gap, boxes, lines)


def _whole(place: float) -> float:
    """Return a place in whole pixels: neighbours that touch stay so, without a remainder."""
    return float(round(round(place, 3)))


def levels_of(before: Before, most: int) -> dict[str, int]:
    """Return each skill's level, 0 at the top, at most so many skills on one."""
    order = {skill: n for n, skill in enumerate(before)}
    levels: dict[str, int] = {}
    taken: dict[int, int] = {}
    sorter = TopologicalSorter(before)
    sorter.prepare()
    while sorter.is_active():
        ready = sorted(sorter.get_ready(), key=order.__getitem__)
        for skill in ready:
            level = max((levels[b] + 1 for b in before[skill]), default=0)
            while taken.get(level, 0) >= most:
                level += 1
            levels[skill] = level
            taken[level] = taken.get(level, 0) + 1
        sorter.done(*ready)
    return levels


def _route(before: str, after: str, levels: Mapping[str, int]) -> tuple[Stop, ...]:
    between = range(levels[before] + 1, levels[after])
    return (before, *((before, after, level) for level in between), after)


def _rows(levels: Mapping[str, int], routes: Sequence[tuple[Stop, ...]]) -> list[list[Stop]]:
    rows: list[list[Stop]] = [[] for _ in range(max(levels.values(), default=0) + 1)]
    for skill, level in levels.items():
        rows[level].append(skill)
    for route in routes:
        for stop in route[1:-1]:
            rows[int(stop[2])].append(stop)
    return rows


def _ordered(rows: list[list[Stop]], routes: Sequence[tuple[Stop, ...]]) -> list[list[Stop]]:
    """Order each level by the mean place of its neighbours above, then below."""
    above: dict[Stop, list[Stop]] = {}
    below: dict[Stop, list[Stop]] = {}
    for route in routes:
        for upper, lower in pairwise(route):
            below.setdefault(upper, []).append(lower)
            above.setdefault(lower, []).append(upper)
    for sweep in range(_SWEEPS):
        down = sweep % 2 == 0
        for row in rows if down else reversed(rows):
            _order_row(row, above if down else below, _places(rows))
    return rows


def _places(rows: Sequence[Sequence[Stop]]) -> dict[Stop, float]:
    return {stop: (n + 0.5) / len(row) for row in rows for n, stop in enumerate(row)}


def _order_row(
    row: list[Stop], neighbours: Mapping[Stop, list[Stop]], places: Mapping[Stop, float]
) -> None:
    def mean(stop: Stop) -> float:
        beside = [places[one] for one in neighbours.get(stop, ())]
        return sum(beside) / len(beside) if beside else places[stop]

    row.sort(key=mean)


def _spread(row: Sequence[Stop], size: Size) -> list[tuple[Stop, float]]:
    """Return each stop's middle: the row's room shared out between its stops."""
    boxes = sum(isinstance(stop, str) for stop in row)
    left = size.width - 2 * size.margin - boxes * size.box_width
    lane = min(size.lane, left / max(1, len(row) - boxes))
    widths = [size.box_width if isinstance(stop, str) else lane for stop in row]
    room = max(0.0, left - lane * (len(row) - boxes)) / (len(row) + 1)
    found, x = [], size.margin
    for stop, width in zip(row, widths, strict=True):
        x += room
        found.append((stop, x + width / 2))
        x += width
    return found


def _top(level: int, size: Size) -> float:
    return size.margin + level * (size.box_height + size.gap)


def _path(route: Sequence[Stop], middles: Mapping[Stop, float], level: int, size: Size) -> str:
    y = _top(level, size) + size.box_height
    said = [f"M{middles[route[0]]:.1f} {y:.1f}"]
    for upper, lower in pairwise(route):
        x, then, half = middles[upper], middles[lower], y + size.gap / 2
        y += size.gap
        said.append(f"C{x:.1f} {half:.1f} {then:.1f} {half:.1f} {then:.1f} {y:.1f}")
        if not isinstance(lower, str):
            y += size.box_height
            said.append(f"V{y:.1f}")
    return "".join(said)
