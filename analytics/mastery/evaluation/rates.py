"""How often items and skills are answered right, each drawn to a wider rate."""

from collections import defaultdict
from collections.abc import Hashable

from analytics.mastery.asking import Ask

PRIOR_WINS, PRIOR = 3.3, 5.0


class Rates:
    """Counts of answers and of right ones, by what was asked and what came before."""

    def __init__(self) -> None:
        self._counts: defaultdict[Hashable, list[float]] = defaultdict(lambda: [0.0, 0.0])

    def of(self, ask: Ask, last: tuple[str, int]) -> list[float]:
        """Return counts and rates: item, skills, after such an outcome, after that item."""
        counts = self._counts
        item, after, pair = (counts[key] for key in _keys(ask, last))
        skills = [counts["skill", skill_id] for skill_id in ask.weights]
        rate = (item[1] + PRIOR_WINS) / (item[0] + PRIOR)
        rate_after = (after[1] + PRIOR * rate) / (after[0] + PRIOR)
        shared = sum((s[1] + PRIOR_WINS) / (s[0] + PRIOR) for s in skills) / len(skills)
        return [
            item[0], rate, min(s[0] for s in skills), shared, rate_after,
            (pair[1] + PRIOR * rate_after) / (pair[0] + PRIOR),
        ]  # fmt: skip

    def add(self, ask: Ask, last: tuple[str, int], right: int) -> None:
        """Count one more answer."""
        for key in (*_keys(ask, last), *(("skill", skill_id) for skill_id in ask.weights)):
            total = self._counts[key]
            total[0] += 1
            total[1] += right


def _keys(ask: Ask, last: tuple[str, int]) -> tuple[Hashable, Hashable, Hashable]:
    item = ask.item_id
    return item, (item, last[1]), (item, *last)
