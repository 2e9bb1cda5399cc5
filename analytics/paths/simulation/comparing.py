"""Hold policies against a tutor who sees the true state, over laws of learning."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from multiprocessing import get_context
from statistics import mean
from typing import Any

from analytics.paths.choosing import Policy
from analytics.paths.simulation.laws import DESIGNED_ON, LAWS
from analytics.paths.simulation.running import FORESIGHTS, Taught, teach, teach_knowing_all

HELD_OUT = 100
"""The first seed of the courses that reports are made of; lower ones are for trying."""


@dataclass(frozen=True, slots=True)
class Size:
    """How much is simulated: so many learners in each of so many courses."""

    courses: int = 6
    learners: int = 20
    processes: int = 2
    first_course: int = HELD_OUT

    def pairs(self) -> list[tuple[int, int]]:
        """Return the seed of each course with the seed of each of its learners."""
        courses = range(self.first_course, self.first_course + self.courses)
        return [(course, learner) for course in courses for learner in range(self.learners)]


def compare(
    policies: Sequence[Policy], size: Size, say: Callable[[str], None]
) -> dict[str, dict[str, Any]]:
    """Return figures by policy name, each as a share of the best oracle's.

    A policy's figure under a law is the mean over the answers of what learners know
    more than at first; `<law>_end` is the same after the last answer. `mean` and `worst`
    are over the laws that policies were designed on, and say nothing of the others.

    Raises:
        ValueError: no learner or no course is asked for.
    """
    if not size.pairs():
        raise ValueError("at least one course and one learner are needed")
    figures: dict[str, dict[str, Any]] = {policy.name: {"repeats": 0} for policy in policies}
    with get_context("spawn").Pool(size.processes) as pool:
        for law in LAWS:
            best, best_end = _oracle(pool.starmap, law, size)
            for policy in policies:
                jobs = [(policy, law, *pair) for pair in size.pairs()]
                taught = pool.starmap(teach, jobs, chunksize=4)
                own = figures[policy.name]
                own[law] = mean(one.area for one in taught) / best
                own[f"{law}_end"] = mean(one.end for one in taught) / best_end
                own["repeats"] += sum(one.repeats for one in taught)
                say(f"{law:<8}{policy.name:<24}{own[law]:.3f}")
    for own in figures.values():
        shares = [own[law] for law in DESIGNED_ON]
        own["mean"], own["worst"] = mean(shares), min(shares)
    return figures


def _oracle(starmap: Callable[..., Iterable[Taught]], law: str, size: Size) -> tuple[float, float]:
    """Return the most that an oracle of any foresight reaches: all along, and at the end."""
    areas, ends = [], []
    for foresight in FORESIGHTS:
        jobs = [(law, *pair, foresight) for pair in size.pairs()]
        taught = list(starmap(teach_knowing_all, jobs, chunksize=4))
        areas.append(mean(one.area for one in taught))
        ends.append(mean(one.end for one in taught))
    return max(areas), max(ends)
