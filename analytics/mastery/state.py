"""The learner model's state: a compact, versioned value."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from analytics.content.items import Slug, Value, Weight

Probability = Annotated[float, Field(ge=0, le=1)]


class Gaussian(Value):
    """A belief about one number: its mean and variance, in logits."""

    mean: float
    variance: float = Field(gt=0)


class SkillState(Value):
    """What is believed of one learner's one skill.

    Attributes:
        belief: deviation of the skill from the learner's general ability.
        answers: how many graded answers exercised it.
        best: best mastery after a right answer, 0 before the first; never falls
            but by a corrected grade.
        wrong_streak: wrong answers in a row, now.
    """

    belief: Gaussian
    answers: int = Field(default=0, ge=0)
    best: Probability = 0.0
    wrong_streak: int = Field(default=0, ge=0)


class Seen(Value):
    """How often an item was answered, when last (as a count of answers), and
    whether it was ever solved.
    """

    times: int = Field(ge=1)
    last: int = Field(ge=0)
    solved: bool = False


class Observation(Value):
    """One graded answer, kept so that a corrected grade can be replayed.

    Attributes:
        score: None while the answer waits for a teacher.
    """

    attempt_id: UUID
    item_id: Slug
    skills: dict[Slug, Weight]
    difficulty: float
    grade_version: int = Field(ge=0)
    score: Probability | None


class Beliefs(Value):
    """Everything that observations move."""

    ability: Gaussian
    skills: dict[Slug, SkillState] = Field(default_factory=dict)
    seen: dict[Slug, Seen] = Field(default_factory=dict)
    answers: int = Field(default=0, ge=0)
    last_skill: Slug | None = None
    wrong_streak: int = Field(default=0, ge=0)


class Folded(Value):
    """What is kept of an answer that has left the window of replay.

    Attributes:
        version: the last grade version applied.
        score: that grade; None if it was still held.
    """

    version: int = Field(ge=0)
    score: Probability | None


class LearnerState(Value):
    """One learner in one course: beliefs now, and how to redo the last ones.

    Skill and item ids are prefixed by nobody: a course uses one bank, and an
    activity over another bank has a state of its own (`bank_id` in the key).

    Attributes:
        format: version of this layout.
        seq: raised by one with every change; the newer state wins.
        now: beliefs after all observations.
        before: beliefs before `recent`, the start of a replay.
        recent: the last observations in the order they were applied.
        folded: the grades of older answers by the first 12 hex digits of their
            attempt ids, oldest first.
    """

    format: int = 1
    seq: int = Field(default=0, ge=0)
    now: Beliefs
    before: Beliefs
    recent: tuple[Observation, ...] = ()
    folded: dict[str, Folded] = Field(default_factory=dict)


class SkillMastery(Value):
    """Mastery of one skill as every screen shows it.

    Attributes:
        value: probability that the skill is known, now.
        best: the best value after a right answer ever; feeds the gradebook.
        low, high: band of one standard deviation around `value`.
        certain: False while there is not enough evidence for a claim.
        answers: how many graded answers stand behind it.
    """

    skill_id: Slug
    value: Probability
    best: Probability
    low: Probability
    high: Probability
    certain: bool
    answers: int = Field(ge=0)
