"""What a teacher's own marks say of answers not marked yet."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from analytics.grading.neighbours import Marked, Moved, Tuning, moved
from lti_tool.models import Attempt, ItemLearning
from lti_tool.services.marking.giving import proposed_score


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A score moved by marks of the nearest answers.

    Attributes:
        score: 0 to 1.
        by: how many marked answers moved it.
    """

    score: float
    by: int


def suggestions(session: Session, attempts: Sequence[Attempt]) -> dict[UUID, Suggestion]:
    """Return what the marks say of each answer that they speak of."""
    of_item: dict[tuple[UUID, str], list[Attempt]] = defaultdict(list)
    for one in attempts:
        if one.method not in {"teacher", "checker"}:
            of_item[one.activity_id, one.item_id].append(one)
    found: dict[UUID, Suggestion] = {}
    for learning in _learnings(session, of_item):
        answers = of_item[learning.activity_id, learning.item_id]
        for one, said in zip(answers, moved_by(learning, answers), strict=True):
            if said is not None:
                found[one.id] = Suggestion(said.score, said.neighbours)
    return found


def moved_by(learning: ItemLearning, answers: Sequence[Attempt]) -> list[Moved | None]:
    """Return each answer's score after the marks of its question."""
    tuning = tuning_of(learning)
    if tuning is None:
        return [None] * len(answers)
    marks = [Marked(**one) for one in learning.examples.get("marks", ())]
    return moved(
        [one.answer for one in answers], [proposed_score(one) for one in answers], marks, tuning
    )


def tuning_of(learning: ItemLearning) -> Tuning | None:
    """Return how a question's marks move scores; None where they do not help."""
    if learning.strength is None or learning.least is None:
        return None
    return Tuning(
        strength=learning.strength,
        least=learning.least,
        error_before=learning.error_before or 0.0,
        error_after=learning.error_after or 0.0,
        marks=learning.marks,
    )


def _learnings(session: Session, items: Iterable[tuple[UUID, str]]) -> Sequence[ItemLearning]:
    keys = list(items)
    if not keys:
        return ()
    place = tuple_(ItemLearning.activity_id, ItemLearning.item_id)
    return session.scalars(
        select(ItemLearning).where(place.in_(keys), ItemLearning.strength.is_not(None))
    ).all()
