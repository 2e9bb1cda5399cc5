"""Where each skill stands when its graph is drawn: by layers, with few crossings.

The layered drawing of Sugiyama, Tagawa and Toda (1981): layers by the longest way, a
place in each layer for every edge that passes it, and sweeps that put each place at
the middle of its neighbours.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from analytics.content.skill_graph import Edge, edges_of
from analytics.content.skills import Skill

SWEEPS = 6

_Place = str | tuple[str, str, int]
"""A skill by its id, or where an edge passes a layer."""


@dataclass(frozen=True, slots=True)
class Node:
    """A skill's box: its middle, in columns and rows, both from 0."""

    skill: Skill
    x: float
    y: int


@dataclass(frozen=True, slots=True)
class Line:
    """An edge and the points that it goes through, from the prerequisite down."""

    edge: Edge
    points: tuple[tuple[float, int], ...]


@dataclass(frozen=True, slots=True)
class Drawing:
    """A graph as it is drawn; prerequisites stand above what builds on them.

    Attributes:
        columns, rows: how large it is.
    """

    nodes: tuple[Node, ...]
    lines: tuple[Line, ...]
    columns: int
    rows: int


def draw(skills: Sequence[Skill]) -> Drawing:
    """Return where skills stand; their prerequisites must not run in a circle."""
    edges = edges_of(skills)
    depth = _depths(skills, edges)
    ways = {edge: _way(edge, depth) for edge in edges}
    layers = _layers(skills, depth, ways)
    _untangle(layers, _neighbours(ways))
    columns = max(map(len, layers), default=1)
    at = {
        place: ((columns - len(layer)) / 2 + n, row)
        for row, layer in enumerate(layers)
        for n, place in enumerate(layer)
    }
    return Drawing(
        nodes=tuple(Node(skill, *at[skill.id]) for skill in skills),
        lines=tuple(Line(e, tuple(at[one] for one in way)) for e, way in ways.items()),
        columns=columns,
        rows=len(layers),
    )


def _depths(skills: Sequence[Skill], edges: Sequence[Edge]) -> dict[str, int]:
    before: dict[str, list[str]] = {skill.id: [] for skill in skills}
    for prerequisite, after in edges:
        before[after].append(prerequisite)
    depth: dict[str, int] = {}

    def of(skill_id: str) -> int:
        if skill_id not in depth:
            depth[skill_id] = max((of(one) + 1 for one in before[skill_id]), default=0)
        return depth[skill_id]

    return {skill.id: of(skill.id) for skill in skills}


def _way(edge: Edge, depth: Mapping[str, int]) -> tuple[_Place, ...]:
    before, after = edge
    passed = range(depth[before] + 1, depth[after])
    return (before, *((before, after, row) for row in passed), after)


def _layers(
    skills: Sequence[Skill], depth: Mapping[str, int], ways: Mapping[Edge, tuple[_Place, ...]]
) -> list[list[_Place]]:
    layers: list[list[_Place]] = [[] for _ in range(max(depth.values(), default=0) + 1)]
    for skill in skills:
        layers[depth[skill.id]].append(skill.id)
    for way in ways.values():
        for place in way[1:-1]:
            layers[int(place[2])].append(place)
    return layers


def _neighbours(ways: Mapping[Edge, tuple[_Place, ...]]) -> dict[_Place, list[_Place]]:
    found: dict[_Place, list[_Place]] = {}
    for way in ways.values():
        for upper, lower in pairwise(way):
            found.setdefault(upper, []).append(lower)
            found.setdefault(lower, []).append(upper)
    return found


def _untangle(layers: list[list[_Place]], beside: Mapping[_Place, Sequence[_Place]]) -> None:
    row = {place: n for n, layer in enumerate(layers) for place in layer}
    for sweep in range(SWEEPS):
        down = sweep % 2 == 0
        for n in range(len(layers)) if down else reversed(range(len(layers))):
            other = n - 1 if down else n + 1
            if 0 <= other < len(layers):
                middle = _middles(layers, (n, other), beside, row)
                layers[n].sort(key=middle.__getitem__)


def _middles(
    layers: list[list[_Place]],
    rows: tuple[int, int],
    beside: Mapping[_Place, Sequence[_Place]],
    row: Mapping[_Place, int],
) -> dict[_Place, float]:
    """Return the middle of each place's neighbours in the other row, as shares of it."""
    here, there = layers[rows[0]], layers[rows[1]]
    at = {place: (n + 0.5) / len(there) for n, place in enumerate(there)}
    middles = {}
    for n, place in enumerate(here):
        found = [at[one] for one in beside.get(place, ()) if row[one] == rows[1]]
        middles[place] = sum(found) / len(found) if found else (n + 0.5) / len(here)
    return middles
