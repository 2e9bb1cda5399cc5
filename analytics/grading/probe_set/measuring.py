"""What a grader makes of the probe set."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from analytics.grading.probe_set.cases import CLASSES, Case

Accepts = Callable[[Sequence[Case]], Sequence[bool]]
"""Says of each case whether its answer is taken as right."""


@dataclass(frozen=True, slots=True)
class ProbeFigures:
    """Shares, 0 to 1.

    Attributes:
        accepted: Of the cases of each class, those taken as right.
        by_class: Of the cases of each class with one expected verdict, those that got it.
        spelling_gap: How many more plain paraphrases are taken as right than the same
            with a learner's mistakes; below 0 if fewer.
        names_changed: Of the questions, those where a name before the answer decides.
    """

    accepted: dict[str, float]
    by_class: dict[str, float]
    spelling_gap: float
    names_changed: float


def measure(accepts: Accepts, cases: Sequence[Case]) -> ProbeFigures:
    """Return what a grader makes of the cases of one language."""
    taken = list(zip(cases, accepts(cases), strict=True))
    accepted = {
        kind: _share(right for case, right in taken if case.kind == kind) for kind in CLASSES
    }
    expected = {
        kind: share if CLASSES[kind] == "accept" else 1 - share
        for kind, share in accepted.items()
        if CLASSES[kind] != "either"
    }
    named: dict[str, set[bool]] = {}
    for case, right in taken:
        if case.kind == "name":
            named.setdefault(case.question_id, set()).add(right)
    return ProbeFigures(
        accepted=accepted,
        by_class=expected,
        spelling_gap=accepted["paraphrase"] - accepted["misspelt"],
        names_changed=_share(len(verdicts) > 1 for verdicts in named.values()),
    )


def table(figures: ProbeFigures) -> str:
    """Return the figures as lines of text."""
    rows = [f"{'probe set':<20}{'expected':>10}{'accepted':>10}{'as expected':>13}"]
    for kind, share in figures.accepted.items():
        met = f"{figures.by_class[kind]:>13.3f}" if kind in figures.by_class else f"{'-':>13}"
        rows.append(f"{kind:<20}{CLASSES[kind]:>10}{share:>10.3f}{met}")
    rows.append(
        f"spelling gap {figures.spelling_gap:.3f}, names changed {figures.names_changed:.3f}"
    )
    return "\n".join(rows)


def _share(found: Iterable[bool]) -> float:
    every = list(found)
    return sum(every) / len(every)
