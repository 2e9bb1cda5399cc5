"""The score of a whole activity: how far along its skills a learner is."""

from collections.abc import Collection, Sequence

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
    return sum(min(1.0, best / threshold) for best in bests) / len(bests)
