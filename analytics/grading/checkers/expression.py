"""Check a formula or an equation."""

from __future__ import annotations

from analytics.content.items import ExpressionItem
from analytics.grading.checkers.equivalence import (
    Comparison,
    are_equivalent,
    compare,
    is_expanded,
    is_factored,
)
from analytics.grading.checkers.formula import Equation, Formula, Name, names_of, read_formula
from analytics.grading.checkers.result import PART, Check
from analytics.grading.errors import UnreadableFormula
from analytics.grading.findings import Note

EXPRESSION_CHECKER = "expression:1"


def check_expression(item: ExpressionItem, answer: str) -> Check:
    """Return how a formula scores: what equals the right one is right.

    An equation is right in any arrangement; where the right answer is "y = 2x", "2x"
    is right too. In another form than the one asked for it earns half.
    """
    if not answer.strip():
        return Check(0.0, "non_domain", EXPRESSION_CHECKER)
    try:
        said = read_formula(answer)
    except UnreadableFormula as error:
        facts = {"said": error.said} if error.said else {}
        note = Note(code=error.code, facts=dict(facts))
        return Check(0.0, "irrelevant", EXPRESSION_CHECKER, notes=(note,))
    wanted, given = _same_shape(read_formula(item.answer), said)
    if isinstance(wanted, Equation) != isinstance(given, Equation):
        code = "equation_wanted" if isinstance(wanted, Equation) else "equation_unwanted"
        return _wrong(Note(code=code))
    return _judged(item, answer.strip()[:80], wanted, given)


def _judged(
    item: ExpressionItem, answer: str, wanted: Formula | Equation, given: Formula | Equation
) -> Check:
    if isinstance(wanted, Equation) and isinstance(given, Equation):
        right = are_equivalent(wanted, given)
        return _right(answer) if right else _wrong(_equation_note(wanted, given))
    if isinstance(wanted, Equation) or isinstance(given, Equation):
        return _wrong(Note(code="equation_wanted"))
    compared = compare(wanted, given)
    if not compared.is_equal:
        strange = _names_note(names_of(wanted), names_of(given))
        return _wrong(strange or _formula_note(compared))
    if not _has_form(item, wanted, given):
        notes = (Note(code="formula_equal"), Note(code=f"form_{item.form}"))
        return Check(PART, "partial", EXPRESSION_CHECKER, (answer,), notes=notes)
    return _right(answer)


def _has_form(item: ExpressionItem, wanted: Formula, given: Formula) -> bool:
    if item.form == "expanded":
        return is_expanded(given)
    return item.form == "any" or is_factored(given, wanted)


def _same_shape(
    wanted: Formula | Equation, said: Formula | Equation
) -> tuple[Formula | Equation, Formula | Equation]:
    """Return both as equations or both as formulas where a name's value is asked."""
    if isinstance(wanted, Equation) and not isinstance(said, Equation):
        return _defined(wanted, names_of(said)) or wanted, said
    if isinstance(said, Equation) and not isinstance(wanted, Equation):
        return wanted, _defined(said, names_of(wanted)) or said
    return wanted, said


def _defined(equation: Equation, names: frozenset[str]) -> Formula | None:
    """Return what an equation says of a name that stands alone on one side."""
    for name, value in ((equation.left, equation.right), (equation.right, equation.left)):
        if isinstance(name, Name) and name.name not in names | names_of(value):
            return value
    return None


def _formula_note(compared: Comparison) -> Note:
    """Return in which way a formula is wrong, without the right one."""
    ratio = compared.ratio
    if ratio == -1:
        return Note(code="formula_sign")
    if ratio not in {None, 0}:
        return Note(code="formula_factor")
    if compared.is_apart_by_constant:
        return Note(code="formula_constant")
    return Note(code="formula_different")


def _equation_note(wanted: Equation, given: Equation) -> Note:
    names = [names_of(one.left) | names_of(one.right) for one in (wanted, given)]
    return _names_note(names[0], names[1]) or Note(code="equation_different")


def _names_note(wanted: frozenset[str], given: frozenset[str]) -> Note | None:
    strange = sorted(given - wanted)
    return Note(code="formula_name", facts={"said": strange[0]}) if strange else None


def _right(answer: str) -> Check:
    return Check(1.0, "correct", EXPRESSION_CHECKER, (answer,))


def _wrong(note: Note) -> Check:
    return Check(0.0, "contradictory", EXPRESSION_CHECKER, notes=(note,))
