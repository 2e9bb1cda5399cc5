"""What each learner's skills came to, from the lines of the warehouse."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from analytics.content.plan import Plan
from analytics.evaluation.comparing import SkillResult
from analytics.mastery import masteries, start
from analytics.mastery.model import Model
from analytics.reports.learning import AnswerTimeLine, SkillGainLine

LONGEST = timedelta(minutes=20)
"""Of a longer time on one question no more is counted: the learner was away."""


def prior_of(plan: Plan, model: Model) -> float:
    """Return the mastery that a learner is thought to have of whom nothing is known."""
    return masteries(start(model.constants), plan, model.constants)[0].value


def results_of(
    gains: Iterable[SkillGainLine],
    times: Iterable[AnswerTimeLine],
    plan: Plan,
    prior: float,
) -> list[SkillResult]:
    """Return what became of each skill of a plan, by learner, then skill.

    Who came with nothing known began at `prior`. A way ends where the target is
    reached; without it, at the last answer.
    """
    skills_of = {item.id: item.skills for item in plan.items}
    spent = _times_by_skill(times, skills_of)
    planned = {skill.id for skill in plan.skills}
    return [_result(line, spent, prior) for line in gains if line.skill_id in planned]


def _result(line: SkillGainLine, spent: "_Spent", prior: float) -> SkillResult:
    before = prior if line.before is None else line.before
    own = spent[line.learner_id, line.skill_id]
    return SkillResult(
        learner_id=line.learner_id,
        skill_id=line.skill_id,
        before=line.before,
        gain=line.after - before,
        open=not line.was_reached,
        reached=not line.was_reached and line.reached_at is not None,
        answers=line.answers if line.answers_to_reach is None else line.answers_to_reach,
        minutes=_minutes(own, line.reached_at),
    )


_Spent = Mapping[tuple[UUID, str], Sequence[tuple[datetime, float]]]


def _times_by_skill(
    times: Iterable[AnswerTimeLine], skills_of: Mapping[str, Mapping[str, float]]
) -> _Spent:
    found: dict[tuple[UUID, str], list[tuple[datetime, float]]] = defaultdict(list)
    for line in times:
        seconds = min(line.seconds or 0.0, LONGEST.total_seconds())
        for skill_id in skills_of.get(line.item_id, ()):
            found[line.learner_id, skill_id].append((line.at, seconds))
    return found


def _minutes(own: Sequence[tuple[datetime, float]], end: datetime | None) -> float:
    return sum(seconds for at, seconds in own if end is None or at <= end) / 60
