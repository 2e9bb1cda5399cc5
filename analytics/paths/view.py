"""One learner before one plan: what a policy asks before it chooses."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from operator import attrgetter
from typing import NamedTuple

from analytics.content.plan import Plan, PlanItem, PlanSkill
from analytics.mastery import LearnerState, predict_item, values
from analytics.paths.candidates import COOL_DOWN, Candidates, answers_ago, candidates
from analytics.paths.noticing import noticed
from analytics.paths.step import Reason, ReasonCode, Step

MANY_ANSWERS = 30
"""Answers to one skill after which it should have been reached."""

WRONG_IN_A_ROW = 8
"""Wrong answers in a row to one skill that say: stuck. A teacher is told."""

BREAK_AFTER = 3
"""Wrong answers in a row to one skill after which something else comes between.

One step, then the skill is gone on with: simulated learners who were led away for longer,
until what comes before went right, lost the skill and all that waits behind it.
"""

REVIEW_EVERY = 4
"""At most one step in so many is a review, while there is something left to reach."""

HARDER = 0.15
"""How far a chance of success lies under the aim before it is a stretch."""


class Option(NamedTuple):
    """A skill that may be worked on, and how much it deserves it."""

    skill_id: str
    score: float


@dataclass(frozen=True)
class View:
    """One learner before one plan.

    Attributes:
        known: mastery of each skill now, in plan order.
        best: best mastery of each skill ever, in plan order; see `SkillState`.
        open: the skills not reached yet, in plan order.
        free: the items that may be asked for them.
    """

    plan: Plan
    state: LearnerState
    known: dict[str, float]
    best: dict[str, float]
    open: dict[str, PlanSkill]
    free: Candidates
    _successes: dict[str, float] = field(default_factory=dict)
    _steps: dict[tuple[str, ReasonCode | None], Step] = field(default_factory=dict)

    @cached_property
    def noticed(self) -> dict[str, float]:
        """Return how surely each skill is there already; see `analytics.paths.noticing`."""
        return noticed(self.plan, self.state, self.known)

    @cached_property
    def options(self) -> list[Option]:
        """Return what may be done, best first, one option a skill."""
        any_of = self.free.any_of
        found = [Option(s, score) for s, score in self.scores().items() if any_of(s)]
        return sorted(found, key=_by_score, reverse=True)

    def scores(self) -> dict[str, float]:
        """Return how much each open skill deserves the next step, 0 and up."""
        plan, noticed, now = self.plan, self.noticed, self.state.now
        base = {skill_id: _as_base(value) for skill_id, value in noticed.items()}
        found = {}
        for skill_id in self.open:
            score = 1 - noticed[skill_id]
            for one in plan.prerequisites[skill_id]:
                score *= base[one]
            if after := plan.descendants[skill_id]:
                score *= 1 + 0.08 * (len(after) - sum(map(noticed.__getitem__, after)))
            found[skill_id] = score
        for skill_id, skill in now.skills.items():
            if skill.answers > MANY_ANSWERS and skill_id in found:
                found[skill_id] /= 1 + (skill.answers - MANY_ANSWERS) / 10
        if now.last_skill in found:
            found[now.last_skill] *= 1.35
        return found

    def ready(self, skill_id: str) -> float:
        """Return how well what comes before a skill is known, 0 to 1."""
        return self.ready_if(skill_id, self.known)

    def ready_if(self, skill_id: str, known: Mapping[str, float]) -> float:
        """Return the same, were the masteries these."""
        before = self.open[skill_id].prerequisites
        return math.prod(_as_base(known[b]) for b in before)

    def success(self, item: PlanItem) -> float:
        """Return the predicted chance of a right answer, worked out once."""
        if (known := self._successes.get(item.id)) is None:
            known = self._successes[item.id] = predict_item(self.state, item)
        return known

    def item_cost(self, item: PlanItem) -> float:
        """Return how far an item is from what should be asked."""
        off = abs(self.success(item) - self.plan.target_success)
        if (note := self.state.now.seen.get(item.id)) is None:
            return off
        ago = self.state.now.answers - note.last + 1
        return off + 0.15 * note.times + (0.5 if ago < COOL_DOWN else 0.0)

    def is_stuck(self, skill_id: str) -> bool:
        """Say whether more of the same will not help with a skill."""
        known = self.state.now.skills.get(skill_id)
        if known is None or skill_id not in self.open:
            return False
        return known.answers >= MANY_ANSWERS or known.wrong_streak >= WRONG_IN_A_ROW

    def is_spent(self, skill_id: str) -> bool:
        """Say whether the next step should be of another skill.

        Many answers alone do not say so: they make the skill's score fall, and where it
        still is the highest, nothing else is ready for the learner.
        """
        known = self.state.now.skills.get(skill_id)
        if known is None or skill_id not in self.open:
            return False
        wrong = known.wrong_streak
        return skill_id == self.state.now.last_skill and wrong > 0 and wrong % BREAK_AFTER == 0

    def stuck(self) -> tuple[str, ...]:
        """Return the open skills in which more of the same will not help, in plan order."""
        practised = self.state.now.skills
        return tuple(s for s in self.open if s in practised and self.is_stuck(s))

    def review(self) -> Step | None:
        """Return a review, when one is due at this moment and its turn has come."""
        if self.open and self.state.now.answers % REVIEW_EVERY != REVIEW_EVERY - 1:
            return None
        for skill_id in self.due():
            if items := self._rested_of(skill_id):
                return self._step(skill_id, items, "review")
        return None

    def due(self) -> list[str]:
        """Return the reached skills to be reviewed by now, the longest due first.

        Now is when the last answer was given: a replay sees the same.
        """
        now, skills = self.state.now.at, self.state.now.skills
        if now is None:
            return []
        found = [
            (card.due, skill_id)
            for skill_id in self.known.keys() & skills.keys()
            if skill_id not in self.open
            and (card := skills[skill_id].card) is not None
            and card.due <= now
        ]
        return [skill_id for _, skill_id in sorted(found)]

    def side_step(self, skill_id: str, code: ReasonCode) -> Step | None:
        """Return a step in any skill of the plan, solved items left out.

        None where nothing of it is to be asked now.
        """
        seen = self.state.now.seen
        free = candidates(self.plan, self.state.now, {skill_id, *self.open})
        items = [i for i in free.of(skill_id) if i.id not in seen or not seen[i.id].solved]
        return self._step(skill_id, items, code) if items else None

    def _rested_of(self, skill_id: str) -> list[PlanItem]:
        """Return what a skill is reviewed by; what was solved when all of it was."""
        now = self.state.now
        found = candidates(self.plan, now, [skill_id]).of(skill_id)
        return [item for item in found if (answers_ago(now, item.id) or COOL_DOWN + 1) > COOL_DOWN]

    def step(self, option: Option, code: ReasonCode | None = None) -> Step:
        """Return an option's best item as a step with its reason, chosen once."""
        which = (option.skill_id, code)
        if (step := self._steps.get(which)) is None:
            items = self.free.of(option.skill_id)
            step = self._steps[which] = self._step(option.skill_id, items, code)
        return step

    def _step(self, skill_id: str, items: list[PlanItem], code: ReasonCode | None) -> Step:
        return self.step_of(skill_id, min(items, key=self.item_cost), code)

    def step_of(self, skill_id: str, item: PlanItem, code: ReasonCode | None = None) -> Step:
        """Return an item, asked for a skill, as a step with its reason."""
        success = self.success(item)
        reason = Reason(
            code=code or self._code(skill_id, success),
            skill_id=skill_id,
            mastery=self.known[skill_id],
            success=success,
            prerequisite_of=tuple(s for s in self.plan.successors[skill_id] if s in self.open),
        )
        return Step(item_id=item.id, skill_id=skill_id, success=success, reason=reason)

    def _code(self, skill_id: str, success: float) -> ReasonCode:
        if success < self.plan.target_success - HARDER:
            return "stretch"
        return "same_skill" if skill_id == self.state.now.last_skill else "next_skill"


@dataclass(slots=True)
class _Kept:
    """The view made last, and of which plan: what is offered asks for the same again."""

    last: tuple[Plan, View] | None = None


_KEPT = _Kept()


def view_of(plan: Plan, state: LearnerState) -> View:
    """Return a learner before a plan, ready for a policy's questions.

    The plan of the view is what the teacher's orders leave of it now.
    """
    last = _KEPT.last
    if last is None or last[0] is not plan or last[1].state is not state:
        last = _KEPT.last = (plan, _view(plan, state))
    return last[1]


def _view(plan: Plan, state: LearnerState) -> View:
    plan = plan.left(lambda skill_id: best_of(state, skill_id))
    best, threshold = bests_of(state, plan), plan.threshold
    open_skills = {skill.id: skill for skill in plan.skills if best[skill.id] < threshold}
    return View(
        plan=plan,
        state=state,
        known=values(state, plan),
        best=best,
        open=open_skills,
        free=candidates(plan, state.now, open_skills or [s.id for s in plan.skills]),
    )


_by_score = attrgetter("score")


def _as_base(known: float) -> float:
    """Return how well a skill carries what builds on it, 0 to 1."""
    share = 0.09 + 0.91 * known
    return share * share


def best_of(state: LearnerState, skill_id: str) -> float:
    """Return the best mastery of a skill ever; see `SkillState`."""
    known = state.now.skills.get(skill_id)
    return known.best if known else 0.0


def bests_of(state: LearnerState, plan: Plan) -> dict[str, float]:
    """Return the best mastery of each skill of a plan ever, in plan order."""
    skills = state.now.skills
    return {s: skills[s].best if s in skills else 0.0 for s in plan.prerequisites}
