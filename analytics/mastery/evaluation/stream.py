"""Streams a log through the product's own filter step and counters.

Items and skills are learned here as answers come and are shared by learners;
every number of a row was known before its answer.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from analytics.mastery.asking import Ask
from analytics.mastery.beliefs import answered, nothing_known, situation_of
from analytics.mastery.counters import COLUMNS, row_of
from analytics.mastery.estimates import current, skill_state
from analytics.mastery.evaluation.answers import Answer
from analytics.mastery.evaluation.rates import Rates
from analytics.mastery.filter import START, Constants, Posterior, Situation, moved, sigmoid
from analytics.mastery.state import Beliefs, Gaussian

ITEM_VARIANCE = 1.5
"""Doubt about the difficulty of an item nobody has answered."""
SKILL_VARIANCE = 0.6
"""Doubt about how hard a skill is that nobody has practised."""

FEATURES = (
    *COLUMNS,
    "shared_skill", "item", "item_variance",
    "item_count", "item_rate", "shared_count", "shared_rate", "rate_after", "rate_after_item",
    "gap", "skill_gap", "surprise", "slow_surprise",
)  # fmt: skip
"""What the columns of a row are, in order."""


@dataclass(slots=True)
class Learner:
    """One learner in the stream, and what the product does not keep.

    Attributes:
        times: when each skill, and under "" anything, was answered last.
        last: the last item and how it went.
        surprise, slow_surprise: moving averages of score less chance.
    """

    beliefs: Beliefs
    times: dict[str, int] = field(default_factory=dict)
    last: tuple[str, int] = ("", -1)
    surprise: float = 0.0
    slow_surprise: float = 0.0


class Stream:
    """The filter with what is shared by learners.

    Attributes:
        drops: how often a right answer lowered the mastery of a skill it
            practised.
    """

    def __init__(self, skills: dict[int, tuple[int, ...]], constants: Constants = START) -> None:
        self._constants = constants
        self._weights = {
            item: dict.fromkeys(map(str, of), 1 / len(of)) for item, of in skills.items() if of
        }
        self._items: dict[str, Gaussian] = {}
        self._shared: dict[str, Gaussian] = {}
        self._rates = Rates()
        self._learners: dict[int, Learner] = {}
        self.drops = 0

    def rows(self, answers: Iterable[Answer]) -> Iterator[list[float]]:
        """Learn from answers; yield the row known before each of them."""
        return map(self._answered, answers)

    def ask(self, item: int) -> Ask:
        """Return an item with what is believed of it now."""
        weights = self._weights.get(item) or {"-1": 1.0}
        new = Gaussian(0.0, SKILL_VARIANCE)
        return Ask(
            str(item),
            weights,
            self._items.get(str(item)) or Gaussian(0.0, ITEM_VARIANCE),
            [self._shared.get(skill_id, new) for skill_id in weights],
        )

    def _answered(self, answer: Answer) -> list[float]:
        learner = self._learners.get(answer.learner)
        if learner is None:
            beliefs = nothing_known(self._constants)
            learner = self._learners[answer.learner] = Learner(beliefs)
        ask = self.ask(answer.item)
        before = learner.beliefs
        situation = situation_of(before, ask, self._constants)
        row = self._row(learner, ask, situation, answer.time)
        learner.beliefs, after = answered(
            before, ask, float(answer.right), situation, self._constants
        )
        if answer.right:
            self.drops += self._dropped(ask, before, learner.beliefs)
        self._share(ask, after)
        self._remember(learner, ask, answer, sigmoid(row[0]))
        return row

    def _row(self, learner: Learner, ask: Ask, situation: Situation, time: int) -> list[float]:
        row = row_of(learner.beliefs, ask, situation)
        first = next(iter(ask.weights))
        row += [
            situation.shared, ask.item.mean, ask.item.variance,
            *self._rates.of(ask, learner.last),
            _since(learner.times.get(""), time), _since(learner.times.get(first), time),
            learner.surprise, learner.slow_surprise,
        ]  # fmt: skip
        return row

    def _share(self, ask: Ask, after: Posterior) -> None:
        pull, curve = after.residual, after.curvature
        self._items[ask.item_id] = moved(ask.item, -1.0, pull, curve)
        for (skill_id, weight), shared in zip(ask.weights.items(), ask.shared, strict=True):
            self._shared[skill_id] = moved(shared, weight, pull, curve)

    def _remember(self, learner: Learner, ask: Ask, answer: Answer, chance: float) -> None:
        self._rates.add(ask, learner.last, answer.right)
        learner.last = ask.item_id, answer.right
        for skill_id in ("", *ask.weights):
            learner.times[skill_id] = answer.time
        off = answer.right - chance
        learner.surprise += 0.3 * (off - learner.surprise)
        learner.slow_surprise += 0.08 * (off - learner.slow_surprise)

    def _dropped(self, ask: Ask, before: Beliefs, after: Beliefs) -> int:
        return sum(
            self._current(after, skill_id) < self._current(before, skill_id)
            for skill_id in ask.weights
        )

    def _current(self, beliefs: Beliefs, skill_id: str) -> float:
        own = skill_state(beliefs, skill_id, self._constants).belief
        return current(beliefs.ability, own, self._constants)


def _since(then: int | None, now: int) -> int:
    return -1 if then is None else now - then
