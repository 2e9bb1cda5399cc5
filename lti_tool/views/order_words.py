"""The sentences of a teacher's orders about paths, in the reader's language."""

from collections.abc import Callable, Mapping

from lti_tool.views.tongue import gettext

KINDS = ("lock", "skip", "mastered", "pin")


def order_kind(kind: str) -> str:
    """Return what an order does, as the form offers it."""
    words = {
        "lock": gettext("Lock: it waits, and with it what builds on it"),
        "skip": gettext("Skip: it is left out and counts for nothing"),
        "mastered": gettext("Mark as mastered: it counts as reached"),
        "pin": gettext("Pin: it comes next, until it is reached"),
    }
    return words[kind]


def order_words(kind: str, skill: str) -> str:
    """Return an order in a sentence."""
    words = {
        "lock": gettext("“%(skill)s” is locked.", skill=skill),
        "skip": gettext("“%(skill)s” is skipped.", skill=skill),
        "mastered": gettext("“%(skill)s” counts as mastered.", skill=skill),
        "pin": gettext("“%(skill)s” comes next.", skill=skill),
    }
    return words[kind]


def reset_words(skill: str) -> str:
    """Return in a sentence that a learner begins anew; on all skills where none is named."""
    if not skill:
        return gettext("Everything begins anew.")
    return gettext("“%(skill)s” begins anew.", skill=skill)


def refusals(facts: Mapping[str, object]) -> dict[str, Callable[[], str]]:
    """Return the sentence for each rule that an order may break."""
    return {
        "put_away": lambda: gettext(
            "Your teacher has put this question away for now. Here is where you go on."
        ),
        "skill_put_away": lambda: gettext(
            "Your teacher has decided meanwhile that “%(skill)s” is not asked for now, so its "
            "question does not come. Nothing of yours is lost: go on here with what comes next. "
            "If you would like to practise it, tell your teacher.",
            skill=facts.get("skill"),
        ),
        "order_reason": lambda: gettext(
            "Say why, in at most %(most)s characters: colleagues read it.", most=facts.get("most")
        ),
        "reset_nothing": lambda: gettext(
            "This learner has not answered anything yet: there is nothing to begin anew."
        ),
        "reset_many": lambda: gettext(
            "This learner has begun anew %(most)s times. Take one of these back first.",
            most=facts.get("most"),
        ),
        "order_leaves_nothing": lambda: gettext(
            "Nothing would be left to ask. Leave at least one skill open."
        ),
    }
