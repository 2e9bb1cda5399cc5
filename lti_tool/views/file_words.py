"""What is said of files that were read, in the reader's language."""

from collections.abc import Callable, Mapping

from analytics.content.interchange.report import Remark
from lti_tool.views.tongue import gettext


def refusals(facts: Mapping[str, object]) -> dict[str, Callable[[], str]]:
    """Return the sentence for each reason why nothing of a file can be read."""
    return {
        "file_empty": lambda: gettext("The file is empty, or none was chosen."),
        "file_not_text": lambda: gettext("This is no text file in UTF-8. Save it as UTF-8."),
        "file_not_json": lambda: gettext("This is no complete JSON file."),
        "file_not_xml": lambda: gettext("This is no complete XML file: %(place)s.", **facts),
        "file_hostile_xml": lambda: gettext(
            "This XML file declares entities or a document type. Such files can do harm and are "
            "not read. Export it again without them."
        ),
        "file_not_known": lambda: gettext("This file is in none of the formats named below."),
        "file_without_skills": lambda: gettext("There is no skill in this file."),
        "file_without_items": lambda: gettext(
            "There is no question in this file that can be read."
        ),
    }


def remark_words(remark: Remark) -> str:
    """Return what was left out or simplified, in a sentence."""
    first, second = (*remark.facts, "", "")[:2]
    sentences: Mapping[str, Callable[[], str]] = {
        "left_out_nameless": lambda: gettext("Left out: it has no name or no text."),
        "left_out_kind": lambda: gettext(
            "Left out: there is no such kind of question here (%(kind)s).", kind=first
        ),
        "left_out_broken": lambda: gettext(
            "Left out: it is not complete. %(what)s", what=first
        ).strip(),
        "edge_unknown": lambda: gettext(
            "Prerequisite left out: “%(before)s” or “%(after)s” is not in the file.",
            before=first,
            after=second,
        ),
        "edge_circle": lambda: gettext(
            "Prerequisite left out: it would run in a circle, %(loop)s.", loop=first
        ),
        "relation_kind": lambda: gettext(
            "Relation left out: skills here have prerequisites only, no “%(kind)s”.", kind=first
        ),
        "name_cut": lambda: gettext("The name is too long and was cut: “%(name)s…”.", name=first),
        "name_changed": lambda: gettext(
            "“%(old)s” is there twice; this one is “%(new)s” now.", old=first, new=second
        ),
        "text_cut": lambda: gettext("A text is too long and was cut: %(what)s", what=first),
        "picture": lambda: gettext("A picture, sound or file of it was left out."),
        "markup": lambda: gettext("Its formatting was left out; the words are there."),
        "feedback": lambda: gettext("Some feedback was left out: %(what)s", what=first),
        "partial_credit": lambda: gettext(
            "Answers for a part of the marks became wrong ones: %(what)s", what=first
        ),
        "several_right": lambda: gettext(
            "Several answers are right; here a choice has one. Left out: %(what)s", what=first
        ),
        "several_numbers": lambda: gettext(
            "Several right numbers; only the first was taken. Left out: %(what)s", what=first
        ),
        "category": lambda: gettext("Its category became no skill: %(what)s", what=first),
        "grading": lambda: gettext("Its points or penalties were left out."),
        "random_values": lambda: gettext("Its values are drawn by chance; that is not kept."),
        "rubric_made": lambda: gettext("It got one criterion, worth all the marks."),
        "case_and_wildcards": lambda: gettext(
            "Answers are graded by meaning here, not letter by letter: %(what)s", what=first
        ),
        "unit_words": lambda: gettext("Only one of its units was kept: %(what)s", what=first),
    }
    return sentences[remark.code]()
