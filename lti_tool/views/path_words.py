"""The sentences of a learner's way: what is offered, how hard it is, and why."""

from collections.abc import Collection, Sequence

from analytics.events import Step
from analytics.mastery import SkillMastery
from lti_tool.models import Challenge, SkillReset
from lti_tool.services.evidence import Clue
from lti_tool.services.skill_places import Decided, SkillPlace
from lti_tool.services.stopping import Kept
from lti_tool.views.tongue import gettext, listed, ngettext
from lti_tool.views.words import Names, answers_counted, band_words, percent, reason_words

WIDE_FROM = 0x2E80
"""The first letter of the scripts that are as wide as they are high."""

LEVEL = 0.05
"""How far two chances of success differ before one is called easier."""


def offer_words(step: Step, first: Step, names: Names) -> str:
    """Return the name of an offered step, told apart from the first one."""
    skill = names.get(step.skill_id, step.skill_id)
    if step.item_id == first.item_id or step.skill_id != first.skill_id:
        return skill
    if step.success > first.success + LEVEL:
        return gettext("%(skill)s, an easier question", skill=skill)
    if step.success < first.success - LEVEL:
        return gettext("%(skill)s, a harder question", skill=skill)
    return gettext("%(skill)s, another question", skill=skill)


def standing_words(place: SkillPlace) -> str:
    """Return where a learner stands in a skill, in a few words."""
    if place.mastery is None or not place.mastery.answers:
        return gettext("Not begun")
    if place.band == "unknown":
        return gettext("Too early to say")
    share = percent(place.mastery.value)
    return gettext("%(band)s · %(share)s", band=band_words(place.band), share=share)


def decided_words(decided: Decided) -> str:
    """Return what the teacher decided of a skill, to the learner; empty for nothing."""
    words = {
        "wait": gettext("waits for your teacher"),
        "skip": gettext("left out by your teacher"),
        "mastered": gettext("mastered, says your teacher"),
        "pin": gettext("first, says your teacher"),
    }
    return words.get(decided, "")


def place_words(place: SkillPlace, next_id: str) -> str:
    """Return what lines and marks of the map say of a skill, for who does not see them."""
    said = []
    if place.after:
        said.append(gettext("Builds on %(skills)s.", skills=listed(place.after)))
    if place.mastery and place.mastery.answers:
        said.append(f"{answers_counted(place.mastery.answers)}.")
    if place.decided:
        said.append(f"{decided_words(place.decided)}.")
    elif place.due:
        said.append(gettext("A review is due."))
    if place.skill.id == next_id:
        said.append(gettext("Comes next."))
    return " ".join(said)


def clue_words(clue: Clue) -> str:
    """Return what an answer did to an estimate."""
    if not clue.counts:
        return gettext("From before you began anew; it counts no more")
    if clue.attempt.status != "graded":
        return gettext("Waits for its grade; it has moved nothing yet")
    if clue.by is None:
        return gettext("It moved the estimate; by how much was not kept then")
    points = round(abs(clue.by) * 100)
    if points < 1:
        return gettext("It left the estimate where it was")
    if clue.by > 0:
        return ngettext("Up by %(num)s point", "Up by %(num)s points", points)
    return ngettext("Down by %(num)s point", "Down by %(num)s points", points)


def anew_words(reset: SkillReset, names: Names) -> str:
    """Return to a learner that they begin anew, and what becomes of what they did."""
    if reset.skill_id is None:
        return gettext("Your teacher lets you begin anew.")
    skill = names.get(reset.skill_id, reset.skill_id)
    return gettext("Your teacher lets you begin anew with “%(skill)s”.", skill=skill)


def challenge_words(challenge: Challenge, *, put_away: bool) -> str:
    """Return how a learner's own challenge stands; `put_away` where its skill is not asked now."""
    if challenge.wish == "question":
        if challenge.answered_at is None:
            if put_away:
                return gettext(
                    "You asked for a question; it comes once your teacher lets this skill be "
                    "asked again."
                )
            return gettext("You asked for a question; it comes next.")
        return gettext("You asked for a question, and it was put to you.")
    if challenge.answered_at is None:
        return gettext("Your teacher has been told and can see it in the class view.")
    return gettext("Your teacher has looked at it.")


def kept_words(kept: Kept) -> str:
    """Return how many answers are kept, and that grades still to come will be too."""
    said = ngettext(
        "%(num)s answer with what was said about it.",
        "%(num)s answers with what was said about them.",
        kept.answers,
    )
    if not kept.waiting:
        return said
    waiting = ngettext(
        "%(num)s is not graded yet; its grade comes while you are away.",
        "%(num)s are not graded yet; their grades come while you are away.",
        kept.waiting,
    )
    return f"{said} {waiting}"


def span_words(mastery: SkillMastery, threshold: float) -> str:
    """Return between which bounds a mastery probably lies."""
    return gettext(
        "Probably between %(low)s and %(high)s; the target is %(target)s.",
        low=percent(mastery.low),
        high=percent(mastery.high),
        target=percent(threshold),
    )


def flag_width(words: str) -> float:
    """Return how wide a flag of the map must be for its words, in the map's units."""
    wide = sum(13.0 if ord(letter) > WIDE_FROM else 7.0 for letter in words)
    return wide + 14


def why_words(step: Step, names: Names, practised: Collection[str]) -> str:
    """Return why a step is offered; a skill begun before is not called new."""
    if step.reason.code != "next_skill" or step.skill_id not in practised:
        return reason_words(step.reason, names)
    return gettext(
        "You have begun “%(skill)s” and are ready to go on: it stands at %(mastery)s.",
        skill=names.get(step.skill_id, step.skill_id),
        mastery=percent(step.reason.mastery),
    )


def stuck_words(stuck: Sequence[str], names: Names) -> str:
    """Return that a skill is hard just now, and what a learner may do."""
    return gettext(
        "“%(skills)s” is hard going just now. Ask your teacher or somebody else about it; "
        "it is also fine to stop and come back later.",
        skills=listed(names.get(one, one) for one in stuck),
    )


def review_words(due: Sequence[str]) -> str:
    """Return why a review helps now, the skill that is asked first, and how many wait."""
    said = gettext("It is time to review “%(skill)s”: one question keeps it fresh.", skill=due[0])
    if not due[1:]:
        return said
    more = ngettext("%(num)s more skill waits.", "%(num)s more skills wait.", len(due[1:]))
    return f"{said} {more}"


def choice_words(offered: Sequence[Step], names: Names) -> str:
    """Return what is good about each offered step beside the other; empty for one."""
    if len(offered) < 2:
        return ""
    second = offer_words(offered[1], offered[0], names)
    return gettext(
        "We would take the first; close behind comes “%(second)s”. "
        "Each of them helps you now, so the choice is yours.",
        second=second,
    )
