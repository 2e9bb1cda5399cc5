"""Which items do learners get wrong?"""

from analytics.reports.asking import Line, Scope, Source, ask


class ItemLine(Line):
    """One item over its graded answers.

    Attributes:
        mean_score: 0 to 1, over all graded answers.
        first_tries: graded first answers of a learner.
        first_tries_right: those of them that scored at least `right_from`.
    """

    item_id: str
    learners: int
    answers: int
    mean_score: float
    first_tries: int
    first_tries_right: int


def hardest_items(
    source: Source,
    scope: Scope,
    *,
    right_from: float = 0.99,
    min_answers: int = 1,
    limit: int = 10,
) -> tuple[ItemLine, ...]:
    """Return the items with the lowest mean score, the hardest first."""
    limits = {"right_from": right_from, "min_answers": min_answers, "limit": limit}
    return ask(source, "hardest_items", ItemLine, {**scope.params(), **limits})
