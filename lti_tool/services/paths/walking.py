"""A walk along a path that nobody's record knows: all of it stands in its address."""

from dataclasses import dataclass, replace
from functools import cached_property
from uuid import UUID

from analytics.content import Item, PlanItem
from analytics.mastery import LearnerState, Observation, start
from analytics.mastery.explaining import Forecast, observed
from analytics.mastery.model import Model, shipped_model
from analytics.paths import Advice, Policy, Step, offer
from analytics.paths.teaching import opening_step, policy_called
from lti_tool.errors import NotFound
from lti_tool.services.activities import Course

LONGEST = 120
"""Answers after which a walk ends: its address stays short enough for any server."""

_BETWEEN, _WITHIN, _WAITS = ".", "~", "w"


@dataclass(frozen=True, slots=True)
class Walked:
    """One answer of a walk; `score` is 0 to 1, None while a teacher would decide."""

    item_id: str
    score: float | None

    def text(self) -> str:
        """Return the answer as an address carries it: its score in hundredths."""
        score = _WAITS if self.score is None else str(round(self.score * 100))
        return f"{self.item_id}{_WITHIN}{score}"


@dataclass(frozen=True)
class Walk:
    """What somebody has answered who is nobody, and where that leads.

    Attributes:
        course: with the plan that the walk goes by.
    """

    course: Course
    answers: tuple[Walked, ...] = ()

    def text(self) -> str:
        """Return the walk as an address carries it."""
        return _BETWEEN.join(one.text() for one in self.answers)

    def then(self, item_id: str, score: float | None) -> "Walk":
        """Return the walk with one answer more."""
        return replace(self, answers=(*self.answers, Walked(item_id, score)))

    @property
    def is_over(self) -> bool:
        """Tell whether no more answers are taken."""
        return len(self.answers) >= LONGEST

    @cached_property
    def folded(self) -> tuple[LearnerState, Forecast | None]:
        """Return what the answers show, and what was expected of the last one."""
        model, expected = shipped_model(), None
        state = start(model.constants)
        for number, one in enumerate(self.answers, 1):
            state, expected = _fold(self.course, state, (number, one), model)
        return state, expected

    @cached_property
    def policy(self) -> Policy:
        """Return what chooses the next step."""
        return policy_called(self.course.plan.policy)

    @cached_property
    def advice(self) -> Advice:
        """Return what comes next; the same walk is advised the same."""
        return self.policy.advise(self.course.plan, self.folded[0], len(self.answers))

    @cached_property
    def offered(self) -> tuple[Step, ...]:
        """Return the steps to pick from, the advised one first."""
        return offer(self.course.plan, self.folded[0], self.advice)

    def item(self, wanted: str = "") -> Item:
        """Return the item to ask: the wanted one, else the advised or the first one.

        Raises:
            NotFound: the wanted one may not be asked.
        """
        left = self.course.plan.practice
        step = self.advice.step if self.answers else opening_step(self.course.plan)
        item_id = wanted or (step.item_id if step else self._rested(left.items).id)
        if all(one.id != item_id for one in left.items):
            raise NotFound
        return self.course.item(item_id)

    def _rested(self, items: tuple[PlanItem, ...]) -> PlanItem:
        """Return the item that was answered longest ago, or never."""
        last = {one.item_id: number for number, one in enumerate(self.answers)}
        return min(items, key=lambda item: last.get(item.id, -1))


def read_walk(course: Course, text: str) -> Walk:
    """Return the walk of an address.

    Raises:
        NotFound: it is no walk along this course.
    """
    found = tuple(_answer(course, part) for part in text.split(_BETWEEN) if part)
    if len(found) > LONGEST:
        raise NotFound
    return Walk(course, found)


def _answer(course: Course, part: str) -> Walked:
    item_id, _, score = part.partition(_WITHIN)
    item = course.item(item_id)
    if score == _WAITS:
        return Walked(item.id, None)
    if not (score.isascii() and score.isdigit() and int(score) <= 100):
        raise NotFound
    return Walked(item.id, int(score) / 100)


def _fold(
    course: Course, state: LearnerState, answer: tuple[int, Walked], model: Model
) -> tuple[LearnerState, Forecast | None]:
    number, one = answer
    item = course.item(one.item_id)
    seen = Observation(
        attempt_id=UUID(int=number),
        item_id=item.id,
        skills=item.skills,
        difficulty=item.difficulty,
        grade_version=1 if one.score is not None else 0,
        score=one.score,
    )
    return observed(state, seen, model)
