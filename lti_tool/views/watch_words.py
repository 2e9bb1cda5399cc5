"""What a teacher reads of grades that go wrong, and what to do about it."""

from collections.abc import Callable, Mapping

from analytics.grading.agreement import Agreement
from lti_tool.services.marking.watching import Trouble, Watch
from lti_tool.views.tongue import gettext
from lti_tool.views.words import number, percent


def trouble_words(trouble: Trouble, watch: Watch) -> str:
    """Return what is wrong, in a sentence."""
    words: Mapping[Trouble, Callable[[], str]] = {
        "promise": lambda: gettext(
            "Grades that went out at once were right less often than the %(promised)s that you "
            "chose.",
            promised=percent(watch.promised),
        ),
        "overruled": lambda: gettext(
            "Teachers overrule %(share)s of the proposed scores.",
            share=percent(watch.overruled.value),
        ),
        "markers": lambda: gettext(
            "Two markers agree little (κ %(kappa)s).", kappa=kappa_words(watch.markers)
        ),
        "grader": lambda: gettext(
            "A second marker and the grader agree little (κ %(kappa)s).",
            kappa=kappa_words(watch.grader),
        ),
        "shifted": lambda: gettext(
            "This week's scores differ from those of the four weeks before."
        ),
    }
    return words[trouble]()


def remedy_words(trouble: Trouble) -> str:
    """Return what to do about it."""
    words: Mapping[Trouble, Callable[[], str]] = {
        "promise": lambda: gettext(
            "Choose a stricter release on the page Activity, or mark such answers yourself."
        ),
        "overruled": lambda: gettext(
            "Look at what is expected: say there what you accept. Then see what grading anew "
            "would change, or let your marks move the scores."
        ),
        "markers": lambda: gettext(
            "Agree on what counts before you mark on, and write it down as criteria."
        ),
        "grader": lambda: gettext(
            "Mark more answers, then learn from them; until then choose a stricter release."
        ),
        "shifted": lambda: gettext(
            "Read a few new answers: the class may have moved on, an answer may have gone round, "
            "or the grader may be off."
        ),
    }
    return words[trouble]()


def kappa_words(agreement: Agreement | None) -> str:
    """Return a weighted kappa with its interval; a dash where none is stated."""
    kappa = agreement.weighted if agreement else None
    if kappa is None:
        return "–"
    value, low, high = (number(round(one, 2)) for one in (kappa.value, kappa.low, kappa.high))
    return f"{value} ({low} – {high})"


def drift_words(shift: float | None) -> str:
    """Return how far scores drifted."""
    if shift is None:
        return gettext("too few to compare")
    return number(round(shift, 2))
