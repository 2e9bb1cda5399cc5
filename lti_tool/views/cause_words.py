"""Why the learner model expected what it did, in the reader's language."""

from analytics.mastery.explaining import Cause, Forecast
from lti_tool.views.tongue import gettext

TOLD = 3
"""How many causes are told, the largest ones."""


def cause_words(expected: Forecast) -> list[str]:
    """Return the largest causes of a forecast, each a sentence."""
    return [_words(cause)[logit < 0] for cause, logit in expected.parts.largest(TOLD)]


def expectation_words(expected: Forecast) -> str:
    """Return the chance that a forecast gave an answer, as a count out of ten."""
    times = min(9, max(1, round(expected.chance * 10)))
    return gettext(
        "Before this answer, we expected about %(n)s in 10 like it to be right.", n=times
    )


def _words(cause: Cause) -> tuple[str, str]:
    words: dict[Cause, tuple[str, str]] = {
        "ability": (
            gettext("Answers to all skills so far made it likelier."),
            gettext("Answers to all skills so far made it less likely."),
        ),
        "skill": (
            gettext("This skill goes better than the others so far."),
            gettext("This skill goes less well than the others so far."),
        ),
        "item": (
            gettext("The question is easier than most."),
            gettext("The question is harder than most."),
        ),
        "skill_record": (
            gettext("The row of answers on this skill made it likelier."),
            gettext("The row of answers on this skill made it less likely."),
        ),
        "recent": (
            gettext("The last answers, whatever the skill, made it likelier."),
            gettext("The last answers, whatever the skill, made it less likely."),
        ),
        "item_again": (
            gettext("How often this question was met before made it likelier."),
            gettext("How often this question was met before made it less likely."),
        ),
        "rest": (
            gettext("The time since this skill was practised made it likelier."),
            gettext("The time since this skill was practised made it less likely."),
        ),
    }
    return words[cause]
