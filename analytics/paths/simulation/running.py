"""Let policies teach simulated learners, and a tutor that sees into their heads."""

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from statistics import mean
from uuid import UUID

from analytics.content.plan import PlanItem
from analytics.mastery import LearnerState, Observation, observe, start
from analytics.paths.candidates import COOL_DOWN, candidates
from analytics.paths.choosing import Policy
from analytics.paths.simulation.courses import Course, make_course
from analytics.paths.simulation.laws import LAWS, Learner

ANSWERS = 240
EVERY = 12
"""Answers between two points of a learner's curve."""

FORESIGHTS = (0.1, 0.3)
"""How much an oracle weighs the skills that wait behind one; the best of these counts.

None at all and 1 were tried too, and never were the best.
"""

FURTHER = 0.99
"""The threshold that a learner goes on to who has answers left when all is reached."""


@dataclass(frozen=True, slots=True)
class Taught:
    """What became of one learner.

    Attributes:
        along: mean over the answers of how much more was known than at first, as a
            share of the skills.
        curve: the same after every `EVERY` answers, the last after the last one.
        repeats: items asked again within the cool-down while another could be asked.
    """

    along: float
    curve: tuple[float, ...]
    repeats: int = 0

    @property
    def end(self) -> float:
        """Return how much more was known after the last answer."""
        return self.curve[-1]


def teach(policy: Policy, law: str, course_seed: int, learner_seed: int) -> Taught:
    """Let a policy teach one learner for `ANSWERS` answers.

    Every policy has as many: when all skills are reached and answers are left, the same
    course goes on, to the threshold `FURTHER`; and ends when that is reached too.
    """
    course = make_course(course_seed)
    learner, chance = _learner(law, course, f"{course_seed} {learner_seed}")
    items = {item.id: item for item in course.plan.items}
    plan, further = course.plan, course.plan.model_copy(update={"threshold": FURTHER})
    state = start()
    recent: list[str] = []
    repeats = 0

    def turn(number: int) -> None:
        nonlocal plan, state, repeats
        seed = learner_seed * ANSWERS + number
        step = policy.advise(plan, state, seed).step
        if step is None:
            plan = further
            step = policy.advise(plan, state, seed).step
        if step is None:
            return
        repeats += step.item_id in recent[-COOL_DOWN:]
        recent.append(step.item_id)
        right = chance.random() < learner.success(step.item_id)
        learner.practise(step.item_id, right=right)
        state = seen(state, items[step.item_id], number, float(right))

    return replace(_lesson(learner, turn, len(course.plan.skills)), repeats=repeats)


def teach_knowing_all(law: str, course_seed: int, learner_seed: int, foresight: float) -> Taught:
    """Let a tutor teach who sees the true state and takes the best gain at once.

    The tutor sees what a learner knows and would gain by each item, not what will be
    answered; and keeps to the constraints that hold for every policy: items rest, and
    none that was solved comes again while another has not.
    """
    course = make_course(course_seed)
    learner, chance = _learner(law, course, f"{course_seed} {learner_seed}")
    plan, behind = course.plan, _behind(course)
    state = start()

    def gain(option: tuple[int, PlanItem]) -> float:
        skill, item = option
        waiting = sum(1 - learner.known(one) for one in behind[skill])
        return learner.gain(item.id) * (1 + foresight * waiting)

    def turn(number: int) -> None:
        nonlocal state
        free = candidates(plan, state.now, [skill.id for skill in plan.skills])
        best = [
            (n, max(items, key=lambda item: learner.gain(item.id)))
            for n, skill in enumerate(plan.skills)
            if (items := free.of(skill.id))
        ]
        _, item = max(best, key=gain)
        right = chance.random() < learner.success(item.id)
        learner.practise(item.id, right=right)
        state = seen(state, item, number, float(right))

    return _lesson(learner, turn, len(plan.skills))


def _behind(course: Course) -> list[list[int]]:
    order = {skill.id: n for n, skill in enumerate(course.plan.skills)}
    return [[order[d] for d in course.plan.descendants[skill.id]] for skill in course.plan.skills]


def _learner(law: str, course: Course, seed: str) -> tuple[Learner, random.Random]:
    """Return a learner and the chance of their answers, the same for every tutor."""
    made = random.Random(f"{law} {seed}")  # noqa: S311 -- repeatable, not secret
    return LAWS[law](course, made), random.Random(f"answers {seed}")  # noqa: S311 -- as above


def _lesson(learner: Learner, turn: Callable[[int], None], skills: int) -> Taught:
    def known() -> float:
        return sum(learner.known(skill) for skill in range(skills)) / skills

    first, gains = known(), []
    for number in range(ANSWERS):
        turn(number)
        gains.append(known() - first)
    return Taught(mean(gains), tuple(gains[EVERY - 1 :: EVERY]))


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
