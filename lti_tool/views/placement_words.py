"""The sentences of a placement test: how far it is, and what it found."""

from collections.abc import Callable, Mapping, Sequence

from lti_tool.services.placement import Placing
from lti_tool.services.skill_places import Band, SkillPlace
from lti_tool.views.tongue import gettext, listed, ngettext

_FOUND: Mapping[Band, Callable[[str], str]] = {
    "reached": lambda names: gettext("You seem to know: %(skills)s.", skills=names),
    "growing": lambda names: gettext("You are on the way: %(skills)s.", skills=names),
    "starting": lambda names: gettext("To be learned from the start: %(skills)s.", skills=names),
    "unknown": lambda names: gettext("Too early to say: %(skills)s.", skills=names),
}


def placing_words(test: Placing, *, asks: bool) -> str:
    """Return which question it is, if one is asked, and how many are left."""
    left = test.most_left - 1 if asks else test.most_left
    more = ngettext("at most %(num)s more", "at most %(num)s more", left)
    if asks:
        return gettext("Question %(n)s, %(more)s", n=test.number, more=more)
    return gettext("%(n)s answered, %(more)s", n=test.given, more=more)


def placed_words(test: Placing, places: Sequence[SkillPlace]) -> list[str]:
    """Return what a test found, a sentence for each way to stand in a skill."""
    if not test.given:
        return [gettext("You begin at the start of the activity.")]
    found = ((words, _named(places, band)) for band, words in _FOUND.items())
    said = [words(names) for words, names in found if names]
    rests = ngettext("It rests on %(num)s answer.", "It rests on %(num)s answers.", test.given)
    return [*said, rests]


def _named(places: Sequence[SkillPlace], band: Band) -> str:
    return listed(place.skill.name for place in places if place.band == band)
