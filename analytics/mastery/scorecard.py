"""The scorecard head: points for the bin of each counter, summed to a logit."""

from bisect import bisect_right
from collections.abc import Sequence
from operator import getitem

from analytics.content.values import Value


class Scorecard(Value):
    """Points for the bin of each counter, on top of the filter's own logit.

    Attributes:
        columns: what the counters are; the first is the filter's logit.
        base: the logit where every counter is average.
        slope: what one logit of the filter is worth.
        edges: inner edges of the bins of each counter, ascending.
        points: logits for each bin of each counter, one more than edges.
    """

    columns: tuple[str, ...]
    base: float
    slope: float
    edges: tuple[tuple[float, ...], ...]
    points: tuple[tuple[float, ...], ...]

    def binned(self, row: Sequence[float]) -> list[float]:
        """Return the points of each counter, for a number of each of `columns`."""
        return list(map(getitem, self.points, map(bisect_right, self.edges, row)))

    def contributions(self, row: Sequence[float]) -> list[float]:
        """Return a logit for each counter; with `base` they sum to the logit."""
        parts = self.binned(row)
        parts[0] += self.slope * row[0]
        return parts

    def logit(self, row: Sequence[float]) -> float:
        """Return the logit of a right answer."""
        return self.base + sum(self.contributions(row))


def blended(one: Scorecard, other: Scorecard, share: float) -> Scorecard:
    """Return the head whose logit is the other's by `share`, else the first's.

    Both are sums over bins, so the blend is one on the bins of both.

    Raises:
        ValueError: they read different counters.
    """
    if one.columns != other.columns:
        raise ValueError("only heads over the same counters can be blended")

    def mix(first: float, second: float) -> float:
        return (1 - share) * first + share * second

    edges = tuple(
        tuple(sorted({*mine, *theirs})) for mine, theirs in zip(one.edges, other.edges, strict=True)
    )
    points = tuple(
        tuple(
            mix(
                one.points[n][bisect_right(one.edges[n], least)],
                other.points[n][bisect_right(other.edges[n], least)],
            )
            for least in (float("-inf"), *inner)
        )
        for n, inner in enumerate(edges)
    )
    return Scorecard(
        columns=one.columns,
        base=mix(one.base, other.base),
        slope=mix(one.slope, other.slope),
        edges=edges,
        points=points,
    )
