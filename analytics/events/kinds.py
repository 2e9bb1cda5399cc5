"""The kinds of events, each a fact in the past tense.

The chain of one answer: `answer.submitted` is followed by `answer.graded` or
`answer.held`; either, and also `grade.overridden`, by `mastery.updated`; that
by `path.advised` and `score.released`. `score.delivered` closes a passback.
`grade.contested` asks for a person, who answers by `grade.overridden`.
`mastery.reset` lets a learner begin anew, and is followed as a grade is.
A grade is also followed by `item.observed`: what it says of the item.
`experiment.assigned` says which of two policies teaches a learner from then on.
"""

from typing import Annotated, Literal, get_args
from uuid import UUID

from pydantic import Field

from analytics.content.items import Item
from analytics.content.values import Slug
from analytics.events.acts import EstimateContested, StepChosen
from analytics.events.base import Event, Utc
from analytics.events.grades import (
    AnswerGraded,
    AnswerHeld,
    GradeContested,
    GradeOverridden,
    Score,
)
from analytics.events.observations import ItemObserved
from analytics.events.work import PlannedWork, Work
from analytics.grading.release import Strictness
from analytics.mastery.explaining import Forecast
from analytics.mastery.moves import Move
from analytics.mastery.state import LearnerState, SkillMastery
from analytics.paths.step import Reason, Step


class ActivityPublished(Event):
    """A teacher made an activity or changed it."""

    kind: Literal["activity.published"] = "activity.published"
    activity_id: UUID
    title: str
    bank_id: Slug
    skills: tuple[Slug, ...]


class ExperimentAssigned(Event):
    """Chance put a learner into an arm of an experiment, before the first step in it.

    Attributes:
        policy: what teaches the arm, a policy's name without its version.
        share: of the learners that chance puts into the second arm.
    """

    kind: Literal["experiment.assigned"] = "experiment.assigned"
    activity_id: UUID
    experiment_id: UUID
    arm: Literal["first", "second"]
    policy: Slug
    share: Score


class ActivityLaunched(Event):
    """Somebody opened an activity from the LMS."""

    kind: Literal["activity.launched"] = "activity.launched"
    activity_id: UUID | None
    role: Literal["learner", "teacher", "admin", "viewer"]


class AnswerSubmitted(PlannedWork):
    """A learner answered an item.

    Attributes:
        answer: empty where the learner said that they do not know.
        hinted: whether the learner had asked for the item's hint.
        strictness: how sure a model must be for its grade to go to the learner.
    """

    kind: Literal["answer.submitted"] = "answer.submitted"
    item: Item
    answer: str = Field(max_length=20_000)
    language: str
    attempt_number: int = Field(ge=1)
    seconds_spent: float | None = Field(default=None, ge=0)
    hinted: bool = False
    strictness: Strictness = "all"


class MasteryReset(PlannedWork):
    """A teacher let a learner begin anew, or took that back.

    It is told with the learner's last answer, so that advice and score follow as they
    do after one.

    Attributes:
        reset_id: what is given and taken back.
        skills: what begins anew; empty for all that the bank has.
        since: answers given before it count no more; the same in every word on a reset.
        reset_version: 1 when it is given, one more with each further word.
        in_force: False once it is taken back.
        actor_id: the teacher.
        reason: in the teacher's words, for colleagues.
    """

    kind: Literal["mastery.reset"] = "mastery.reset"
    reset_id: UUID
    skills: tuple[Slug, ...]
    since: Utc
    reset_version: int = Field(ge=1)
    in_force: bool
    actor_id: UUID
    reason: str = Field(min_length=1, max_length=1_000)


class MasteryUpdated(PlannedWork):
    """A learner's mastery was brought up to date after an answer or a reset.

    Attributes:
        state: the whole learner model after the update, to go on from.
        skills: mastery of each skill of the plan, in plan order.
        changed: ids of the skills that the answer moved, or that were reset; empty for
            a held one.
        moved: by how much the answer moved each of these, whatever came after it; empty
            after a reset.
        forecast: what was expected of the answer before it came, and why; None
            where what was known then is no longer kept.
    """

    kind: Literal["mastery.updated"] = "mastery.updated"
    state: LearnerState
    skills: tuple[SkillMastery, ...]
    changed: tuple[Slug, ...]
    moved: tuple[Move, ...] = ()
    forecast: Forecast | None = None


class PathAdvised(Work):
    """The learner's next step was chosen.

    Attributes:
        step: None when every skill of the plan is reached.
        runner_up: the choice that came second.
        offered: what the learner may pick from, the step first; see
            `analytics.paths.offering`.
        propensity: chance with which the policy makes this choice, for honest
            later estimates.
        stuck: skills in which the learner needs a person's help.
    """

    kind: Literal["path.advised"] = "path.advised"
    step: Step | None
    runner_up: Step | None = None
    offered: tuple[Step, ...] = ()
    reason: Reason
    policy: str
    propensity: float = Field(gt=0, le=1)
    progress: Score
    stuck: tuple[Slug, ...] = ()


class ScoreReleased(Work):
    """A score may leave for the LMS gradebook.

    Attributes:
        score: of the whole activity, 0 to 1; never falls but by an override, or by a
            reset that is taken back.
        graded: False while every answer still waits for the teacher.
    """

    kind: Literal["score.released"] = "score.released"
    score: Score
    state_seq: int = Field(ge=0)
    graded: bool = True
    comment: str = ""


class ScoreDelivered(Event):
    """A passback ended, well or for good.

    Attributes:
        outcome: "delivered", or why the LMS can never take the score.
    """

    kind: Literal["score.delivered"] = "score.delivered"
    activity_id: UUID
    score: Score
    outcome: Literal["delivered", "not_gradable", "refused"]
    detail: str = ""


AnyEvent = Annotated[
    ActivityPublished
    | ActivityLaunched
    | ExperimentAssigned
    | AnswerSubmitted
    | AnswerGraded
    | AnswerHeld
    | GradeOverridden
    | GradeContested
    | MasteryReset
    | MasteryUpdated
    | ItemObserved
    | PathAdvised
    | StepChosen
    | EstimateContested
    | ScoreReleased
    | ScoreDelivered,
    Field(discriminator="kind"),
]


def event_models() -> dict[str, type[Event]]:
    """Return the model of each kind."""
    members = get_args(get_args(AnyEvent)[0])
    return {model.model_fields["kind"].default: model for model in members}
