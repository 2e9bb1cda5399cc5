"""Check an order of parts.

The score is Kendall's tau (M. G. Kendall, "A new measure of rank correlation", Biometrika
30, 1938): of all pairs of parts, the share that stands in the right order less the share
that does not, and 0 where that is below 0. One part out of its place costs only its own
pairs, while counting places would take the marks of all parts behind it; guessing earns
little; and nothing but the exact order earns all.
"""

from __future__ import annotations

from itertools import combinations

from analytics.content.items import OrderingItem
from analytics.grading.checkers.result import Check
from analytics.grading.findings import Note

ORDER_CHECKER = "order:1"


def check_order(item: OrderingItem, answer: str) -> Check:
    """Return how an order scores; the answer is all parts' ids with spaces between."""
    given = answer.split()
    if not given:
        return Check(0.0, "non_domain", ORDER_CHECKER)
    if sorted(given) != sorted(part.id for part in item.parts):
        return Check(0.0, "irrelevant", ORDER_CHECKER)
    place = {part_id: n for n, part_id in enumerate(given)}
    pairs = [place[one.id] < place[other.id] for one, other in combinations(item.parts, 2)]
    right, count = sum(pairs), len(pairs)
    if right == count:
        return Check(1.0, "correct", ORDER_CHECKER)
    tau = (2 * right - count) / count
    if tau <= 0:
        # How many pairs are wrong would tell the right order where all are.
        return Check(0.0, "contradictory", ORDER_CHECKER, notes=(Note(code="order_wrong"),))
    pairs_right = Note(code="order_pairs", facts={"right": right, "count": count})
    return Check(tau, "partial", ORDER_CHECKER, notes=(pairs_right,))
