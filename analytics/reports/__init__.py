"""Questions asked of the warehouse: one function and one .sql file each."""

from analytics.reports.activity import (
    CourseDayLine,
    DayLine,
    Totals,
    activity_by_course,
    activity_by_day,
    totals,
)
from analytics.reports.answers import AnswerLine, answers
from analytics.reports.asking import Scope, Source
from analytics.reports.dead_letters import DeadLetterLine, dead_letters
from analytics.reports.freshness import Freshness, freshness
from analytics.reports.hardest_items import ItemLine, hardest_items
from analytics.reports.mastery import (
    LearnerSkillLine,
    MasteryScope,
    SkillLine,
    learner_mastery,
    skill_mastery,
)
from analytics.reports.recent_events import EventLine, recent_events

__all__ = [
    "AnswerLine",
    "CourseDayLine",
    "DayLine",
    "DeadLetterLine",
    "EventLine",
    "Freshness",
    "ItemLine",
    "LearnerSkillLine",
    "MasteryScope",
    "Scope",
    "SkillLine",
    "Source",
    "Totals",
    "activity_by_course",
    "activity_by_day",
    "answers",
    "dead_letters",
    "freshness",
    "hardest_items",
    "learner_mastery",
    "recent_events",
    "skill_mastery",
    "totals",
]
