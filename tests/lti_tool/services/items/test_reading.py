"""A draft becomes a question, or every fault is named at its field."""

from dataclasses import replace
from typing import get_args

import pytest
from flask import Flask

from analytics.content import (
    ExpressionItem,
    ItemBank,
    MultipleChoiceItem,
    NumericItem,
    ShortAnswerItem,
    shipped_banks,
)
from lti_tool.services.items.drafts import (
    CriterionRow,
    ItemDraft,
    OptionRow,
    SkillRow,
    TermRow,
    draft_from,
)
from lti_tool.services.items.problems import DraftRefused, Problem, ProblemCode
from lti_tool.services.items.reading import read_draft
from lti_tool.views.item_words import problem_words

BANK = shipped_banks()["science-7"]
HEAT = (SkillRow("heat", "60"), SkillRow("particles", "40"))
WORDS = ItemDraft(
    kind="short_answer",
    prompt="Why does a metal rod get longer when it is warmed?",
    skills=HEAT,
    references="Its particles move faster and push apart.\nThe particles need more room.",
)
NUMBER = ItemDraft(
    kind="numeric", prompt="How dense?", skills=HEAT, number="7,8", unit="g/cm3", tolerance="0.1"
)
FORMULA = ItemDraft(kind="expression", prompt="Expand.", skills=HEAT, formula="2x + 6")
CHOICE = ItemDraft(
    kind="multiple_choice",
    prompt="Which?",
    skills=HEAT,
    tries="1",
    options=(OptionRow("Iron"), OptionRow(), OptionRow("Wood", "It hardly conducts.")),
    correct="1",
)


def read(draft: ItemDraft) -> object:
    return read_draft(draft, BANK, "own-1", 3)


def faults(draft: ItemDraft) -> set[tuple[str, str]]:
    with pytest.raises(DraftRefused) as refused:
        read(draft)
    return {(one.field, one.code) for one in refused.value.problems}


def test_words_are_judged_as_a_whole_without_ways_to_say_the_criteria() -> None:
    item = read(WORDS)
    assert isinstance(item, ShortAnswerItem)
    assert (len(item.references), item.criteria, item.revision) == (2, (), 3)
    assert item.skills == {"heat": 0.6, "particles": 0.4}
    named = read(replace(WORDS, criteria=(CriterionRow("They move faster", "2"),)))
    assert isinstance(named, ShortAnswerItem)
    assert (named.rubric[0].points, named.criteria) == (2, ())


def test_criteria_with_ways_to_say_them_are_judged_apart_by_their_points() -> None:
    rows = (
        CriterionRow("Faster", "1", "they move faster\nthey speed up"),
        CriterionRow(),
        CriterionRow("Apart", "2,5", "they move apart"),
    )
    item = read(replace(WORDS, criteria=rows))
    assert isinstance(item, ShortAnswerItem)
    assert [(one.text, one.points, len(one.references)) for one in item.criteria] == [
        ("Faster", 1.0, 2),
        ("Apart", 2.5, 1),
    ]


def test_key_terms_take_their_other_forms_between_commas() -> None:
    terms = (TermRow("particles", "molecules, atoms、粒子"), TermRow())
    item = read(replace(WORDS, terms=terms, most_without_terms="40"))
    assert isinstance(item, ShortAnswerItem)
    assert item.key_terms[0].variants == ("molecules", "atoms", "粒子")
    assert item.most_without_terms == 0.4


def test_a_number_is_read_as_people_write_it() -> None:
    item = read(replace(NUMBER, tolerance_percent="2", figures="2"))
    assert isinstance(item, NumericItem)
    assert (item.answer, item.unit, item.tolerance) == (7.8, "g/cm3", 0.1)
    assert (item.relative_tolerance, item.significant_figures) == (0.02, 2)
    for typed, value in (("1.2e3", 1200.0), ("3/4", 0.75), ("−2", -2.0)):
        item = read(replace(NUMBER, number=typed, unit=""))
        assert isinstance(item, NumericItem)
        assert item.answer == value


def test_a_formula_and_options_are_read() -> None:
    item = read(replace(FORMULA, form="expanded"))
    assert isinstance(item, ExpressionItem)
    assert (item.answer, item.form) == ("2x + 6", "expanded")
    choice = read(CHOICE)
    assert isinstance(choice, MultipleChoiceItem)
    assert [option.text for option in choice.options] == ["Iron", "Wood"]
    assert choice.correct == choice.options[0].id


def test_an_option_keeps_its_id_when_others_come_before_it() -> None:
    rows = (OptionRow("Copper"), OptionRow("Iron", id="o1"), OptionRow("Wood", id="b"))
    item = read(replace(CHOICE, options=rows, correct="2"))
    assert isinstance(item, MultipleChoiceItem)
    assert [option.id for option in item.options] == ["o2", "o1", "b"]
    assert item.correct == "o1"


@pytest.mark.parametrize(
    ("draft", "field", "code"),
    [
        (replace(WORDS, prompt=" "), "prompt", "prompt_missing"),
        (replace(WORDS, prompt="x" * 2_001), "prompt", "too_long"),
        (replace(WORDS, skills=()), "skill-1", "skill_missing"),
        (replace(WORDS, skills=(SkillRow("alchemy", "100"),)), "skill-1", "skill_missing"),
        (replace(WORDS, skills=(HEAT[0], HEAT[0])), "skill-2", "skill_twice"),
        (replace(WORDS, skills=(SkillRow("heat", "much"),)), "weight-1", "skill_weight"),
        (replace(WORDS, skills=(SkillRow("heat", "0"),)), "weight-1", "skill_weight"),
        (
            replace(WORDS, skills=(SkillRow("heat", "80"), SkillRow("particles", "30"))),
            "weight-1",
            "skill_weights_sum",
        ),
        (replace(WORDS, level="9"), "level", "number_range"),
        (replace(WORDS, references="\n"), "references", "reference_missing"),
        (replace(WORDS, references="a\n" * 9), "references", "lines_too_many"),
        (
            replace(WORDS, terms=(TermRow("particles"), TermRow("energy"))),
            "references",
            "reference_lacks_term",
        ),
        (
            replace(WORDS, criteria=(CriterionRow("A", "1", "a"), CriterionRow("B", "1"))),
            "phrases-2",
            "criterion_phrases",
        ),
        (
            replace(WORDS, criteria=(CriterionRow("", "1", "a"),)),
            "criterion-1",
            "criterion_name",
        ),
        (replace(WORDS, criteria=(CriterionRow("A", "0"),)), "points-1", "criterion_points"),
        (replace(WORDS, criteria=(CriterionRow("A", "x"),)), "points-1", "criterion_points"),
        (replace(WORDS, terms=(TermRow("", "atoms"),)), "term-1", "term_missing"),
        (
            replace(WORDS, terms=(TermRow("particles"), TermRow("Particles"))),
            "term-2",
            "term_twice",
        ),
        (replace(NUMBER, number=""), "number", "number_missing"),
        (replace(NUMBER, number="about five"), "number", "number_unreadable"),
        (replace(NUMBER, number="7.8 g"), "number", "number_unreadable"),
        (replace(NUMBER, number="1,000"), "number", "number_unclear"),
        (replace(NUMBER, tolerance="-1"), "tolerance", "number_range"),
        (replace(NUMBER, tolerance_percent="80"), "tolerance_percent", "number_range"),
        (replace(NUMBER, figures="3"), "figures", "figures_conflict"),
        (replace(FORMULA, formula="2x +"), "formula", "formula_unreadable"),
        (replace(FORMULA, formula=""), "formula", "formula_unreadable"),
        (replace(FORMULA, formula="2(x + 3)", form="expanded"), "formula", "formula_form"),
        (replace(CHOICE, options=(OptionRow("Iron"),)), "option-2", "option_too_few"),
        (
            replace(CHOICE, options=(OptionRow("Iron"), OptionRow("iron "))),
            "option-2",
            "option_twice",
        ),
        (replace(CHOICE, correct=""), "correct-1", "option_right"),
        (replace(CHOICE, correct="2"), "correct-1", "option_right"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_wrong_is_named_at_its_field(draft: ItemDraft, field: str, code: str) -> None:
    assert (field, code) in faults(draft)


def test_every_fault_is_named_at_once() -> None:
    draft = replace(NUMBER, prompt="", number="", tolerance="wide")
    assert {field for field, _ in faults(draft)} == {"prompt", "number", "tolerance"}


@pytest.mark.parametrize("bank", shipped_banks().values(), ids=lambda bank: bank.id)
def test_every_item_of_the_banks_can_be_copied_by_its_draft(bank: ItemBank) -> None:
    for item in bank.items:
        copied = read_draft(draft_from(item), bank, item.id)
        assert copied == item.model_copy(update={"skills": copied.skills}), item.id
        assert copied.skills == pytest.approx(item.skills)


@pytest.mark.parametrize(
    ("number", "figures"), [("2.0", "2"), ("150", "2"), ("150", "3"), ("0.0050", "2"), ("2", "")]
)
def test_a_number_of_so_many_figures_can_be_copied(number: str, figures: str) -> None:
    draft = replace(NUMBER, number=number, figures=figures)
    item = read_draft(draft, BANK, "own-1")
    assert read_draft(draft_from(item), BANK, "own-1") == item


CODES = [code for part in get_args(ProblemCode) for code in get_args(part)]


@pytest.mark.parametrize("code", CODES)
def test_every_problem_has_words(code: ProblemCode) -> None:
    app = Flask(__name__)
    from flask_babel import Babel  # noqa: PLC0415 -- beside the app that needs it

    Babel(app)
    facts = {"note": "formula_unfinished", "low": 0, "high": 5, "form": "expanded"}
    with app.test_request_context("/"):
        assert problem_words(Problem("prompt", code, facts))
