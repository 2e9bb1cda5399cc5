"""Words for how hard a question is: by its author, and by its answers."""

from analytics.content import Item
from analytics.mastery.difficulty import FEWEST, learned
from lti_tool.services.difficulties import Evidence
from lti_tool.views.tongue import gettext, ngettext

NEAR = 0.5
"""Logits from the author's level within which answers say the same."""


def said_words(item: Item, evidence: Evidence) -> str:
    """Return what answers say of a question beside its author's level; empty for nothing.

    They say another level only where it is beyond their own doubt.
    """
    said = evidence.get((item.id, item.revision))
    if said is None:
        return ""
    if said.answers < FEWEST:
        return ngettext(
            "%(num)s answer, too few to say how hard it is",
            "%(num)s answers, too few to say how hard it is",
            said.answers,
        )
    what = learned(item.difficulty, said)
    off = what.difficulty - item.difficulty
    if abs(off) < max(NEAR, what.deviation):
        return gettext("%(num)s answers say: as hard as set", num=said.answers)
    if off < 0:
        return gettext("%(num)s answers say: easier than set", num=said.answers)
    return gettext("%(num)s answers say: harder than set", num=said.answers)
