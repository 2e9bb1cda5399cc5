"""What a comparison came to, in sentences that follow from its numbers."""

from collections.abc import Callable, Mapping

from flask_babel import format_decimal

from analytics.evaluation.comparing import Comparison, Metric, MetricName, Start
from analytics.evaluation.resampling import FEWEST, Estimate
from lti_tool.views.tongue import gettext, ngettext
from lti_tool.views.words import percent

_NAMES: Mapping[MetricName, Callable[[], str]] = {
    "gain": lambda: gettext("Rise of mastery"),
    "reached": lambda: gettext("Skills that reached the target"),
    "answers": lambda: gettext("Answers to reach a skill"),
    "minutes": lambda: gettext("Minutes to reach a skill"),
}
_MORE: Mapping[MetricName, Callable[[], str]] = {
    "gain": lambda: gettext(
        "With “%(second)s” mastery rose more: by %(value)s more, between %(low)s and %(high)s."
    ),
    "reached": lambda: gettext(
        "With “%(second)s” more skills reached the target: %(value)s more, between %(low)s and "
        "%(high)s."
    ),
    "answers": lambda: gettext(
        "With “%(second)s” a skill takes more answers: %(value)s more, between %(low)s and "
        "%(high)s."
    ),
    "minutes": lambda: gettext(
        "With “%(second)s” a skill takes longer: %(value)s more, between %(low)s and %(high)s."
    ),
}
_UNCLEAR: Mapping[MetricName, Callable[[], str]] = {
    "gain": lambda: gettext(
        "How much mastery rises does not differ clearly: with “%(second)s” somewhere between "
        "%(low)s and %(high)s."
    ),
    "reached": lambda: gettext(
        "How many skills reach the target does not differ clearly: with “%(second)s” somewhere "
        "between %(low)s and %(high)s."
    ),
    "answers": lambda: gettext(
        "How many answers a skill takes does not differ clearly: with “%(second)s” somewhere "
        "between %(low)s and %(high)s."
    ),
    "minutes": lambda: gettext(
        "How long a skill takes does not differ clearly: with “%(second)s” somewhere between "
        "%(low)s and %(high)s."
    ),
}


def metric_words(name: MetricName) -> str:
    """Return what a measure is called."""
    return _NAMES[name]()


def start_words(start: Start) -> str:
    """Return what learners of a group knew when they came."""
    words: Mapping[Start, Callable[[], str]] = {
        "new": lambda: gettext("Nothing known of them before"),
        "low": lambda: gettext("Under half of the target before"),
        "high": lambda: gettext("Over half of the target before"),
    }
    return words[start]()


def verdict_words(comparison: Comparison, first: str, second: str) -> list[str]:
    """Return what a comparison says, a sentence a measure; one if it cannot say anything.

    What is less with the second way is said as more with the first.
    """
    if min(comparison.learners) < FEWEST:
        return [_too_few(comparison)]
    return [_verdict(metric, first, second) for metric in comparison.metrics]


def amount_words(name: MetricName, value: float | None) -> str:
    """Return a measure's value with its unit; a dash for none."""
    if value is None:
        return "–"
    shown = _rounded(value * 100 if name in {"gain", "reached"} else value)
    one_or_more = 1 if shown == "1" else 2
    if name in {"gain", "reached"}:
        return ngettext("%(n)s percentage point", "%(n)s percentage points", one_or_more, n=shown)
    if name == "minutes":
        return gettext("%(n)s min", n=shown)
    return ngettext("%(n)s answer", "%(n)s answers", one_or_more, n=shown)


def share_words(name: MetricName, value: float | None) -> str:
    """Return a measure of one arm: a share as per cents, the rest with its unit."""
    return percent(value) if name == "reached" else amount_words(name, value)


def interval_words(name: MetricName, estimate: Estimate) -> str:
    """Return between what a value probably lies; empty where nobody can say."""
    if estimate.low is None or estimate.high is None:
        return ""
    low, high = share_words(name, estimate.low), share_words(name, estimate.high)
    return gettext("%(low)s to %(high)s", low=low, high=high)


def difference_words(name: MetricName, estimate: Estimate) -> str:
    """Return between what a difference probably lies; empty where nobody can say."""
    if estimate.low is None or estimate.high is None:
        return ""
    low, high = amount_words(name, estimate.low), amount_words(name, estimate.high)
    return gettext("%(low)s to %(high)s", low=low, high=high)


def _verdict(metric: Metric, first: str, second: str) -> str:
    low, high = metric.difference.low, metric.difference.high
    if low is None or high is None or metric.difference.value is None:
        return gettext(
            "%(measure)s: too few learners got there to compare.", measure=metric_words(metric.name)
        )
    told = [metric.difference.value, low, high]
    if not metric.difference.is_clear:
        return _filled(_UNCLEAR[metric.name](), metric.name, second, told)
    if metric.difference.value > 0:
        return _filled(_MORE[metric.name](), metric.name, second, told)
    return _filled(_MORE[metric.name](), metric.name, first, [-told[0], -high, -low])


def _filled(sentence: str, name: MetricName, way: str, told: list[float]) -> str:
    value, low, high = (amount_words(name, one) for one in told)
    return sentence % {"second": way, "value": value, "low": low, "high": high}


def _too_few(comparison: Comparison) -> str:
    first, second = comparison.learners
    return gettext(
        "Too few learners to say anything: %(first)s and %(second)s. From %(fewest)s in each way "
        "on, differences are stated.",
        first=first,
        second=second,
        fewest=FEWEST,
    )


def _rounded(value: float) -> str:
    shown = round(value) if abs(value) >= 10 else round(value, 1)
    return str(format_decimal(shown or 0)).replace("-", "−")
