"""What a grade says, who gave it and how sure that is, in the reader's language."""

from lti_tool.services.marking.suggesting import marks_in_name
from lti_tool.views.tongue import gettext, ngettext
from lti_tool.views.words import percent

SURE_FROM = 0.65
"""Confidence from which a model's label is stated, not just thought likely."""
_SUREST = 0.99


def label_words(label: str | None, confidence: float | None = None) -> str:
    """Return what a grade's label says, with care where the model is not sure."""
    if is_unsure(confidence):
        words = {
            "correct": gettext("Probably right"),
            "partial": gettext("Probably right in part"),
            "contradictory": gettext("Perhaps in conflict with the right answer"),
            "irrelevant": gettext("Perhaps beside the question"),
        }
    else:
        words = {
            "correct": gettext("Correct"),
            "partial": gettext("Partly right"),
            "contradictory": gettext("Conflicts with the right answer"),
            "irrelevant": gettext("Does not answer this question"),
        }
    return words.get(label or "", gettext("Not an answer to judge") if label else "")


def label_tone(label: str | None, confidence: float | None = None) -> str:
    """Return the tone of a label: "good", "part" or "poor"."""
    if is_unsure(confidence) and label != "non_domain":
        return "part"
    return {"correct": "good", "partial": "part"}.get(label or "", "poor")


def is_unsure(confidence: float | None) -> bool:
    """Tell whether a model is too unsure for its label to be stated."""
    return confidence is not None and confidence < SURE_FROM


def confidence_words(confidence: float | None) -> str:
    """Return how sure a model is, in words; empty for who does not guess."""
    if confidence is None:
        return ""
    if confidence >= 0.85:
        return gettext("very sure")
    return gettext("not sure") if is_unsure(confidence) else gettext("fairly sure")


def sureness(confidence: float) -> str:
    """Return how sure a model is, in words and per cents: never wholly, for it guesses."""
    return f"{confidence_words(confidence)} ({percent(min(confidence, _SUREST))})"


def grader_words(method: str | None, grader: str | None) -> str:
    """Return who graded."""
    if method == "teacher":
        return gettext("Graded by your teacher")
    if method == "checker":
        return gettext("Checked exactly, by rule")
    name, marks = marks_in_name(grader)
    said = gettext("Graded by the model %(name)s", name=name or "–")
    if not marks:
        return said
    moved = ngettext(
        "moved by %(num)s answer like it that a teacher marked",
        "moved by %(num)s answers like it that a teacher marked",
        marks,
    )
    return f"{said}, {moved}"


def held_words(reason: str | None) -> str:
    """Return why an answer waits for the teacher."""
    words = {
        "language_unsupported": gettext(
            "Free text in this language is not graded automatically yet."
        ),
        "wrong_language": gettext("It seems to be in another language than the question."),
        "too_long": gettext("It is longer than what can be graded automatically."),
        "refused": gettext("The grader declined to judge it."),
        "unsure": gettext("The grader is not sure enough of it."),
        "teacher_releases": gettext("A teacher looks at each answer before its grade counts."),
        "withdrawn": gettext("A teacher took the mark back."),
    }
    return words.get(reason or "", "")
