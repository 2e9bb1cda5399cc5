"""A course's skills: changed step by step, and never in a circle.

SkillMapError    a change that breaks a rule; permanent: say its code in words
"""

import re
import unicodedata
from collections.abc import Container, Sequence
from functools import cached_property
from typing import Literal

from pydantic import Field, model_validator

from analytics.content.skill_graph import Edge, circle, circle_with, in_teaching_order
from analytics.content.skills import DESCRIPTION_MAX, NAME_MAX, Skill
from analytics.content.values import LookedUp

SKILLS_MAX = 200

MapFault = Literal[
    "skill_name_missing",
    "skill_name_long",
    "skill_name_taken",
    "skill_not_here",
    "skills_full",
    "edge_there",
    "edge_not_there",
    "edge_circle",
]
_PLAIN = re.compile(r"[^a-z0-9]+")


class SkillMapError(ValueError):
    """A change that breaks a rule of skill maps.

    Attributes:
        code: which rule.
        names: of the skills concerned; of a circle in its order, the first again last.
    """

    def __init__(self, code: MapFault, *names: str) -> None:
        """Name the rule and whom it concerns."""
        super().__init__(f"{code}: {' → '.join(names)}")
        self.code: MapFault = code
        self.names = names


class SkillMap(LookedUp):
    """Skills with their prerequisites, the retired ones too; every id is there once.

    Each change returns a new map and raises `SkillMapError` where it breaks a rule.
    """

    skills: tuple[Skill, ...] = Field(min_length=1, max_length=SKILLS_MAX)

    @model_validator(mode="after")
    def _is_whole(self) -> "SkillMap":
        if len(self.by_id) < len(self.skills):
            raise ValueError("a skill is there twice")
        for skill in self.skills:
            if missing := sorted(set(skill.prerequisites) - set(self.by_id)):
                raise ValueError(f"skill {skill.id!r} names unknown prerequisite {missing[0]!r}")
        if loop := circle(self.skills):
            raise ValueError(f"prerequisites run in a circle: {' → '.join(loop)}")
        return self

    @cached_property
    def by_id(self) -> dict[str, Skill]:
        """Return the skills by their ids."""
        return {skill.id: skill for skill in self.skills}

    def skill(self, skill_id: str) -> Skill:
        """Return one skill.

        Raises:
            SkillMapError: there is none of that id.
        """
        if skill_id not in self.by_id:
            raise SkillMapError("skill_not_here", skill_id)
        return self.by_id[skill_id]

    def add(self, name: str, description: str = "", after: Sequence[str] = ()) -> "SkillMap":
        """Return the map with a new skill that builds on some others."""
        if len(self.skills) >= SKILLS_MAX:
            raise SkillMapError("skills_full", str(SKILLS_MAX))
        before = tuple(dict.fromkeys(self.skill(one).id for one in after))
        said = self._free_name(name, "")
        new = Skill(
            id=free_id(said, self.by_id),
            name=said,
            description=description.strip()[:DESCRIPTION_MAX],
            prerequisites=before,
        )
        return SkillMap(skills=(*self.skills, new))

    def rename(self, skill_id: str, name: str, description: str) -> "SkillMap":
        """Return the map with a skill's name and description changed; its id stays."""
        said = self._free_name(name, skill_id)
        about = description.strip()[:DESCRIPTION_MAX]
        return self._with(skill_id, name=said, description=about)

    def retire(self, skill_id: str) -> "SkillMap":
        """Return the map with a skill that is not taught any more."""
        return self._with(skill_id, retired=True)

    def restore(self, skill_id: str) -> "SkillMap":
        """Return the map with a retired skill taught again."""
        return self._with(skill_id, retired=False)

    def link(self, edge: Edge) -> "SkillMap":
        """Return the map with a prerequisite more."""
        before, after = self.skill(edge[0]), self.skill(edge[1])
        if before.id in after.prerequisites:
            raise SkillMapError("edge_there", before.name, after.name)
        if loop := circle_with(self.skills, edge):
            raise SkillMapError("edge_circle", *(self.by_id[one].name for one in loop))
        linked = self._with(after.id, prerequisites=(*after.prerequisites, before.id))
        return SkillMap(skills=in_teaching_order(linked.skills))

    def unlink(self, edge: Edge) -> "SkillMap":
        """Return the map with a prerequisite less."""
        before, after = self.skill(edge[0]), self.skill(edge[1])
        if before.id not in after.prerequisites:
            raise SkillMapError("edge_not_there", before.name, after.name)
        left = tuple(one for one in after.prerequisites if one != before.id)
        return self._with(after.id, prerequisites=left)

    def _with(self, skill_id: str, **changes: object) -> "SkillMap":
        changed = self.skill(skill_id).model_copy(update=changes)
        return SkillMap(skills=tuple(changed if one.id == skill_id else one for one in self.skills))

    def _free_name(self, name: str, own_id: str) -> str:
        said = " ".join(name.split())
        if not said:
            raise SkillMapError("skill_name_missing")
        if len(said) > NAME_MAX:
            raise SkillMapError("skill_name_long", str(NAME_MAX))
        taken = {one.name.casefold() for one in self.skills if one.id != own_id}
        if said.casefold() in taken:
            raise SkillMapError("skill_name_taken", said)
        return said


def free_id(name: str, taken: Container[str]) -> str:
    """Return an id made of a name that is not `in` what is taken already."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
    stem = _PLAIN.sub("-", plain).strip("-")[:48].strip("-") or "skill"
    number, found = 1, stem
    while found in taken:
        number += 1
        found = f"{stem}-{number}"
    return found
