"""Questions asked of the warehouse: one function and one .sql file each."""

from analytics.reports.activity import (
    CourseDayLine,
    DayLine,
    Totals,
    activity_by_course,
    activity_by_day,
    totals,
)
from analytics.reports.answers import (
    AnswerLine,
    LearnerAnswersLine,
    answers,
    answers_by_learner,
)
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
from analytics.reports.item_evidence import ItemEvidenceLine, item_evidence
from analytics.reports.learning import (
    AnswerTimeLine,
    ExpectationLine,
    LearningScope,
    MasteryMoment,
    SkillGainLine,
    answer_times,
    expectations,
    mastery_path,
    skill_gains,
)
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
    "AnswerTimeLine",
    "CourseDayLine",
    "DayLine",
    "DeadLetterLine",
    "Entry",
    "EventLine",
    "ExpectationLine",
    "Freshness",
    "ItemEvidenceLine",
    "ItemLine",
    "LearnerAnswersLine",
    "LearnerSkillLine",
    "LearningScope",
    "LetterFilter",
    "LetterGrowth",
    "MasteryMoment",
    "MasteryScope",
    "Outbox",
    "PeriodLine",
    "PositionLine",
    "Scope",
    "SessionLine",
    "SkillGainLine",
    "SkillLine",
    "Source",
    "StoredLine",
    "TimeOnTask",
    "Totals",
    "UnfollowedLine",
    "activity_by_course",
    "activity_by_day",
    "activity_by_period",
    "answer_times",
    "answers",
    "answers_by_learner",
    "dead_letters",
    "digest",
    "expectations",
    "freshness",
    "hardest_items",
    "item_evidence",
    "learner_mastery",
    "ledger",
    "letter_growth",
    "letters_by_id",
    "mastery_path",
    "positions",
    "recent_events",
    "sessions",
    "skill_gains",
    "skill_mastery",
    "stored_counts",
    "time_on_task",
    "totals",
    "unfollowed",
]
