"""Let policies teach simulated learners, and a tutor that sees into their heads."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from analytics.content.plan import PlanItem
from analytics.mastery import LearnerState, Observation, observe, start
from analytics.paths.candidates import COOL_DOWN
from analytics.paths.choosing import Policy
from analytics.paths.simulation.courses import Course, make_course
from analytics.paths.simulation.laws import LAWS, Learner

ANSWERS = 240
FORESIGHTS = (0.0, 0.1, 0.3, 1.0)
"""How much an oracle weighs the skills that wait behind one; the best of these counts."""


@dataclass(frozen=True, slots=True)
class Taught:
    """What became of one learner.

    Attributes:
        area: mean over the answers of how much more was known than at first, as a
            share of the skills.
        end: how much more was known after the last answer.
        repeats: items asked again within the cool-down while another could be asked.
    """

    area: float
    end: float
    repeats: int = 0


def teach(policy: Policy, law: str, course_seed: int, learner_seed: int) -> Taught:
    """Let a policy teach one learner for `ANSWERS` answers."""
    course = make_course(course_seed)
    learner, chance = _learner(law, course, learner_seed)
    items = {item.id: item for item in course.plan.items}
    state = start()
    recent: list[str] = []
    repeats = 0

    def turn(number: int) -> None:
        nonlocal state, repeats
        step = policy.advise(course.plan, state, learner_seed * ANSWERS + number).step
        if step is None:
            return
        repeats += step.item_id in recent[-COOL_DOWN:]
        recent.append(step.item_id)
        right = chance.random() < learner.success(step.item_id)
        learner.practise(step.item_id, right=right)
        state = seen(state, items[step.item_id], number, float(right))

    area, end = _lesson(learner, turn, len(course.plan.skills))
    return Taught(area, end, repeats)


def teach_knowing_all(law: str, course_seed: int, learner_seed: int, foresight: float) -> Taught:
    """Let a tutor teach who sees the true state and takes the best gain at once."""
    course = make_course(course_seed)
    learner, chance = _learner(law, course, learner_seed)
    order = {skill.id: n for n, skill in enumerate(course.plan.skills)}
    behind = [[order[d] for d in course.plan.descendants[s.id]] for s in course.plan.skills]
    skill_of = {item.id: order[next(iter(item.skills))] for item in course.plan.items}

    def worth(item_id: str) -> float:
        waiting = sum(1 - learner.known(one) for one in behind[skill_of[item_id]])
        return learner.gain(item_id) * (1 + foresight * waiting)

    def turn(_number: int) -> None:
        item_id = max(skill_of, key=worth)
        learner.practise(item_id, right=chance.random() < learner.success(item_id))

    return Taught(*_lesson(learner, turn, len(order)))


def _learner(law: str, course: Course, seed: int) -> tuple[Learner, random.Random]:
    """Return a learner and the chance of their answers, the same for every tutor."""
    made = random.Random(f"{law} {seed}")  # noqa: S311 -- repeatable, not secret
    return LAWS[law](course, made), random.Random(f"answers {seed}")  # noqa: S311 -- as above


def _lesson(learner: Learner, turn: Callable[[int], None], skills: int) -> tuple[float, float]:
    def known() -> float:
        return sum(learner.known(skill) for skill in range(skills)) / skills

    first, area, gained = known(), 0.0, 0.0
    for number in range(ANSWERS):
        turn(number)
        gained = known() - first
        area += gained / ANSWERS
    return area, gained


def seen(state: LearnerState, item: PlanItem, number: int, score: float) -> LearnerState:
    """Return the state after a learner's answer of that number."""
    return observe(
        state,
        Observation(
            attempt_id=UUID(int=(number + 1) << 80),
            item_id=item.id,
            skills=item.skills,
            difficulty=item.difficulty,
            grade_version=1,
            score=score,
        ),
    )
