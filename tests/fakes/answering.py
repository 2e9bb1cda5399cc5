"""Answers of made learners that speak for one prerequisite and for nothing else."""

from collections.abc import Sequence

from analytics.content import ItemBank
from analytics.reports import LearnerAnswersLine

OTHERS = ("energy", "forces", "mixtures")


def answers_of(
    bank: ItemBank, learners: int, edge: Sequence[str], others: Sequence[str] = OTHERS
) -> list[LearnerAnswersLine]:
    """Return answers of learners of whom half know the first skill, and half of these both.

    They meet the two in either order, after other skills that they know half of.
    """
    item = {
        skill: next(one.id for one in bank.items if set(one.skills) == {skill})
        for skill in (*edge, *others)
    }
    made = []
    for n in range(learners):
        first = [(item[edge[0]], float(n % 2 == 0))] * 3
        then = [(item[edge[1]], float(n % 4 == 0))] * 3
        told = [
            (item[one], float((n // 8 + place + t) % 2 == 0))
            for place, one in enumerate(others)
            for t in (0, 1)
        ]
        told += first + then if n // 4 % 2 == 0 else then + first
        items, scores = zip(*told, strict=True)
        made.append(LearnerAnswersLine(items=items, scores=scores))
    return made
