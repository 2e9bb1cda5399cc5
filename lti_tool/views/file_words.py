"""What is said of files that were read, in the reader's language."""

from collections.abc import Callable, Mapping

from analytics.content.interchange.report import Remark
from lti_tool.views.item_file_words import question_remarks
from lti_tool.views.tongue import gettext


def refusals(facts: Mapping[str, object]) -> dict[str, Callable[[], str]]:
    """Return the sentence for each reason why nothing of a file can be read."""
    place = facts.get("place") or "?"
    return {
        "file_empty": lambda: gettext("The file is empty, or none was chosen."),
        "file_not_text": lambda: gettext("This is no text file in UTF-8. Save it as UTF-8."),
        "file_not_json": lambda: gettext("This is no complete JSON file."),
        "file_not_known": lambda: gettext("This file is in none of the formats named below."),
        "file_without_skills": lambda: gettext("There is no skill in this file."),
        "file_without_questions": lambda: gettext("There is no question in this file."),
        "file_not_xml": lambda: gettext(
            "This is no complete XML file: see its line %(line)s.", line=place
        ),
        "file_with_dtd": lambda: gettext(
            "This XML file declares a document type, which is not read for safety. Take the "
            "line with <!DOCTYPE out."
        ),
        "file_not_zip": lambda: gettext("This archive is broken or locked. Pack it again."),
        "file_unsafe": lambda: gettext(
            "This archive names places outside of itself or unpacks to too much, so it is not "
            "opened. Pack only the questions."
        ),
        "file_old_qti": lambda: gettext(
            "This is QTI 1, which is not read. Save the questions as QTI 2.1 or later."
        ),
        "file_too_big": lambda: gettext("This file is too big. Save it in smaller parts."),
    }


def remark_words(remark: Remark) -> str:
    """Return what was left out or simplified, in a sentence."""
    first, second = (*remark.facts, "", "")[:2]
    sentences: Mapping[str, Callable[[], str]] = {
        "left_out_nameless": lambda: gettext("Left out: it has no name or no text."),
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
    }
    return {**sentences, **question_remarks(first, second)}[remark.code]()
