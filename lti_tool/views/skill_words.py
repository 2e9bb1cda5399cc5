"""The sentences of the skill editor, in the reader's language."""

from collections.abc import Callable, Mapping, Sequence

from lti_tool.models import CourseSkillsRevision
from lti_tool.views.tongue import gettext, ngettext


def questions_counted(count: int) -> str:
    """Return a count of questions in words."""
    return ngettext("%(num)s question", "%(num)s questions", count)


def deed_words(row: CourseSkillsRevision) -> str:
    """Return what a change of the skills did, in a sentence."""
    first, second = (*row.names, "", "")[:2]
    sentences: Mapping[str, Callable[[], str]] = {
        "add": lambda: gettext("Added “%(skill)s”.", skill=first),
        "rename": lambda: gettext("“%(old)s” is “%(new)s” now.", old=first, new=second),
        "retire": lambda: gettext("Retired “%(skill)s”.", skill=first),
        "restore": lambda: gettext("“%(skill)s” is taught again.", skill=first),
        "link": lambda: gettext("“%(after)s” builds on “%(before)s”.", before=first, after=second),
        "unlink": lambda: gettext(
            "“%(after)s” builds on “%(before)s” no more.", before=first, after=second
        ),
        "back": lambda: (
            gettext("Gone back to change %(n)s.", n=first)
            if first != "0"
            else gettext("Gone back to the skills that the bank came with.")
        ),
        "import": lambda: gettext("Read from the file “%(file)s”.", file=first),
    }
    return sentences[row.deed]()


def refusals(facts: Mapping[str, object]) -> dict[str, Callable[[], str]]:
    """Return the sentence for each rule of skills that a change may break."""
    names = facts.get("names", ())
    said = [str(name) for name in names] if isinstance(names, Sequence) else []
    first, second = (*said, "", "")[:2]
    return {
        "skill_name_missing": lambda: gettext("Give the skill a name."),
        "skill_name_long": lambda: gettext(
            "Keep the name of a skill under %(most)s characters.", most=first
        ),
        "skill_name_taken": lambda: gettext(
            "There is a skill “%(skill)s” already. Two skills need two names.", skill=first
        ),
        "skill_not_here": lambda: gettext("This course has no such skill. Load the page again."),
        "skills_full": lambda: gettext("A course has at most %(most)s skills.", most=first),
        "edge_there": lambda: gettext(
            "“%(after)s” builds on “%(before)s” already.", before=first, after=second
        ),
        "edge_not_there": lambda: gettext(
            "“%(after)s” does not build on “%(before)s”.", before=first, after=second
        ),
        "edge_circle": lambda: gettext(
            "That would run in a circle, in which nobody could begin: %(loop)s.",
            loop=" → ".join(said),
        ),
        "activity_without_items": lambda: gettext(
            "The activity “%(title)s” would have no question left. Give it other skills first.",
            title=facts.get("title"),
        ),
    }
