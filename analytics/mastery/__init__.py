"""The online learner model. Pure: no I/O, no clock."""

from analytics.mastery.estimates import masteries, mastery, sampled_values, values
from analytics.mastery.filter import RIGHT, START, Constants
from analytics.mastery.scoring import activity_score, plan_progress, reached, way_to
from analytics.mastery.state import (
    Beliefs,
    Folded,
    Gaussian,
    LearnerState,
    Observation,
    Reset,
    Seen,
    SkillMastery,
    SkillState,
)
from analytics.mastery.updates import SLACK, WINDOW, observe, predict, predict_item, reset, start

__all__ = [
    "RIGHT",
    "SLACK",
    "START",
    "WINDOW",
    "Beliefs",
    "Constants",
    "Folded",
    "Gaussian",
    "LearnerState",
    "Observation",
    "Reset",
    "Seen",
    "SkillMastery",
    "SkillState",
    "activity_score",
    "masteries",
    "mastery",
    "observe",
    "plan_progress",
    "predict",
    "predict_item",
    "reached",
    "reset",
    "sampled_values",
    "start",
    "values",
    "way_to",
]
