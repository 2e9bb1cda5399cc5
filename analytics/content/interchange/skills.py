"""Skills as files: what was read becomes a map, whatever is wrong with it is told."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from analytics.content.interchange.report import Report, UnreadableFile
from analytics.content.skill_graph import Edge, circle_with, in_teaching_order
from analytics.content.skill_map import SKILLS_MAX, SkillMap, free_id
from analytics.content.skills import DESCRIPTION_MAX, NAME_MAX, Skill


@dataclass(frozen=True, slots=True)
class FoundSkill:
    """A skill as a file names it, right or wrong.

    Attributes:
        key: by which the file's edges name it.
        id: as our own files have it; empty where the file has none that fits.
        place: a line or an id of the file, for the report.
    """

    key: str
    name: str
    description: str = ""
    id: str = ""
    retired: bool = False
    place: str = ""


@dataclass(slots=True)
class Found:
    """What a file says: skills, and edges between their keys with their places."""

    skills: list[FoundSkill] = field(default_factory=list)
    edges: list[tuple[Edge, str]] = field(default_factory=list)
    report: Report = field(default_factory=Report)


def whole_map(found: Found, present: SkillMap) -> SkillMap:
    """Return the map that a file describes; what cannot be is left out and noted.

    A skill that is present by its id or its name keeps its id, so that its items and
    what learners have shown stay with it.

    Raises:
        UnreadableFile: not one skill is left.
    """
    skills: dict[str, Skill] = {}
    for one in found.skills[:SKILLS_MAX]:
        made = _skill(one, present, list(skills.values()), found.report)
        if made is not None and one.key not in skills:
            skills[one.key] = made
    if not skills:
        raise UnreadableFile("file_without_skills")
    made_map = list(skills.values())
    for (before, after), place in found.edges:
        if before not in skills or after not in skills:
            found.report.note(place, "edge_unknown", before, after)
            continue
        made_map = _linked(made_map, (skills[before].id, skills[after].id), place, found.report)
    return SkillMap(skills=in_teaching_order(made_map))


def joined(present: SkillMap, read: SkillMap) -> SkillMap:
    """Return the map with what was read added; what it does not name stays as it is.

    A prerequisite of a file wins over one here that would run against it.
    """
    rest = [skill for skill in present.skills if skill.id not in read.by_id]
    skills: list[Skill] = [
        *read.skills,
        *(s.model_copy(update={"prerequisites": ()}) for s in rest),
    ]
    for skill in rest:
        for before in skill.prerequisites:
            skills = _linked(skills, (before, skill.id), "", Report())
    return SkillMap(skills=in_teaching_order(skills))


def replaced(present: SkillMap, read: SkillMap) -> SkillMap:
    """Return the map with only what was read taught; everything else is retired."""
    rest = [
        skill.model_copy(update={"retired": True, "prerequisites": ()})
        for skill in present.skills
        if skill.id not in read.by_id
    ]
    return SkillMap(skills=(*read.skills, *rest))


def _skill(
    one: FoundSkill, present: SkillMap, made: Sequence[Skill], report: Report
) -> Skill | None:
    name = " ".join(one.name.split())
    if not name:
        report.note(one.place, "left_out_nameless")
        return None
    if len(name) > NAME_MAX:
        report.note(one.place, "name_cut", name[:40])
        name = name[: NAME_MAX - 1] + "…"
    free = _free_name(name, {skill.name.casefold() for skill in made})
    if free != name:
        report.note(one.place, "name_changed", name, free)
    if len(one.description) > DESCRIPTION_MAX:
        report.note(one.place, "text_cut", name)
    taken = {skill.id for skill in made}
    return Skill(
        id=_id(one, free, present, taken),
        name=free,
        description=one.description.strip()[:DESCRIPTION_MAX],
        retired=one.retired,
    )


def _id(one: FoundSkill, name: str, present: SkillMap, taken: set[str]) -> str:
    named = [skill.id for skill in present.skills if skill.name.casefold() == name.casefold()]
    for skill_id in (one.id, *named):
        if skill_id and skill_id not in taken:
            return skill_id
    return free_id(one.id or name, taken | set(present.by_id))


def _free_name(name: str, taken: set[str]) -> str:
    number, free = 1, name
    while free.casefold() in taken:
        number += 1
        free = f"{name[: NAME_MAX - 5]} ({number})"
    return free


def _linked(skills: list[Skill], edge: Edge, place: str, report: Report) -> list[Skill]:
    before, after = edge
    if loop := circle_with(skills, edge):
        names = {skill.id: skill.name for skill in skills}
        report.note(place, "edge_circle", " → ".join(names[one] for one in loop))
        return skills
    return [
        skill.model_copy(update={"prerequisites": (*skill.prerequisites, before)})
        if skill.id == after and before not in skill.prerequisites
        else skill
        for skill in skills
    ]
