"""The score of a whole activity: how far along its skills a learner is."""

from collections.abc import Collection, Mapping, Sequence

from analytics.content.plan import Plan
from analytics.mastery.state import SkillMastery


def reached(skill: SkillMastery, threshold: float) -> bool:
    """Say whether a skill was brought to the teacher's threshold, ever."""
    return skill.best >= threshold


def activity_score(skills: Sequence[SkillMastery], threshold: float) -> float:
    """Return the mean share of the way to the threshold, 0 to 1.

    It rests on the best mastery ever, so it falls only by a corrected grade.
    """
    return way_to(threshold, [skill.best for skill in skills])


def way_to(threshold: float, bests: Collection[float]) -> float:
    """Return the mean share of the way that best masteries have come."""
    return sum([1.0 if best >= threshold else best / threshold for best in bests]) / len(bests)


def plan_progress(plan: Plan, bests: Mapping[str, float]) -> float:
    """Return the way that a learner has come in a plan, 0 to 1.

    `bests` has the best mastery ever of each skill. One that the teacher lets count
    as mastered is reached, one that is skipped counts for nothing; where all are
    skipped the end is reached.
    """
    orders, skipped = plan.orders, plan.orders.skipped
    counted = [skill_id for skill_id in bests if skill_id not in skipped]
    if not counted:
        return 1.0
    threshold, mastered = plan.threshold, orders.mastered
    return way_to(threshold, [threshold if one in mastered else bests[one] for one in counted])
