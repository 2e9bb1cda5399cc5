"""What a policy answers: a step, and the reason for it in numbers."""

from typing import Annotated, Literal

from pydantic import Field

from analytics.content.values import Slug, Value

Share = Annotated[float, Field(ge=0, le=1)]

ReasonCode = Literal[
    "next_skill",
    "same_skill",
    "stronger_base",
    "review",
    "stretch",
    "explore",
    "placement",
    "all_reached",
    "waiting",
]


class Reason(Value):
    """Why a step was chosen, as a code and the numbers that fill its words.

    Attributes:
        code: "next_skill" a skill is ready to be learned; "same_skill" the last
            one goes on; "stronger_base" the learner is stuck in the skills of
            `prerequisite_of`, this comes before them; "review" its review is due;
            "stretch" what is left is harder than the activity aims at;
            "explore" tried by chance, to learn what helps; "placement" to find out
            where the learner stands; "all_reached" there is nothing left to do;
            "waiting" what is left is locked by the teacher.
        skill_id: the skill that the step exercises.
        mastery: of that skill, now.
        success: predicted chance of a right answer.
        prerequisite_of: skills that wait for this one.
    """

    code: ReasonCode
    skill_id: Slug | None = None
    mastery: float | None = None
    success: float | None = None
    prerequisite_of: tuple[Slug, ...] = ()


class Step(Value):
    """One thing to do next.

    Attributes:
        success: predicted chance of a right answer, 0 to 1.
    """

    item_id: Slug
    skill_id: Slug
    success: Share
    reason: Reason


class Advice(Value):
    """All that a policy says after an answer.

    Attributes:
        step: None when every skill of the plan is reached.
        runner_up: the choice that came second.
        propensity: chance with which the policy makes this choice.
        progress: share of the way to the end of the plan, 0 to 1.
        stuck: skills in which the learner needs a person's help.
    """

    step: Step | None
    runner_up: Step | None = None
    reason: Reason
    propensity: float = Field(default=1.0, gt=0, le=1)
    progress: Share
    stuck: tuple[Slug, ...] = ()
