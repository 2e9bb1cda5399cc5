"""What an experiment came to: its arms compared whole, by skill and by start."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import get_args
from uuid import UUID

from analytics.evaluation.comparing import Comparison, SkillResult, Start, compare, start_of
from analytics.evaluation.outcomes import prior_of, results_of
from analytics.mastery.model import shipped_model
from analytics.reports import LearningScope
from lti_tool.errors import ReportsUnavailable
from lti_tool.models import Launch
from lti_tool.ports import Reports
from lti_tool.services.activities import Course
from lti_tool.services.experiments.reading import Enrolled


@dataclass(frozen=True, slots=True)
class Results:
    """The arms of an experiment, compared.

    Attributes:
        by_skill: by a skill's id, in the order of the plan.
        by_start: by what learners knew when they came.
    """

    whole: Comparison
    by_skill: Sequence[tuple[str, Comparison]]
    by_start: Sequence[tuple[Start, Comparison]]


@dataclass(frozen=True, slots=True)
class _Arms:
    """The results of the learners of each arm."""

    first: frozenset[UUID]
    second: frozenset[UUID]
    seed: int

    def compare(self, results: Sequence[SkillResult]) -> Comparison:
        return compare(
            [one for one in results if one.learner_id in self.first],
            [one for one in results if one.learner_id in self.second],
            self.seed,
        )


def read_results(
    reports: Reports, launch: Launch, course: Course, enrolled: Enrolled, now: datetime
) -> Results | None:
    """Return what an experiment came to so far; None when the warehouse is away."""
    scope = LearningScope(
        tenant=str(launch.tenant_id),
        course_id=str(launch.course_id),
        bank_id=course.bank.id,
        activity_id=course.activity.id,
        since=enrolled.experiment.started_at,
        until=min(now, enrolled.ends_at),
    )
    try:
        gains = reports.skill_gains(scope, course.plan.threshold)
        times = reports.answer_times(scope)
    except ReportsUnavailable:
        return None
    prior = prior_of(course.plan, shipped_model())
    return _compared(results_of(gains, times, course.plan, prior), course, _arms(enrolled))


def _arms(enrolled: Enrolled) -> _Arms:
    first, second = (
        frozenset(row.learner_id for row in rows) for rows in (enrolled.first, enrolled.second)
    )
    return _Arms(first, second, enrolled.experiment.id.int % 2**32)


def _compared(results: list[SkillResult], course: Course, arms: _Arms) -> Results:
    starts = start_of(results, course.plan.threshold)
    by_skill = [
        (skill.id, arms.compare([one for one in results if one.skill_id == skill.id]))
        for skill in course.plan.skills
    ]
    by_start = [
        (start, arms.compare([one for one in results if starts[one.learner_id] == start]))
        for start in get_args(Start)
    ]
    return Results(
        whole=arms.compare(results),
        by_skill=[(skill_id, found) for skill_id, found in by_skill if any(found.learners)],
        by_start=[(start, found) for start, found in by_start if any(found.learners)],
    )
