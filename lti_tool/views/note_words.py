"""The sentences for what a grade found, in the reader's language."""

from collections.abc import Callable, Iterable

from analytics.content import Item
from analytics.grading.findings import Note
from lti_tool.models import Attempt
from lti_tool.services.findings import (
    CriterionLine,
    Explanation,
    Graded,
    Verdict,
    agreeing,
    explain,
    is_told,
)
from lti_tool.views.grade_words import is_unsure
from lti_tool.views.tongue import gettext, ngettext
from lti_tool.views.words import percent

_TONES: dict[Verdict, str] = {"covered": "good", "partly": "part", "missing": "poor"}
_SIGNS: dict[Verdict, str] = {"covered": "✓", "partly": "◐", "missing": "○"}


def explained(attempt: Attempt, item: Item | None, *, told: bool | None = None) -> Explanation:
    """Return why an answer got its grade; `told` unless given as for its learner.

    Where a teacher gave it, the grader's reasons are told as far as they agree.
    """
    may = is_told(attempt, item) if told is None else told
    found = explain(item, Graded.of_attempt(attempt), told=may)
    return found if attempt.overridden_by is None else agreeing(found, attempt.label)


def criterion_words(verdict: Verdict, confidence: float | None = None) -> str:
    """Return how an answer does on a criterion, with care where nobody is sure."""
    if is_unsure(confidence):
        words: dict[Verdict, str] = {
            "covered": gettext("Probably covered"),
            "partly": gettext("Probably covered in part"),
            "missing": gettext("Perhaps missing"),
            "contradicted": gettext("Perhaps in conflict"),
        }
    else:
        words = {
            "covered": gettext("Covered"),
            "partly": gettext("Partly covered"),
            "missing": gettext("Missing"),
            "contradicted": gettext("In conflict"),
        }
    return words[verdict]


def verdict_tone(verdict: Verdict) -> str:
    """Return the tone of a verdict: "good", "part" or "poor"."""
    return _TONES.get(verdict, "poor")


def verdict_sign(verdict: Verdict) -> str:
    """Return the sign of a verdict, so that no colour need be seen."""
    return _SIGNS.get(verdict, "✕")


def part_words(line: CriterionLine) -> str:
    """Return what share of the marks a criterion earned, and of how much."""
    return gettext(
        "earns %(earned)s of the marks, at most %(share)s",
        earned=percent(line.earned),
        share=percent(line.share),
    )


def mark_words(kind: str) -> str:
    """Return what a marked run of an answer is, as a screen reader says it."""
    return gettext("this counts:") if kind == "covered" else gettext("this does not fit:")


def hint_words(notes: Iterable[Note]) -> list[str]:
    """Return the sentences of notes, those that are known here."""
    return [sentence for note in notes if (sentence := note_words(note))]


def note_words(note: Note) -> str:
    """Return the sentence of a note; empty for a code that is not known here."""
    facts = note.facts
    said, mask = str(facts.get("said", "")), str(facts.get("mask", ""))
    for sentences in (_on_words, _on_numbers, _on_units, _on_formulas, _on_parts):
        if sentence := sentences(said, mask, facts).get(note.code):
            return sentence()
    return ""


def _count(facts: dict[str, str | int], name: str) -> int:
    value = facts.get(name, 0)
    return value if isinstance(value, int) else 0


Sentences = dict[str, Callable[[], str]]


def _on_words(said: str, mask: str, facts: dict[str, str | int]) -> Sentences:
    letters = _count(facts, "letters")
    return {
        "all_there": lambda: gettext("Everything that a full answer says is there."),
        "not_an_answer": lambda: gettext("This does not read as an answer. Try a whole sentence."),
        "copied_question": lambda: gettext(
            "This repeats the question. Say in your own words what the answer is."
        ),
        "said_well": lambda: gettext("This counts: “%(said)s”.", said=said),
        "look_again": lambda: gettext("Look again at “%(said)s”: it does not fit.", said=said),
        "think_of": lambda: gettext(
            "Say more about “%(asked)s” in the question.", asked=str(facts.get("asked", ""))
        ),
        "missing_number": lambda: gettext("A number is missing."),
        "missing_word": lambda: gettext(
            "An idea is missing. One of its words: %(mask)s (%(letters)s letters).",
            mask=mask,
            letters=letters,
        ),
        "more_missing": lambda: ngettext(
            "%(num)s more word is missing.",
            "%(num)s more words are missing.",
            _count(facts, "count"),
        ),
        "say_more": lambda: gettext("Say a little more."),
        "term_missing": lambda: gettext(
            "Use the term %(mask)s (%(letters)s letters).", mask=mask, letters=letters
        ),
    }


def _on_numbers(said: str, _mask: str, facts: dict[str, str | int]) -> Sentences:
    return {
        "number_unreadable": lambda: gettext(
            "“%(said)s” cannot be read as a number. Write it like 2.5 or 1.2e3.", said=said
        ),
        "number_right": lambda: gettext("The number is right."),
        "number_sign": lambda: gettext("Look at the sign of the number."),
        "number_power_of_ten": lambda: gettext(
            "The digits are right. Look at the decimal point or the power of ten."
        ),
        "number_close": lambda: gettext("It is close. Check your last steps and your rounding."),
        "number_wrong": lambda: gettext("The number is not right. Go through your steps again."),
        "figures_wrong": lambda: ngettext(
            "The number is right. Give it to %(num)s significant figure.",
            "The number is right. Give it to %(num)s significant figures.",
            _count(facts, "wanted"),
        ),
    }


def _on_parts(_said: str, _mask: str, facts: dict[str, str | int]) -> Sentences:
    return {
        "order_pairs": lambda: gettext(
            "Of all %(count)s pairs of parts, %(right)s are in the right order.",
            count=_count(facts, "count"),
            right=_count(facts, "right"),
        ),
        "gaps_wrong": lambda: gettext(
            "Not right yet, by the numbers of the gaps: %(gaps)s.", gaps=str(facts.get("gaps", ""))
        ),
        "order_wrong": lambda: gettext(
            "Most of it is not in the right order. Think about what must come first."
        ),
    }


def _on_units(said: str, _mask: str, _facts: dict[str, str | int]) -> Sentences:
    return {
        "unit_other": lambda: gettext(
            "Give it in the unit that is asked for, not in “%(said)s”.", said=said
        ),
        "unit_wrong": lambda: gettext(
            "“%(said)s” makes another amount of this number. Look at the unit.", said=said
        ),
        "unit_kind": lambda: gettext(
            "“%(said)s” measures something else than what is asked for.", said=said
        ),
        "unit_unknown": lambda: gettext(
            "“%(said)s” is not known as a unit here. Look at the unit.", said=said
        ),
    }


def _on_formulas(said: str, _mask: str, _facts: dict[str, str | int]) -> Sentences:
    return {
        "formula_empty": lambda: gettext("Write a formula, such as 2x + 1."),
        "formula_unexpected": lambda: gettext(
            "The formula cannot be read from “%(said)s” on. Write it like 2x + 1, x^2 or "
            "(a + b) / c.",
            said=said,
        ),
        "formula_unfinished": lambda: gettext("The formula ends too early: something is missing."),
        "formula_unclosed": lambda: gettext("The bracket “%(said)s” is not closed.", said=said),
        "formula_too_large": lambda: gettext("The formula is too long to be checked. Shorten it."),
        "formula_equal": lambda: gettext("Your formula is equal to the right one."),
        "form_expanded": lambda: gettext("It is asked for without brackets: multiply it out."),
        "form_factored": lambda: gettext("It is asked for as a product: factor it."),
        "formula_sign": lambda: gettext("Look at the signs: all of them are the other way round."),
        "formula_factor": lambda: gettext("It is right but for a factor. Look at the numbers."),
        "formula_constant": lambda: gettext(
            "It is right but for a number that is added. Look at the last steps."
        ),
        "formula_different": lambda: gettext("It is not equal to the right formula."),
        "formula_name": lambda: gettext(
            "“%(said)s” does not belong in the answer. Use the letters of the question.", said=said
        ),
        "equation_wanted": lambda: gettext("Write an equation, with = between its two sides."),
        "equation_unwanted": lambda: gettext("Write a formula only, without an equals sign."),
        "equation_different": lambda: gettext("This equation says something else."),
    }
