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
from analytics.reports.dead_letters import (
    DeadLetterLine,
    LetterFilter,
    LetterGrowth,
    dead_letters,
    letter_growth,
    letters_by_id,
)
from analytics.reports.freshness import Freshness, freshness
from analytics.reports.hardest_items import ItemLine, hardest_items
from analytics.reports.ledger import (
    Accepted,
    Account,
    Entry,
    Outbox,
    StoredLine,
    UnfollowedLine,
    digest,
    ledger,
    stored_counts,
    unfollowed,
)
from analytics.reports.mastery import (
    LearnerSkillLine,
    MasteryScope,
    SkillLine,
    learner_mastery,
    skill_mastery,
)
from analytics.reports.positions import PositionLine, positions
from analytics.reports.recent_events import EventLine, recent_events
from analytics.reports.sessions import (
    PeriodLine,
    SessionLine,
    TimeOnTask,
    activity_by_period,
    sessions,
    time_on_task,
)

__all__ = [
    "Accepted",
    "Account",
    "AnswerLine",
    "CourseDayLine",
    "DayLine",
    "DeadLetterLine",
    "Entry",
    "EventLine",
    "Freshness",
    "ItemLine",
    "LearnerSkillLine",
    "LetterFilter",
    "LetterGrowth",
    "MasteryScope",
    "Outbox",
    "PeriodLine",
    "PositionLine",
    "Scope",
    "SessionLine",
    "SkillLine",
    "Source",
    "StoredLine",
    "TimeOnTask",
    "Totals",
    "UnfollowedLine",
    "activity_by_course",
    "activity_by_day",
    "activity_by_period",
    "answers",
    "dead_letters",
    "digest",
    "freshness",
    "hardest_items",
    "learner_mastery",
    "ledger",
    "letter_growth",
    "letters_by_id",
    "positions",
    "recent_events",
    "sessions",
    "skill_mastery",
    "stored_counts",
    "time_on_task",
    "totals",
    "unfollowed",
]
