"""Skills as a graph: circles, ways, layers, and what is wrong with it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import networkx as nx

from analytics.content.item_pictures import undescribed
from analytics.content.items import Item
from analytics.content.skills import Skill

Edge = tuple[str, str]
"""A prerequisite and the skill that builds on it."""

Pair = frozenset[str]
"""Two skills, in no order."""


@dataclass(frozen=True, slots=True)
class Health:
    """What keeps skills from being taught as they are drawn; ids, in order.

    Attributes:
        without_items: skills that no question exercises.
        idle_items: questions that are not asked, as none of their skills is taught or one
            is retired.
        behind_gaps: skills that build, near or far, on one without questions.
        redundant: edges that follow from longer ways.
        undescribed: questions with a picture that no words describe.
    """

    without_items: tuple[str, ...]
    idle_items: tuple[str, ...]
    behind_gaps: tuple[str, ...]
    redundant: tuple[Edge, ...]
    undescribed: tuple[str, ...] = ()

    @property
    def is_sound(self) -> bool:
        """Tell whether nothing was found."""
        graph = (self.without_items, self.idle_items, self.behind_gaps, self.redundant)
        return not any((*graph, self.undescribed))


def taught(skills: Iterable[Skill]) -> list[Skill]:
    """Return the skills that are not retired."""
    return [skill for skill in skills if not skill.retired]


def edges_of(skills: Iterable[Skill]) -> list[Edge]:
    """Return the edges between skills; one to a skill that is not given is left out."""
    given = list(skills)
    there = {skill.id for skill in given}
    return [(p, skill.id) for skill in given for p in skill.prerequisites if p in there]


def circle(skills: Iterable[Skill]) -> tuple[str, ...]:
    """Return the ids along a circle, its first again at its end; empty without one."""
    try:
        found = nx.find_cycle(_graph(skills))
    except nx.NetworkXNoCycle:
        return ()
    return (*(str(edge[0]) for edge in found), str(found[0][0]))


def circle_with(skills: Iterable[Skill], edge: Edge) -> tuple[str, ...]:
    """Return the shortest circle that an edge would close; empty if it closes none."""
    before, after = edge
    graph = _graph(skills)
    if before == after:
        return (before, before)
    if after not in graph or before not in graph or not nx.has_path(graph, after, before):
        return ()
    return (before, *(str(one) for one in nx.shortest_path(graph, after, before)))


def ancestors_of(skills: Iterable[Skill], skill_id: str) -> frozenset[str]:
    """Return everything that comes before a skill, near or far."""
    return frozenset(str(one) for one in nx.ancestors(_graph(skills), skill_id))


def settled_pairs(skills: Iterable[Skill]) -> frozenset[Pair]:
    """Return the skills of which one builds, near or far, on the other."""
    graph = nx.transitive_closure_dag(_graph(skills))
    return frozenset(frozenset(map(str, edge)) for edge in graph.edges)


def addable(skills: Iterable[Skill], edges: Iterable[Edge]) -> tuple[Edge, ...]:
    """Return which edges may be drawn together, an earlier one rather than a later one.

    None of them closes a circle or follows from the skills' own edges and the others.
    """
    graph = _graph(skills)
    kept: list[Edge] = []
    for before, after in edges:
        if not nx.has_path(graph, before, after) and not nx.has_path(graph, after, before):
            graph.add_edge(before, after)
            kept.append((before, after))
    needed = _needed(graph)
    return tuple(edge for edge in kept if edge in needed)


def bridged(skills: Sequence[Skill], kept: Collection[str]) -> dict[str, tuple[str, ...]]:
    """Return the nearest kept prerequisites of each kept skill, over what is left out."""
    by_id = {skill.id: skill for skill in skills}

    def nearest(skill_id: str, seen: set[str]) -> list[str]:
        found: list[str] = []
        for before in by_id[skill_id].prerequisites:
            if before in seen or before not in by_id:
                continue
            seen.add(before)
            found += [before] if before in kept else nearest(before, seen)
        return found

    return {skill.id: tuple(nearest(skill.id, set())) for skill in skills if skill.id in kept}


def without_detours(before: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    """Return what each skill builds on, without what another of these builds on."""
    graph = nx.DiGraph((one, after) for after, ones in before.items() for one in ones)
    needed = _needed(graph)
    return {
        after: tuple(one for one in ones if (one, after) in needed)
        for after, ones in before.items()
    }


def in_teaching_order(skills: Sequence[Skill]) -> tuple[Skill, ...]:
    """Return skills with every prerequisite before what builds on it, else as they were."""
    by_id = {skill.id: skill for skill in skills}
    place = {skill.id: n for n, skill in enumerate(skills)}
    order = nx.lexicographical_topological_sort(_graph(skills), key=place.__getitem__)
    return tuple(by_id[str(one)] for one in order)


def health(skills: Sequence[Skill], items: Iterable[Item]) -> Health:
    """Return what keeps skills from being taught as they are drawn."""
    live = taught(skills)
    ids = {skill.id for skill in live}
    idle, exercised = [], set()
    given = list(items)
    for item in given:
        if set(item.skills) <= ids:
            exercised |= set(item.skills)
        else:
            idle.append(item.id)
    graph = _graph(live)
    gaps = [skill.id for skill in live if skill.id not in exercised]
    behind = {str(one) for gap in gaps for one in nx.descendants(graph, gap)}
    needed = _needed(graph)
    return Health(
        without_items=tuple(gaps),
        idle_items=tuple(idle),
        behind_gaps=tuple(skill.id for skill in live if skill.id in behind),
        redundant=tuple(edge for edge in edges_of(live) if edge not in needed),
        undescribed=tuple(undescribed(given)),
    )


def _needed(graph: Any) -> set[Edge]:
    """Return the edges that do not follow from longer ways."""
    return set(nx.transitive_reduction(graph).edges)


def _graph(skills: Iterable[Skill]) -> Any:
    given = list(skills)
    graph = nx.DiGraph()
    graph.add_nodes_from(skill.id for skill in given)
    graph.add_edges_from(edges_of(given))
    return graph
