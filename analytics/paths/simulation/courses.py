"""Made courses: skills in a graph of prerequisites, items of known difficulty."""

import random
from collections.abc import Mapping
from dataclasses import dataclass

from analytics.content.plan import Plan, PlanItem, PlanSkill

SKILLS = 20
ITEMS_PER_SKILL = 12
_DIFFICULTY_SPREAD = 0.8
"""Logits; a logistic model of assist09 says .67 to .8 beside skills of their own."""
_AUTHOR_ERROR = 0.4
_NEAR = 5


@dataclass(frozen=True, slots=True)
class Course:
    """A plan and what only the simulation knows of it.

    Attributes:
        difficulty: true difficulty of each item in logits; the plan has what an
            author would guess.
    """

    plan: Plan
    difficulty: Mapping[str, float]


def make_course(seed: int) -> Course:
    """Return a course of 20 skills with 12 items each, drawn by `seed`."""
    rng = random.Random(seed)  # noqa: S311 -- repeatable, not secret
    skills = tuple(PlanSkill(id=f"s{n}", prerequisites=_before(n, rng)) for n in range(SKILLS))
    difficulty: dict[str, float] = {}
    items = []
    for skill in skills:
        for n in range(ITEMS_PER_SKILL):
            item_id = f"{skill.id}-{n}"
            difficulty[item_id] = rng.gauss(0, _DIFFICULTY_SPREAD)
            guess = difficulty[item_id] + rng.gauss(0, _AUTHOR_ERROR)
            items.append(
                PlanItem(id=item_id, kind="numeric", skills={skill.id: 1.0}, difficulty=guess)
            )
    return Course(Plan(skills=skills, items=tuple(items)), difficulty)


def _before(number: int, rng: random.Random) -> tuple[str, ...]:
    """Return up to two prerequisites among the last few skills."""
    near = list(range(max(0, number - _NEAR), number))
    count = min(len(near), rng.choice((0, 1, 1, 1, 2, 2)))
    return tuple(f"s{one}" for one in sorted(rng.sample(near, count)))
