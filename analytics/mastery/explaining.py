"""The chance of a right answer, and what it is made of.

Filter and head are sums of logits, so the parts sum to the logit exactly:
nothing about an explanation is approximate.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, get_args
from uuid import UUID

from pydantic import ConfigDict

from analytics.mastery.asking import Ask
from analytics.mastery.beliefs import answered, asked, situation_of
from analytics.mastery.counters import COLUMNS, row_of
from analytics.mastery.filter import Situation, sigmoid
from analytics.mastery.model import Model
from analytics.mastery.replaying import replay_of
from analytics.mastery.state import Beliefs, LearnerState, Observation, Probability
from analytics.mastery.updates import appended, is_known, is_overtaken, observe, short_id

Cause = Literal["ability", "skill", "item", "skill_record", "recent", "item_again", "rest"]

CAUSES: tuple[Cause, ...] = get_args(Cause)
"""Every cause, in the order of the fields of `Parts`."""

_COLUMNS_OF: Mapping[Cause, tuple[str, ...]] = {
    "ability": ("filter", "ability", "ability_variance"),
    "skill": ("own_skill", "own_variance"),
    "item": (),
    "skill_record": ("skill_wins", "skill_fails", "skill_fast", "skill_slow", "skill_streak"),
    "recent": ("wins", "fails", "fast", "slow", "streak", "rate", "pattern"),
    "item_again": ("item_times", "item_solved", "item_lag"),
    "rest": ("skill_lag", "same_skill"),
}


def _places() -> Iterator[slice]:
    """Yield where the counters of each cause stand in a row, which is side by side."""
    end = 0
    for cause in CAUSES:
        start, end = end, end + len(_COLUMNS_OF[cause])
        assert COLUMNS[start:end] == _COLUMNS_OF[cause]  # noqa: S101 - two lists of one thing
        yield slice(start, end)


_PLACES = tuple(_places())
_ABILITY, _SKILL, _ITEM = range(3)


@dataclass(slots=True, unsafe_hash=True)
class Parts:
    """By how many logits each cause raises or lowers the chance, as in `CAUSES`."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    ability: float
    skill: float
    item: float
    skill_record: float
    recent: float
    item_again: float
    rest: float

    def largest(self, count: int) -> list[tuple[Cause, float]]:
        """Return the causes with the largest parts, the largest first."""
        parts: list[tuple[Cause, float]] = [(cause, getattr(self, cause)) for cause in CAUSES]
        return sorted(parts, key=lambda part: abs(part[1]), reverse=True)[:count]


@dataclass(slots=True, unsafe_hash=True)
class Forecast:
    """What was expected of an answer before it came.

    Attributes:
        base: logit of an average learner; with the parts it sums to `logit`.
        model: version of the model that says so.
    """

    __pydantic_config__ = ConfigDict(extra="forbid")

    chance: Probability
    logit: float
    base: float
    parts: Parts
    model: str


def forecast(beliefs: Beliefs, ask: Ask, model: Model) -> Forecast:
    """Return the chance of a right answer with its causes."""
    return _told(beliefs, ask, situation_of(beliefs, ask, model.constants), model)


def observed(
    state: LearnerState, seen: Observation, model: Model
) -> tuple[LearnerState, Forecast | None]:
    """Return the state after an answer or grade, and what was expected of it.

    The same as `observe` and `foreseen`, done once for an answer that is new.
    """
    if seen.score is None or is_known(state, seen) or (state.resets and is_overtaken(state, seen)):
        return observe(state, seen, model.constants), foreseen(state, seen, model)
    ask = asked(seen, model.constants)
    situation = situation_of(state.now, ask, model.constants)
    expected = _told(state.now, ask, situation, model)
    now = answered(state.now, ask, seen.score, situation, model.constants)[0]
    return appended(state, seen, now, model.constants), expected


def foreseen(state: LearnerState, seen: Observation, model: Model) -> Forecast | None:
    """Return what was expected of an answer, whether or not it is in the state.

    None for one so old that what was known before it is no longer kept.
    """
    beliefs = known_before(state, seen.attempt_id, model)
    if beliefs is None:
        return None
    return forecast(beliefs, asked(seen, model.constants), model)


def _told(beliefs: Beliefs, ask: Ask, situation: Situation, model: Model) -> Forecast:
    head = model.head
    points = head.binned(row_of(beliefs, ask, situation))
    sums = [sum(points[place]) for place in _PLACES]
    # The filter's own logit is a sum as well: each term goes to its cause.
    factor = head.slope / situation.shrink()
    sums[_ABILITY] += factor * situation.ability.mean
    sums[_SKILL] += factor * situation.own
    sums[_ITEM] += factor * (situation.shared - situation.item.mean)
    base = head.base + factor * situation.base
    logit = base + sum(sums)
    return Forecast(sigmoid(logit), logit, base, Parts(*sums), model.version)


def known_before(state: LearnerState, attempt_id: UUID, model: Model) -> Beliefs | None:
    """Return what was believed of a learner before an answer, in the state or not.

    None for one so old that it is no longer kept.
    """
    ours = attempt_id.int
    for place, known in enumerate(state.recent):
        if known.attempt_id.int == ours:
            replay = replay_of(state, model.constants)
            replay.take_all(state.recent[:place])
            replay.reach(known)
            return replay.beliefs
    return None if short_id(attempt_id) in state.folded else state.now
