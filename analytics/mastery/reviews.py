"""When a skill is to be reviewed: one FSRS-6 card a skill, moved by its answers.

What is remembered fades with time, and the slower the more often it was recalled after
a while (Ye, Su and Cao, A stochastic shortest path algorithm for optimizing spaced
repetition scheduling, KDD 2022). The scheduler is py-fsrs with its published
parameters, without fuzz, so that the same answers always make the same card, and
without its short steps: what is not known yet is practised by the path itself, and
once it is reached a review on the same day tells little.
"""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Final, Self

import fsrs

from analytics.mastery.filter import RIGHT, SOLVED
from analytics.mastery.state import Card

_SCHEDULER: Final = fsrs.Scheduler(learning_steps=(), relearning_steps=(), enable_fuzzing=False)
_NEW: Final = 0
"""The id of every card of py-fsrs here: it makes one out of the clock where none is given."""
_SOME_DAY: Final = datetime.min.replace(tzinfo=UTC)
"""When a card was last exercised, as py-fsrs is told: before every day there is."""


class _Fresh(fsrs.Card):
    """A card made for one answer: py-fsrs may write on it, and need not copy it first."""

    def __copy__(self) -> Self:
        return self


def reviewed(card: Card | None, score: float, at: datetime) -> Card:
    """Return a skill's card after an answer to it; None before the first.

    An answer that is older than the last one counts as given with it.

    Args:
        card: Before the answer.
        score: Of the answer, 0 to 1.
        at: When it was given.
    """
    moment = at.astimezone(UTC) if card is None else max(card.last, at).astimezone(UTC)
    before = (card.stability, card.difficulty, (moment - card.last).days) if card else None
    stability, difficulty, wait = _after(before, _rating(score))
    return Card(stability, difficulty, moment, moment + wait)


@lru_cache(16_384)
def _after(
    before: tuple[float, float, int] | None, rating: fsrs.Rating
) -> tuple[float, float, timedelta]:
    """Return stability, difficulty and the wait until the review, as py-fsrs moves them.

    Of time it takes the whole days since the last answer only, so a card has no date
    here: many learners' cards are alike, and a replayed answer moves the same one.

    Args:
        before: Stability, difficulty and those days; None for a card's first answer.
        rating: Of the answer.
    """
    moment = _SOME_DAY + timedelta(days=before[2] if before else 0)
    after, _ = _SCHEDULER.review_card(_opened(before), rating, moment)
    assert after.stability is not None and after.difficulty is not None  # noqa: S101, PT018 - reviewed
    return after.stability, after.difficulty, after.due - moment


def _opened(before: tuple[float, float, int] | None) -> fsrs.Card:
    if before is None:
        return _Fresh(card_id=_NEW, due=_SOME_DAY)
    stability, difficulty, _ = before
    return _Fresh(_NEW, fsrs.State.Review, None, stability, difficulty, _SOME_DAY, _SOME_DAY)


def _rating(score: float) -> fsrs.Rating:
    if score < RIGHT:
        return fsrs.Rating.Again
    return fsrs.Rating.Good if score >= SOLVED else fsrs.Rating.Hard
