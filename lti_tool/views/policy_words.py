"""What the policies are called, and what each does, in plain words."""

from collections.abc import Callable, Mapping

from analytics.paths.teaching import OFFERED
from lti_tool.views.tongue import gettext

_NAMES: Mapping[str, Callable[[], str]] = {
    "readiness": lambda: gettext("Readiness"),
    "fixed-sequence": lambda: gettext("Fixed sequence"),
    "greedy": lambda: gettext("Most left to learn"),
    "learning-progress": lambda: gettext("Learning progress"),
    "mastery-learning": lambda: gettext("Mastery learning"),
    "nearest-level": lambda: gettext("Nearest level"),
    "thompson": lambda: gettext("Bandit"),
    "three-in-a-row": lambda: gettext("Three in a row"),
}
_MEANINGS: Mapping[str, Callable[[], str]] = {
    "readiness": lambda: gettext(
        "The weakest skill that the learner is ready for, with a question at the chosen difficulty."
    ),
    "fixed-sequence": lambda: gettext(
        "Every question once, in the order of the activity, whatever is answered."
    ),
    "greedy": lambda: gettext(
        "The skill in which most is left to learn, once what it builds on is known."
    ),
    "learning-progress": lambda: gettext(
        "The skill in which the last answers became better fastest; others are tried by chance."
    ),
    "mastery-learning": lambda: gettext(
        "One skill after the other, each until its target is reached."
    ),
    "nearest-level": lambda: gettext(
        "The question whose difficulty suits the learner best, of whatever skill."
    ),
    "thompson": lambda: gettext(
        "Like “most left to learn”, but what is not well known yet is tried more often."
    ),
    "three-in-a-row": lambda: gettext("The next skill after three right answers in a row."),
}


def policy_name(name: str) -> str:
    """Return what people call a policy."""
    return _NAMES[name]() if name in _NAMES else name


def policy_meaning(name: str) -> str:
    """Return what a policy does, in a sentence; empty for one that is not offered."""
    return _MEANINGS[name]() if name in _MEANINGS else ""


def policy_choices() -> list[tuple[str, str, str]]:
    """Return each offered policy with its name and meaning, the default first."""
    return [(name, policy_name(name), policy_meaning(name)) for name in OFFERED]


def refusals() -> dict[str, Callable[[], str]]:
    """Return the sentences of what the choice of a path refuses, by code."""
    return {
        "policy_unknown": lambda: gettext("Choose one of the ways that are listed."),
        "policies_alike": lambda: gettext("Choose two different ways to compare."),
        "experiment_runs": lambda: gettext(
            "A comparison runs in this activity already. Stop it before you start another one."
        ),
    }
