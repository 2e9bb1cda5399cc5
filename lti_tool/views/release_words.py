"""What a teacher reads about grades that go out at once, and those that wait."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from analytics.grading.release import PROMISED, ReleaseTable, Strictness
from analytics.grading.types import SUPPORTED_LANGUAGES
from lti_tool.services.marking.expected import OwnFigures
from lti_tool.views.tongue import gettext
from lti_tool.views.words import number, percent

_NAMES: Mapping[Strictness, Callable[[], str]] = {
    "standard": lambda: gettext("When the grader is sure"),
    "lenient": lambda: gettext("When it is fairly sure"),
    "strict": lambda: gettext("Only when it is very sure"),
    "none": lambda: gettext("After I have looked at each"),
    "all": lambda: gettext("Always, and I correct what is wrong"),
}


@dataclass(frozen=True, slots=True)
class StrictnessChoice:
    """One strictness as the form offers it: what it means and what to expect.

    Attributes:
        own: what it would have done with the course's answers; empty before there are
            enough of them.
    """

    value: Strictness
    name: str
    meaning: str
    own: str


def strictness_choices(
    table: ReleaseTable, language: str, own: Mapping[Strictness, OwnFigures]
) -> list[StrictnessChoice]:
    """Return the choices for answers in a language, the usual one first."""
    return [
        StrictnessChoice(value, name(), _meaning(table, value, language), _own(own.get(value)))
        for value, name in _NAMES.items()
    ]


def is_graded(language: str) -> bool:
    """Tell whether a model grades answers in words in a language at all."""
    return language.split("-", maxsplit=1)[0].lower() in SUPPORTED_LANGUAGES


def _meaning(table: ReleaseTable, strictness: Strictness, language: str) -> str:
    if strictness == "all":
        return gettext("Every answer is graded at once, unsure ones too. Expect more mistakes.")
    if strictness == "none":
        return gettext("The grader only suggests; learners see a grade once you have decided.")
    promised = percent(PROMISED[strictness])
    rule = table.rule(strictness, language)
    if rule is None:
        return gettext(
            "At least %(promised)s of such grades should be right. The present grader cannot "
            "promise that: every answer waits for you.",
            promised=promised,
        )
    return gettext(
        "At least %(promised)s of such grades should be right. On questions it has never seen, "
        "about %(share)s of the answers are graded at once, and %(accuracy)s of those grades were "
        "right (%(least)s at least on other questions); the others wait for you with a first "
        "reading.",
        promised=promised,
        share=percent(rule.share),
        accuracy=percent(rule.accuracy),
        least=percent(rule.at_least),
    )


def _own(own: OwnFigures | None) -> str:
    if own is None or not own.enough:
        return ""
    released = gettext(
        "In this course so far: %(share)s of %(answers)s answers at once.",
        share=percent(own.released.value),
        answers=number(own.released.of),
    )
    if not own.enough_marked:
        return released
    right = gettext(
        "Teachers agreed with %(accuracy)s of the %(marks)s such grades that they looked at "
        "(probably %(low)s to %(high)s).",
        accuracy=percent(own.right.value),
        marks=number(own.right.of),
        low=percent(own.right.low),
        high=percent(own.right.high),
    )
    return f"{released} {right}"
