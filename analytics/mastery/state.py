"""The learner model's state: a compact, versioned value.

The values inside are not declared frozen: that would make each of the dozen
that an answer makes three times as slow. Nothing changes one in place.
"""

from dataclasses import dataclass, field
from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, ConfigDict, Field, TypeAdapter

from analytics.content.values import Slug, Value, Weight

Probability = Annotated[float, Field(ge=0, le=1)]


Variance = Annotated[float, Field(gt=0)]
Count = Annotated[int, Field(ge=0)]

USUAL = 0.65
"""What an average of scores starts from: the usual share of right answers."""


@dataclass(slots=True, unsafe_hash=True)
class Gaussian:
    """A belief about one number: its mean and variance, in logits."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    mean: float
    variance: Variance


@dataclass(slots=True, unsafe_hash=True)
class Tally:
    """What a row of graded answers says, in a few numbers.

    Attributes:
        answers: how many there were.
        wins: how many of them were right.
        fast, slow: moving averages of their scores.
        streak: how many in a row were right or, below zero, wrong.
        pattern: the last four, the newest in the lowest bit, 16 above them.
    """

    __pydantic_config__ = ConfigDict(extra="forbid")

    answers: Count = 0
    wins: Count = 0
    fast: Probability = USUAL
    slow: Probability = USUAL
    streak: int = 0
    pattern: Count = 0


NO_TALLY = Tally()


@dataclass(slots=True, unsafe_hash=True)
class Card:
    """How well a skill is remembered, and until when: an FSRS-6 card.

    Attributes:
        stability: days after which it is still recalled nine times in ten.
        difficulty: 1 to 10.
        last: when it was last exercised.
        due: when it is to be reviewed.
    """

    __pydantic_config__ = ConfigDict(extra="forbid")

    stability: Annotated[float, Field(gt=0)]
    difficulty: Annotated[float, Field(ge=1, le=10)]
    last: AwareDatetime
    due: AwareDatetime


@dataclass(slots=True, unsafe_hash=True)
class SkillState:
    """What is believed of one learner's one skill.

    Attributes:
        belief: deviation of the skill from the learner's general ability.
        answers: how many graded answers exercised it.
        best: best mastery after a right answer, 0 before the first; never falls
            but by a corrected grade, and begins anew with a reset.
        wrong_streak: wrong answers in a row, now.
        tally: what the answers were like.
        last: the learner's count of answers when it was last exercised.
        card: when it is to be reviewed; None while no answer told its time.
    """

    __pydantic_config__ = ConfigDict(extra="forbid")

    belief: Gaussian
    answers: Count = 0
    best: Probability = 0.0
    wrong_streak: Count = 0
    tally: Tally = NO_TALLY
    last: Count = 0
    card: Card | None = None


@dataclass(slots=True, unsafe_hash=True)
class Seen:
    """How often an item was answered, when last (as a count of answers), and
    whether it was ever solved.
    """

    __pydantic_config__ = ConfigDict(extra="forbid")

    times: Annotated[int, Field(ge=1)]
    last: Count
    solved: bool = False


class Observation(Value):
    """One graded answer, kept so that a corrected grade can be replayed.

    Attributes:
        score: None while the answer waits for a teacher.
        at: when the answer was given, by the first word of it; None where that is not known.
    """

    attempt_id: UUID
    item_id: Slug
    skills: dict[Slug, Weight]
    difficulty: float
    grade_version: int = Field(ge=0)
    score: Probability | None
    at: AwareDatetime | None = None


@dataclass(slots=True, unsafe_hash=True)
class Beliefs:
    """Everything that observations move.

    Attributes:
        at: when the last answer was given; None where that is not known.
    """

    __pydantic_config__ = ConfigDict(extra="forbid")

    ability: Gaussian
    skills: dict[Slug, SkillState] = field(default_factory=dict)
    seen: dict[Slug, Seen] = field(default_factory=dict)
    answers: Count = 0
    last_skill: Slug | None = None
    wrong_streak: Count = 0
    tally: Tally = NO_TALLY
    at: AwareDatetime | None = None


@dataclass(slots=True, unsafe_hash=True)
class Folded:
    """What is kept of an answer that has left the window of replay.

    Attributes:
        version: the last grade version applied.
        score: that grade; None if it was still held.
    """

    __pydantic_config__ = ConfigDict(extra="forbid")

    version: Count
    score: Probability | None


@dataclass(slots=True, unsafe_hash=True)
class Kept:
    """What was believed at a reset of that which it took.

    Attributes:
        skills: those that had been practised.
        ability, tally: of the learner in general; None where other skills went on.
    """

    __pydantic_config__ = ConfigDict(extra="forbid")

    skills: dict[Slug, SkillState] = field(default_factory=dict)
    ability: Gaussian | None = None
    tally: Tally | None = None


@dataclass(slots=True, unsafe_hash=True)
class Reset:
    """A learner begins anew; see `analytics.mastery.resets`.

    Attributes:
        skills: what begins anew; empty for all that is believed.
        at: answers that were given before it count no more.
        version: of what the teacher said of it; the newer word holds.
        in_force: False once it was taken back.
        kept: what it took; None until its moment was come to.
        folded: how many answers lay before it when it left the window of replay with
            them; None while it is in it.
    """

    __pydantic_config__ = ConfigDict(extra="forbid")

    skills: tuple[Slug, ...]
    at: AwareDatetime
    version: Annotated[int, Field(ge=1)] = 1
    in_force: bool = True
    kept: Kept | None = None
    folded: Count | None = None


@dataclass(slots=True, unsafe_hash=True)
class LearnerState:
    """One learner in one course: beliefs now, and how to redo the last ones.

    Skill and item ids are prefixed by nobody: a course uses one bank, and an
    activity over another bank has a state of its own (`bank_id` in the key).

    Attributes:
        now: beliefs after all observations.
        before: beliefs before `recent`, the start of a replay.
        seq: raised by one with every change; the newer state wins.
        recent: the last observations in the order they were applied.
        folded: the grades of older answers by the first 12 hex digits of their
            attempt ids, oldest first.
        format: version of this layout.
        resets: every reset by its id, those taken back too, in the order of their moments.
    """

    __pydantic_config__ = ConfigDict(extra="forbid")

    now: Beliefs
    before: Beliefs
    seq: Count = 0
    recent: tuple[Observation, ...] = ()
    folded: dict[str, Folded] = field(default_factory=dict)
    format: int = 1
    resets: dict[UUID, Reset] = field(default_factory=dict)

    @classmethod
    def from_json(cls, text: str | bytes) -> "LearnerState":
        """Return the state that `to_json` wrote.

        Raises:
            pydantic.ValidationError: it is none.
        """
        return _STATE.validate_json(text)

    def to_json(self) -> str:
        """Return the state as it travels and is stored."""
        return _STATE.dump_json(self).decode()


_STATE = TypeAdapter(LearnerState)


@dataclass(slots=True, unsafe_hash=True)
class SkillMastery:
    """Mastery of one skill as every screen shows it.

    Attributes:
        value: probability that the skill is known, now.
        best: the best value after a right answer ever, before a reset too; feeds the
            gradebook.
        low, high: band of one standard deviation around `value`.
        certain: False while there is not enough evidence for a claim.
        answers: how many graded answers stand behind it.
        due: when it is to be reviewed, once it was reached; None before the first answer
            whose time is known.
        anew: the best value since a reset; None where the skill never began anew.
        uncounted: how many graded answers lie before a reset and count no more.
    """

    __pydantic_config__ = ConfigDict(extra="forbid")

    skill_id: Slug
    value: Probability
    best: Probability
    low: Probability
    high: Probability
    certain: bool
    answers: Count
    due: AwareDatetime | None = None
    anew: Probability | None = None
    uncounted: Count = 0

    @property
    def standing(self) -> float:
        """Return the best value that the path goes by: since the last reset, if any."""
        return self.best if self.anew is None else self.anew


SHOWN = TypeAdapter(tuple[SkillMastery, ...])
"""Keeps masteries for a page: to JSON and back."""
