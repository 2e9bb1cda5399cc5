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


@dataclass(frozen=True, slots=True)
class Best:
    """What an oracle reaches: in the mean over the answers, and at the end."""

    along: float
    end: float


def compare(
    policies: Sequence[Policy], size: Size, say: Callable[[str], None]
) -> dict[str, dict[str, Any]]:
    """Return figures by policy name, each as a share of the oracle's.

    A policy's figure under a law is how much more learners know after the last answer
    than at first, in the mean over learners and skills, over what they know more who are
    taught by a tutor that sees the true state. So a learning path is measured since Liu
    and others (KDD 2019). `<law>_along` is the same in the mean over the answers: who
    teaches sooner has more of it. `<law>_curve` is the way to the end, in shares of the
    oracle's end. `mean` and `worst` are over the laws that policies were designed on,
    and say nothing of the others; `along` is the mean of these along the way.

    Raises:
        ValueError: no learner or no course is asked for.
    """
    if not size.pairs():
        raise ValueError("at least one course and one learner are needed")
    figures: dict[str, dict[str, Any]] = {policy.name: {"repeats": 0} for policy in policies}
    with get_context("spawn").Pool(size.processes) as pool:
        for law in LAWS:
            best = _oracle(pool.starmap, law, size)
            for policy in policies:
                jobs = [(policy, law, *pair) for pair in size.pairs()]
                own = figures[policy.name]
                _note(own, law, pool.starmap(teach, jobs, chunksize=1), best)
                say(f"{law:<8}{policy.name:<24}{own[law]:.3f}")
    for own in figures.values():
        shares = [own[law] for law in DESIGNED_ON]
        own["mean"], own["worst"] = mean(shares), min(shares)
        own["along"] = mean(own[f"{law}_along"] for law in DESIGNED_ON)
    return figures


def _note(own: dict[str, Any], law: str, taught: Sequence[Taught], best: Best) -> None:
    own[law] = mean(one.end for one in taught) / best.end
    own[f"{law}_along"] = mean(one.along for one in taught) / best.along
    curves = zip(*(one.curve for one in taught), strict=True)
    own[f"{law}_curve"] = [round(mean(points) / best.end, 4) for points in curves]
    own["repeats"] += sum(one.repeats for one in taught)


def _oracle(starmap: Callable[..., Iterable[Taught]], law: str, size: Size) -> Best:
    """Return the most that an oracle of any foresight reaches."""
    alongs, ends = [], []
    for foresight in FORESIGHTS:
        jobs = [(law, *pair, foresight) for pair in size.pairs()]
        taught = list(starmap(teach_knowing_all, jobs, chunksize=1))
        alongs.append(mean(one.along for one in taught))
        ends.append(mean(one.end for one in taught))
    return Best(max(alongs), max(ends))
