"""The reasons of suggested prerequisites, in the reader's language."""

from collections.abc import Mapping

from analytics.evaluation.prerequisites import Needed
from lti_tool.views.tongue import gettext
from lti_tool.views.words import percent

Names = Mapping[str, str]


def first_tries_words(needed: Needed, names: Names) -> str:
    """Return how learners fared at the later skill with the earlier one and without."""
    return gettext(
        "Of %(knew)s learners who knew “%(before)s”, %(with_it)s solved “%(after)s” at the first "
        "try; of %(did_not)s who did not, %(without)s.",
        knew=needed.knew.size,
        with_it=percent(needed.knew.value),
        did_not=needed.did_not.size,
        without=percent(needed.did_not.value),
        **_both(needed, names),
    )


def other_way_words(needed: Needed, names: Names) -> str:
    """Return why the reverse does not hold."""
    return gettext(
        "The other way round it does not hold: of %(count)s learners who did not know "
        "“%(after)s”, %(share)s solved “%(before)s” at the first try.",
        count=needed.other_way.size,
        share=percent(needed.other_way.value),
        **_both(needed, names),
    )


def gap_words(needed: Needed) -> str:
    """Return how much the two skills hang together, and how sure that is."""
    gap = needed.gap
    return gettext(
        "Among learners who do alike in all other skills, and in whichever order they met "
        "these two, who knew the one solved the other %(points)s points more often (19 times in "
        "20 between %(low)s and %(high)s). Compared: %(learners)s learners.",
        points=_points(gap.value),
        low=_points(gap.low),
        high=_points(gap.high),
        learners=needed.learners,
    )


def _both(needed: Needed, names: Names) -> dict[str, str]:
    return {"before": names[needed.before], "after": names[needed.after]}


def _points(gap: float) -> int:
    return round(100 * gap)
