"""Where a learner stands in each skill of an activity."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from analytics.content import Plan, Skill
from analytics.mastery.state import SkillMastery
from lti_tool.models import Progress
from lti_tool.services.activities import Course
from lti_tool.services.positions import mastery_of

Band = Literal["unknown", "starting", "growing", "reached"]
Decided = Literal["", "wait", "skip", "mastered", "pin"]


@dataclass(frozen=True, slots=True)
class SkillPlace:
    """One skill of the plan and where the learner stands in it.

    Attributes:
        band: "unknown" while the evidence is too thin for a claim.
        before: ids of the skills that it builds on.
        after: their names.
        due: it was reached once, and its review is due by now.
        decided: what the teacher decided of it; "wait" also behind a locked skill.
    """

    skill: Skill
    mastery: SkillMastery | None
    band: Band
    before: tuple[str, ...]
    after: tuple[str, ...]
    here: bool
    due: bool = False
    decided: Decided = ""


def band_of(mastery: SkillMastery | None, threshold: float) -> Band:
    """Return the band that every screen names a mastery by."""
    if mastery is None or not mastery.certain:
        return "unknown"
    if mastery.value >= threshold:
        return "reached"
    return "growing" if mastery.value >= threshold / 2 else "starting"


def is_due(mastery: SkillMastery | None, threshold: float, now: datetime) -> bool:
    """Tell whether a skill that was reached is to be reviewed by now."""
    if mastery is None or mastery.due is None or mastery.standing < threshold:
        return False
    return mastery.due <= now


def places_of(course: Course, position: Progress, now: datetime) -> tuple[SkillPlace, ...]:
    """Return the skills of a course's plan and where its learner stands in each."""
    mastery = mastery_of(position)
    here = course.bank.items_by_id[position.item_id or ""].skills
    names = {skill.id: skill.name for skill in course.bank.skills}
    return tuple(
        SkillPlace(
            skill=course.bank.skills_by_id[planned.id],
            mastery=mastery.get(planned.id),
            band=band_of(mastery.get(planned.id), course.plan.threshold),
            before=planned.prerequisites,
            after=tuple(names[p] for p in planned.prerequisites),
            here=planned.id in here,
            due=is_due(mastery.get(planned.id), course.plan.threshold, now)
            and _decided(course.plan, planned.id) in {"", "pin"},
            decided=_decided(course.plan, planned.id),
        )
        for planned in course.plan.skills
    )


def _decided(plan: Plan, skill_id: str) -> Decided:
    if skill_id in plan.orders.skipped:
        return "skip"
    if skill_id in plan.orders.mastered:
        return "mastered"
    if skill_id in plan.waiting:
        return "wait"
    return "pin" if skill_id == plan.orders.pinned else ""
