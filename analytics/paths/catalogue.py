"""Every policy that a course can be taught by."""

from analytics.paths.chances import Greedy, LearningProgress, NearestLevel, RandomChoice, Thompson
from analytics.paths.choosing import Policy
from analytics.paths.policy import DEFAULT_POLICY
from analytics.paths.sequences import FixedSequence, MasteryLearning, ThreeInARow

POLICIES: tuple[Policy, ...] = (
    RandomChoice(),
    FixedSequence(),
    ThreeInARow(),
    MasteryLearning(),
    NearestLevel(),
    Greedy(),
    Thompson(),
    LearningProgress(),
    DEFAULT_POLICY,
)
