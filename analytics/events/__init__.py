"""The shared words of every part: versioned learning events. Pure."""

from analytics.events.acts import EstimateContested, StepChosen
from analytics.events.base import Event, EventError, child_id
from analytics.events.dead_letter import DeadLetter, parse_dead_letter
from analytics.events.envelope import plain_kind
from analytics.events.grades import (
    AnswerGraded,
    AnswerHeld,
    GradeContested,
    GradeFacts,
    GradeOverridden,
)
from analytics.events.kinds import (
    ActivityLaunched,
    ActivityPublished,
    AnswerSubmitted,
    AnyEvent,
    ExperimentAssigned,
    MasteryReset,
    MasteryUpdated,
    PathAdvised,
    ScoreDelivered,
    ScoreReleased,
)
from analytics.events.lineage import DERIVED_KINDS, child_groups, expected_descendants
from analytics.events.observations import ItemObserved
from analytics.events.reading import parse_event
from analytics.events.topics import DEAD_LETTER_TOPIC, KINDS, TOPICS, message_key, topic_of
from analytics.events.work import PlannedWork, Work
from analytics.paths.step import Reason, Step

__all__ = [
    "DEAD_LETTER_TOPIC",
    "DERIVED_KINDS",
    "KINDS",
    "TOPICS",
    "ActivityLaunched",
    "ActivityPublished",
    "AnswerGraded",
    "AnswerHeld",
    "AnswerSubmitted",
    "AnyEvent",
    "DeadLetter",
    "EstimateContested",
    "Event",
    "EventError",
    "ExperimentAssigned",
    "GradeContested",
    "GradeFacts",
    "GradeOverridden",
    "ItemObserved",
    "MasteryReset",
    "MasteryUpdated",
    "PathAdvised",
    "PlannedWork",
    "Reason",
    "ScoreDelivered",
    "ScoreReleased",
    "Step",
    "StepChosen",
    "Work",
    "child_groups",
    "child_id",
    "expected_descendants",
    "message_key",
    "parse_dead_letter",
    "parse_event",
    "plain_kind",
    "topic_of",
]
