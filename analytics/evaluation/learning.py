"""One learner's learning in one activity: what was gained, how, and at what cost.

The whole is a sum: E = sum over the skills k of E_k, where E_k is mastery of the skill
now less mastery when the learner came.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from uuid import UUID

from analytics.content.plan import Plan
from analytics.evaluation.comparing import SkillResult
from analytics.evaluation.outcomes import results_of
from analytics.mastery import RIGHT
from analytics.reports.learning import (
    AnswerTimeLine,
    ExpectationLine,
    MasteryMoment,
    SkillGainLine,
)
from analytics.reports.sessions import SessionLine


@dataclass(frozen=True, slots=True)
class Graded:
    """One answer as it is graded now; the score is None while it waits."""

    attempt_id: UUID
    item_id: str
    at: datetime
    score: float | None


@dataclass(frozen=True, slots=True)
class Record:
    """Everything that is known of a learner's work on an activity, each in order.

    `prior` is the mastery of a skill that nothing is known of.
    """

    plan: Plan
    prior: float
    answers: Sequence[Graded]
    gains: Sequence[SkillGainLine]
    times: Sequence[AnswerTimeLine]
    moments: Sequence[MasteryMoment]
    expected: Sequence[ExpectationLine]
    sessions: Sequence[SessionLine]


@dataclass(frozen=True, slots=True)
class SkillLearning:
    """One skill of the plan.

    Attributes:
        gain: E_k, now less before.
        certain: enough evidence to state `now`.
        reached: the target was reached at some time, perhaps before.
        answers_to_reach, minutes_to_reach: in this activity; None where it was not
            reached here.
        line: mastery after each answer since the learner came, with its moment.
    """

    skill_id: str
    before: float
    now: float
    certain: bool
    reached: bool
    answers_to_reach: int | None
    minutes_to_reach: float | None
    line: tuple[tuple[datetime, float], ...]

    @property
    def gain(self) -> float:
        """Return E_k."""
        return self.now - self.before


@dataclass(frozen=True, slots=True)
class Effort:
    """What it took: answers, time at work, and how it was spread.

    Attributes:
        minutes: from the first to the last act of each session, pauses over 20
            minutes left out.
        days: in UTC, on which the learner worked, of the `span` from the first to the last.
        longest_pause: days without work between two days with it.
    """

    answers: int
    waiting: int
    minutes: float
    sessions: int
    days: int
    span: int
    longest_pause: int


@dataclass(frozen=True, slots=True)
class Count:
    """So many of so many; `of` may be 0."""

    of: int
    number: float


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A learner's learning.

    Attributes:
        held: right answers among those to skills reached already: what was learnt stays.
        expected, right: of the answers for which a chance was given before they came,
            the sum of the chances, and of the scores.
    """

    skills: tuple[SkillLearning, ...]
    effort: Effort
    held: Count
    expected: Count
    right: Count

    @property
    def total(self) -> float:
        """Return E, in whole skills: 1.0 is one skill from nothing to all."""
        return sum(skill.gain for skill in self.skills)

    @property
    def reached(self) -> int:
        """Return how many skills reached the target."""
        return sum(skill.reached for skill in self.skills)


def evaluate(record: Record) -> Evaluation:
    """Return what a learner's record comes to; an empty one comes to nothing gained."""
    expected, right = _foreseen(record)
    return Evaluation(
        skills=_skills(record),
        effort=_effort(record),
        held=_held(record),
        expected=expected,
        right=right,
    )


def _skills(record: Record) -> tuple[SkillLearning, ...]:
    results = results_of(record.gains, record.times, record.plan, record.prior)
    found = {result.skill_id: result for result in results}
    lines = {line.skill_id: line for line in record.gains}
    paths = _paths(record)
    return tuple(
        _skill(skill.id, lines.get(skill.id), found.get(skill.id), paths, record.prior)
        for skill in record.plan.skills
    )


def _skill(
    skill_id: str,
    line: SkillGainLine | None,
    result: SkillResult | None,
    paths: Mapping[str, tuple[tuple[datetime, float], ...]],
    prior: float,
) -> SkillLearning:
    if line is None or result is None:
        return SkillLearning(
            skill_id=skill_id,
            before=prior,
            now=prior,
            certain=False,
            reached=False,
            answers_to_reach=None,
            minutes_to_reach=None,
            line=(),
        )
    return SkillLearning(
        skill_id=skill_id,
        before=prior if line.before is None else line.before,
        now=line.after,
        certain=line.certain,
        reached=line.was_reached or result.reached,
        answers_to_reach=result.answers if result.reached else None,
        minutes_to_reach=result.minutes if result.reached else None,
        line=paths.get(skill_id, ()),
    )


def _paths(record: Record) -> dict[str, tuple[tuple[datetime, float], ...]]:
    begun = record.answers[0].at if record.answers else None
    found: dict[str, list[tuple[datetime, float]]] = {}
    for moment in record.moments:
        if begun is not None and moment.at >= begun:
            found.setdefault(moment.skill_id, []).append((moment.at, moment.value))
    return {skill_id: tuple(line) for skill_id, line in found.items()}


def _effort(record: Record) -> Effort:
    days = sorted({answer.at.date() for answer in record.answers})
    return Effort(
        answers=len(record.answers),
        waiting=sum(answer.score is None for answer in record.answers),
        minutes=sum(session.seconds for session in record.sessions) / 60,
        sessions=len(record.sessions),
        days=len(days),
        span=(days[-1] - days[0]).days + 1 if days else 0,
        longest_pause=max(_pauses(days), default=0),
    )


def _pauses(days: Sequence[date]) -> list[int]:
    return [(after - before).days - 1 for before, after in pairwise(days)]


def _held(record: Record) -> Count:
    """Count the answers after each skill was reached, and those that were right."""
    skills_of = {item.id: item.skills for item in record.plan.items}
    reached = {line.skill_id: line.reached_at for line in record.gains}
    later = [
        answer.score >= RIGHT
        for answer in record.answers
        if answer.score is not None
        for skill_id in skills_of.get(answer.item_id, ())
        if (since := reached.get(skill_id)) is not None and answer.at > since
    ]
    return Count(len(later), sum(later))


def _foreseen(record: Record) -> tuple[Count, Count]:
    chances = {line.attempt_id: line.chance for line in record.expected}
    known = [
        (chances[answer.attempt_id], answer.score)
        for answer in record.answers
        if answer.attempt_id in chances and answer.score is not None
    ]
    return (
        Count(len(known), sum(chance for chance, _ in known)),
        Count(len(known), sum(score for _, score in known)),
    )
