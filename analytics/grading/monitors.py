"""Says when a question's grades go wrong: overrules and drift. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log, sqrt
from typing import Literal

from analytics.grading.agreement import Agreement

OVERRULED_BY = 0.15
"""A mark this far from the proposed score overrules it."""

FEWEST_MARKED = 5
FEWEST_SCORES = 20
MANY_OVERRULES = 0.3
LARGE_SHIFT = 0.25
"""Population stability index from which a distribution counts as another one."""

FEWEST_AUDITED = 10
LITTLE_AGREEMENT = 0.6
"""Weighted kappa under which agreement is at most moderate (Landis and Koch 1977)."""

_BINS = 5
_Z = 1.96
Alarm = Literal["thin", "fine", "overruled", "shifted"]


@dataclass(frozen=True, slots=True)
class Share:
    """A share of a few cases, with its 95 % interval by Wilson."""

    cases: int
    of: int

    @property
    def value(self) -> float | None:
        """Return the share; None of nothing."""
        return self.cases / self.of if self.of else None

    @property
    def low(self) -> float:
        """Return the lower end of the interval."""
        middle, half = self._wilson()
        return max(0.0, middle - half)

    @property
    def high(self) -> float:
        """Return the upper end of the interval."""
        middle, half = self._wilson()
        return min(1.0, middle + half)

    def _wilson(self) -> tuple[float, float]:
        if not self.of:
            return 0.5, 0.5
        share, squared = self.cases / self.of, _Z**2 / self.of
        middle = (share + squared / 2) / (1 + squared)
        return middle, _Z * sqrt(share * (1 - share) / self.of + squared / self.of / 4) / (
            1 + squared
        )


def overrides(pairs: Sequence[tuple[float, float]]) -> Share:
    """Return how often a mark overruled what was proposed: (proposed, marked)."""
    cases = sum(abs(marked - proposed) > OVERRULED_BY for proposed, marked in pairs)
    return Share(cases, len(pairs))


def shift(before: Sequence[float], after: Sequence[float]) -> float | None:
    """Return the population stability index of two sets of scores, 0 for the same.

    None when either is too small to speak of a distribution.
    """
    if min(len(before), len(after)) < FEWEST_SCORES:
        return None
    old, new = _shares(before), _shares(after)
    return sum((b - a) * log(b / a) for a, b in zip(old, new, strict=True))


def alarm(overruled: Share, shifted: float | None) -> Alarm:
    """Return what a teacher should know first of a question's grades."""
    if overruled.of >= FEWEST_MARKED and (overruled.value or 0) >= MANY_OVERRULES:
        return "overruled"
    if shifted is not None and shifted >= LARGE_SHIFT:
        return "shifted"
    return "fine" if overruled.of >= FEWEST_MARKED else "thin"


def breaks_promise(right: Share, promised: float | None) -> bool:
    """Tell whether released grades are surely less often right than was promised."""
    return promised is not None and right.of >= FEWEST_AUDITED and right.high < promised


def agrees_little(agreement: Agreement | None) -> bool:
    """Tell whether two markers agree less than is called substantial."""
    kappa = agreement.weighted if agreement else None
    return kappa is not None and kappa.value < LITTLE_AGREEMENT


def _shares(scores: Sequence[float]) -> list[float]:
    counts = [0.5] * _BINS  # half a case each, so that no bin is empty
    for score in scores:
        counts[min(int(score * _BINS), _BINS - 1)] += 1
    return [count / (len(scores) + 0.5 * _BINS) for count in counts]
