"""The sentences of the marking desk, in the reader's language."""

from collections.abc import Callable, Mapping

from flask_babel import force_locale

from lti_tool.models import Contest, ItemLearning
from lti_tool.services.marking.suggesting import Suggestion
from lti_tool.views.tongue import gettext, ngettext

_LOCALES = {"zh": "zh"}


def standard_words(score: float, language: str) -> str:
    """Return what a learner reads with a mark for which the teacher wrote nothing."""
    with force_locale(_LOCALES.get(language[:2].lower(), "en")):
        if score >= 0.85:
            return gettext("Your teacher has read your answer: it is right.")
        if score >= 0.25:
            return gettext("Your teacher has read your answer: it is right in part.")
        return gettext("Your teacher has read your answer: it is not right yet.")


def undo_words(language: str) -> str:
    """Return what a learner may read of a mark that was taken back."""
    with force_locale(_LOCALES.get(language[:2].lower(), "en")):
        return gettext("Your teacher has taken the last mark back.")


def regrade_words(language: str) -> str:
    """Return what learners read of answers that were graded anew, unless changed."""
    with force_locale(_LOCALES.get(language[:2].lower(), "en")):
        return gettext("All answers to this question were graded anew.")


def group_words(group: str) -> str:
    """Return the name of a group of answers on the desk."""
    words = {
        "open": gettext("To mark"),
        "useful": gettext("Teach most"),
        "held": gettext("Kept for you"),
        "contested": gettext("Contested"),
        "unsure": gettext("Not sure"),
        "sure": gettext("Sure"),
        "checked": gettext("Checked by rule"),
        "marked": gettext("Marked by a teacher"),
        "all": gettext("All answers"),
    }
    return words[group]


def moved_words(suggestion: Suggestion | None) -> str:
    """Return by what a score was moved; empty where it was not."""
    if suggestion is None:
        return ""
    return ngettext(
        "moved by %(num)s answer you marked", "moved by %(num)s answers you marked", suggestion.by
    )


def decision_words(kind: str, count: int) -> str:
    """Return what a decision was, in a few words."""
    words = {
        "mark": gettext("One answer marked"),
        "group": ngettext(
            "%(num)s answer marked together", "%(num)s answers marked together", count
        ),
        "regrade": ngettext("%(num)s answer graded anew", "%(num)s answers graded anew", count),
        "undo": ngettext("%(num)s mark taken back", "%(num)s marks taken back", count),
    }
    return words[kind]


def outcome_words(contest: Contest) -> str:
    """Return how a contest stands, for the learner."""
    words = {
        "raised": gettext("A person has looked at it again: your score went up."),
        "lowered": gettext("A person has looked at it again: your score went down."),
        "kept": gettext("A person has looked at it again: your score stays."),
    }
    return words.get(contest.outcome or "", gettext("You asked a person. The answer comes here."))


def alarm_words(learning: ItemLearning) -> str:
    """Return how a question's grades do, in a sentence."""
    words = {
        "thin": gettext("Too few marks yet to say how well it is graded."),
        "fine": gettext("Teachers agree with its grades."),
        "overruled": gettext("Teachers often overrule its grades: look at what is expected."),
        "shifted": gettext("This week's scores differ from those before: look at new answers."),
    }
    return words[learning.alarm]


def refusals(facts: Mapping[str, object]) -> dict[str, Callable[[], str]]:
    """Return the sentences of what the desk refuses, by code."""
    return {
        "several_questions": lambda: gettext(
            "One mark is for the answers to one question. Mark the others apart."
        ),
        "group_too_large": lambda: gettext(
            "At most %(most)s answers can be marked together.", most=facts.get("most")
        ),
        "no_answer_ticked": lambda: gettext("Tick at least one answer."),
        "undo_of_undo": lambda: gettext("What was taken back is marked again by hand."),
        "nothing_to_undo": lambda: gettext(
            "These answers were graded anew since: there is nothing left to take back."
        ),
        "regrade_not_ready": lambda: gettext(
            "This look is out of date. Ask again what would change."
        ),
        "contest_too_early": lambda: gettext("There is no grade yet that a person could look at."),
        "contest_of_a_person": lambda: gettext("A person gave this grade. Talk to your teacher."),
        "contest_without_reason": lambda: gettext(
            "Say in a sentence why you see it in another way."
        ),
    }
