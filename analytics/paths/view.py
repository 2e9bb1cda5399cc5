"""One learner before one plan: what a policy asks before it chooses."""

import math
from dataclasses import dataclass, field

from analytics.content.plan import Plan, PlanItem
from analytics.mastery import LearnerState, SkillMastery, masteries, predict_item, reached
from analytics.paths.candidates import COOL_DOWN, Candidates, answers_ago, candidates
from analytics.paths.step import Reason, ReasonCode, Step

MANY_ANSWERS = 18
"""Answers to one skill after which it should have been reached."""

WRONG_IN_A_ROW = 4
"""Wrong answers in a row to one skill that say: stuck."""

FADED = 0.15
"""How far under the threshold a reached skill falls before a review."""

REVIEW_EVERY = 4
"""At most one step in so many is a review."""

HARDER = 0.15
"""How far a chance of success lies under the aim before it is a stretch."""


@dataclass(frozen=True, slots=True)
class Option:
    """A skill that may be worked on, its item and its score."""

    skill_id: str
    item: PlanItem
    score: float


@dataclass(frozen=True, slots=True)
class View:
    """One learner before one plan."""

    plan: Plan
    state: LearnerState
    skills: dict[str, SkillMastery]
    open: tuple[str, ...]
    prerequisites: dict[str, tuple[str, ...]]
    free: Candidates = field(init=False)

    def __post_init__(self) -> None:
        wanted = self.open or tuple(self.skills)
        object.__setattr__(self, "free", candidates(self.plan, self.state.now, wanted))

    def options(self) -> list[Option]:
        """Return what may be done, best first, one option a skill."""
        found = [
            Option(skill_id, self.best_item(self.free, skill_id), self.score(skill_id))
            for skill_id in self.free.by_skill
        ]
        return sorted(found, key=lambda option: -option.score)

    def score(self, skill_id: str) -> float:
        """Return how much a skill deserves the next step, 0 and up."""
        skill = self.skills[skill_id]
        waiting = sum(1 - self.skills[d].value for d in self.plan.descendants[skill_id])
        tired = 1 + max(0, skill.answers - MANY_ANSWERS) / 10
        going_on = 1.35 if skill_id == self.state.now.last_skill else 1.0
        return (1 - skill.value) * self.ready(skill_id) * (1 + 0.08 * waiting) / tired * going_on

    def ready(self, skill_id: str) -> float:
        """Return how well what comes before a skill is known, 0 to 1."""
        known = (self.skills[before].value for before in self.prerequisites[skill_id])
        return math.prod((0.09 + 0.91 * value) ** 2 for value in known)

    def best_item(self, free: Candidates, skill_id: str) -> PlanItem:
        """Return the item nearest to the aim."""
        return min(free.of(skill_id), key=self.item_cost)

    def item_cost(self, item: PlanItem) -> float:
        """Return how far an item is from what should be asked."""
        note = self.state.now.seen.get(item.id)
        ago = answers_ago(self.state.now, item.id)
        off = abs(predict_item(self.state, item) - self.plan.target_success)
        recent = 0.5 if ago is not None and ago < COOL_DOWN else 0.0
        return off + (0.15 * note.times if note else 0.0) + recent

    def is_stuck(self, skill_id: str) -> bool:
        """Say whether more of the same will not help with a skill."""
        known = self.state.now.skills.get(skill_id)
        if known is None or skill_id not in self.open:
            return False
        return known.answers >= MANY_ANSWERS or known.wrong_streak >= WRONG_IN_A_ROW

    def review(self) -> Step | None:
        """Return a faded skill's step, when one is due and can be asked."""
        if self.state.now.answers % REVIEW_EVERY != REVIEW_EVERY - 1:
            return None
        faded = [
            skill
            for skill in self.skills.values()
            if skill.skill_id not in self.open and skill.value < self.plan.threshold - FADED
        ]
        for skill in sorted(faded, key=lambda s: s.value):
            if (step := self.side_step(skill.skill_id, "review")) is not None:
                return step
        return None

    def side_step(self, skill_id: str, code: ReasonCode) -> Step | None:
        """Return a step in any skill of the plan, solved items left out."""
        free = candidates(self.plan, self.state.now, {skill_id, *self.open})
        seen = self.state.now.seen
        items = tuple(i for i in free.of(skill_id) if i.id not in seen or not seen[i.id].solved)
        if not items:
            return None
        item = min(items, key=self.item_cost)
        return self.step(Option(skill_id, item, 0.0), code)

    def step(self, option: Option, code: ReasonCode | None = None) -> Step:
        """Return an option as a step with its reason."""
        success = predict_item(self.state, option.item)
        reason = Reason(
            code=code or self._code(option, success),
            skill_id=option.skill_id,
            mastery=self.skills[option.skill_id].value,
            success=success,
            prerequisite_of=tuple(
                s for s in self.plan.successors[option.skill_id] if s in self.open
            ),
        )
        return Step(
            item_id=option.item.id, skill_id=option.skill_id, success=success, reason=reason
        )

    def _code(self, option: Option, success: float) -> ReasonCode:
        if success < self.plan.target_success - HARDER:
            return "stretch"
        return "same_skill" if option.skill_id == self.state.now.last_skill else "next_skill"


def view_of(plan: Plan, state: LearnerState) -> View:
    """Return a learner before a plan, ready for a policy's questions."""
    skills = {skill.skill_id: skill for skill in masteries(state, plan)}
    return View(
        plan=plan,
        state=state,
        skills=skills,
        open=tuple(s for s, skill in skills.items() if not reached(skill, plan.threshold)),
        prerequisites={skill.id: skill.prerequisites for skill in plan.skills},
    )
