"""When a skill is to be reviewed: one FSRS-6 card a skill, moved by its answers.

What is remembered fades with time, and the slower the more often it was recalled after
a while (Ye, Su and Cao, A stochastic shortest path algorithm for optimizing spaced
repetition scheduling, KDD 2022). The parameters are those that py-fsrs publishes and the
equations give to the last bit what its scheduler gives: without fuzz, so that the same
answers always make the same card, and without its short steps: what is not known yet is
practised by the path itself, and once it is reached a review on the same day tells little.
They stand here because a card moves with every answer, and half of an update's time went
into the scheduler's own cards and logs.
"""

import math
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

import fsrs

from analytics.mastery.filter import RIGHT, SOLVED
from analytics.mastery.state import Card

_SCHEDULER: Final = fsrs.Scheduler(learning_steps=(), relearning_steps=(), enable_fuzzing=False)
"""What a card is held against: parameters, aim and longest interval are its own."""

_W: Final = _SCHEDULER.parameters
_LEAST_STABILITY, _EASIEST, _HARDEST = 0.001, 1.0, 10.0
_DECAY: Final = -_W[20]
_FADING: Final[float] = 0.9 ** (1 / _DECAY) - 1
_WANTED: Final[float] = _SCHEDULER.desired_retention ** (1 / _DECAY) - 1
_RECALL_GAIN: Final = math.pow(math.e, _W[8])
_LAPSE_AT_LEAST: Final = math.pow(math.e, _W[17] * _W[18])


def _first_difficulty(rating: int) -> float:
    return _W[4] - math.pow(math.e, _W[5] * (rating - 1)) + 1


_EASY_FIRST: Final = _first_difficulty(fsrs.Rating.Easy)


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What an answer of one rating does, as far as the card does not matter.

    Attributes:
        stability, difficulty: of a card that begins with it.
        harder: what it adds to the difficulty of the easiest card.
        same_day: by how much it multiplies stability within a day.
        share: of what a good recall adds to stability; 0 where nothing was recalled.
    """

    stability: float
    difficulty: float
    harder: float
    same_day: float
    share: float

    @classmethod
    def of(cls, rating: fsrs.Rating, share: float) -> "_Outcome":
        """Return what a rating does."""
        return cls(
            stability=max(_W[rating - 1], _LEAST_STABILITY),
            difficulty=_as_difficulty(_first_difficulty(rating)),
            harder=-(_W[6] * (rating - 3)),
            same_day=math.pow(math.e, _W[17] * (rating - 3 + _W[18])),
            share=share,
        )


def reviewed(card: Card | None, score: float, at: datetime) -> Card:
    """Return a skill's card after an answer to it; None before the first.

    An answer that is older than the last one counts as given with it.

    Args:
        card: Before the answer.
        score: Of the answer, 0 to 1.
        at: When it was given.
    """
    outcome = _outcome(score)
    if card is None:
        return _due(outcome.stability, outcome.difficulty, at.astimezone(UTC))
    moment = max(card.last, at).astimezone(UTC)
    days = (moment - card.last).days
    stability = _after_days(card, days, outcome) if days else _same_day(card.stability, outcome)
    return _due(
        max(stability, _LEAST_STABILITY), _next_difficulty(card.difficulty, outcome), moment
    )


def _due(stability: float, difficulty: float, last: datetime) -> Card:
    """Return a card that is due when the chance of recall has fallen to what is wanted."""
    days = round(stability / _FADING * _WANTED)
    wait = timedelta(days=min(max(days, 1), _SCHEDULER.maximum_interval))
    return Card(stability, difficulty, last, last + wait)


def _same_day(stability: float, outcome: _Outcome) -> float:
    factor = outcome.same_day * math.pow(stability, -_W[19])
    return stability * (max(factor, 1.0) if outcome.share else factor)


def _after_days(card: Card, days: int, outcome: _Outcome) -> float:
    stability, difficulty = card.stability, card.difficulty
    forgotten = 1 - math.pow(1 + _FADING * days / stability, _DECAY)
    if outcome.share:
        gain = _RECALL_GAIN * (11 - difficulty) * math.pow(stability, -_W[9])
        return stability * (1 + gain * (math.pow(math.e, forgotten * _W[10]) - 1) * outcome.share)
    left = _W[11] * math.pow(difficulty, -_W[12]) * (math.pow(stability + 1, _W[13]) - 1)
    return min(left * math.pow(math.e, forgotten * _W[14]), stability / _LAPSE_AT_LEAST)


def _next_difficulty(difficulty: float, outcome: _Outcome) -> float:
    """Return the difficulty after an answer, drawn a little towards an easy card's."""
    moved = difficulty + (10.0 - difficulty) * outcome.harder / 9.0
    return _as_difficulty(_W[7] * _EASY_FIRST + (1 - _W[7]) * moved)


def _as_difficulty(number: float) -> float:
    return min(max(number, _EASIEST), _HARDEST)


_AGAIN: Final = _Outcome.of(fsrs.Rating.Again, share=0.0)
_HARD: Final = _Outcome.of(fsrs.Rating.Hard, share=_W[15])
_GOOD: Final = _Outcome.of(fsrs.Rating.Good, share=1.0)


def _outcome(score: float) -> _Outcome:
    if score < RIGHT:
        return _AGAIN
    return _GOOD if score >= SOLVED else _HARD
