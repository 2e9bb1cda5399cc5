"""One learner's learning, from a record whose numbers can be counted by hand."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from analytics.content.plan import Plan, PlanItem, PlanSkill
from analytics.evaluation.learning import Graded, Record, evaluate
from analytics.reports import (
    AnswerTimeLine,
    ExpectationLine,
    MasteryMoment,
    SessionLine,
    SkillGainLine,
)

ADA = UUID(int=7)
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
PLAN = Plan(
    skills=(PlanSkill(id="light"), PlanSkill(id="shade"), PlanSkill(id="colour")),
    items=(
        PlanItem(id="l1", kind="numeric", skills={"light": 1.0}),
        PlanItem(id="s1", kind="numeric", skills={"shade": 1.0}),
        PlanItem(id="c1", kind="numeric", skills={"colour": 1.0}),
    ),
)


def at(number: int) -> datetime:
    """Return when an answer was given: two on a day, then a pause of three days, and so on."""
    return NOON + timedelta(days=number // 2 * 4, minutes=number % 2 * 10)


def gain(skill_id: str, before: float | None, after: float, reached: int | None) -> SkillGainLine:
    return SkillGainLine(
        learner_id=ADA,
        skill_id=skill_id,
        before=before,
        was_reached=False,
        after=after,
        certain=True,
        answers=3,
        first_at=at(0),
        last_at=at(5),
        reached_at=None if reached is None else at(reached),
        answers_to_reach=None if reached is None else 2,
    )


SCORES = (1.0, 0.0, 1.0, 1.0, 0.0, None)
ITEMS = ("l1", "s1", "l1", "l1", "l1", "s1")
RECORD = Record(
    plan=PLAN,
    prior=0.3,
    answers=[
        Graded(UUID(int=n), item, at(n), score)
        for n, (item, score) in enumerate(zip(ITEMS, SCORES, strict=True))
    ],
    gains=[gain("light", None, 0.9, 2), gain("shade", 0.5, 0.4, None)],
    times=[
        AnswerTimeLine(learner_id=ADA, item_id=item, at=at(n), seconds=60 if n else 9_000)
        for n, item in enumerate(ITEMS)
    ],
    moments=[
        MasteryMoment(
            at=at(n), skill_id="light", value=n / 10, best=0.9, certain=True, answers=max(0, n)
        )
        for n in range(-1, 4)
    ],
    expected=[ExpectationLine(attempt_id=UUID(int=n), chance=0.5) for n in (0, 1, 5)],
    sessions=[
        SessionLine(
            course_id="c",
            learner_id=ADA,
            began_at=at(n),
            ended_at=at(n + 1),
            acts=2,
            answers=2,
            seconds=600,
        )
        for n in (0, 2, 4)
    ],
)


def test_the_whole_gain_is_the_sum_of_the_gains_by_skill() -> None:
    found = evaluate(RECORD)
    light, shade, colour = found.skills
    assert light.gain == pytest.approx(0.6)
    assert shade.gain == pytest.approx(-0.1)
    assert colour.gain == 0
    assert found.total == pytest.approx(0.5)
    assert (found.reached, light.reached, shade.reached) == (1, True, False)


def test_a_skill_not_begun_is_neither_gained_nor_lost() -> None:
    colour = evaluate(RECORD).skills[2]
    assert (colour.before, colour.now, colour.line) == (0.3, 0.3, ())


def test_the_way_to_a_target_counts_its_own_answers_and_no_absence() -> None:
    light = evaluate(RECORD).skills[0]
    assert light.answers_to_reach == 2
    assert light.minutes_to_reach == 21  # 20 of the question that stood open, and 1
    assert evaluate(RECORD).skills[1].minutes_to_reach is None


def test_a_line_begins_with_the_learners_first_answer_here() -> None:
    light = evaluate(RECORD).skills[0]
    assert [value for _, value in light.line] == [0.0, 0.1, 0.2, 0.3]


def test_effort_is_counted_in_answers_minutes_and_days() -> None:
    effort = evaluate(RECORD).effort
    assert (effort.answers, effort.waiting, effort.minutes, effort.sessions) == (6, 1, 30, 3)
    assert (effort.days, effort.span, effort.longest_pause) == (3, 9, 3)


def test_what_is_reached_holds_when_later_answers_are_right() -> None:
    held = evaluate(RECORD).held
    assert (held.number, held.of) == (1, 2)


def test_outcomes_stand_beside_what_was_expected_of_them() -> None:
    found = evaluate(RECORD)
    assert (found.expected.of, found.expected.number, found.right.number) == (2, 1.0, 1.0)


def test_an_empty_record_comes_to_nothing() -> None:
    empty = replace(RECORD, answers=[], gains=[], times=[], moments=[], expected=[], sessions=[])
    found = evaluate(empty)
    assert (found.total, found.reached, found.effort.answers) == (0, 0, 0)
