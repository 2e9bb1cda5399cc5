"""The sentences of the question editor, in the reader's language."""

from collections.abc import Callable, Mapping

from analytics.grading.findings import Note
from lti_tool.services.items.problems import Problem
from lti_tool.views.note_words import note_words
from lti_tool.views.tongue import gettext, ngettext
from lti_tool.views.words import number

LEVELS = (-3.0, -1.5, 0.0, 1.5, 3.0)


def kind_words(kind: str) -> str:
    """Return the name of a kind of question."""
    words = {
        "short_answer": gettext("Own words"),
        "numeric": gettext("Number"),
        "expression": gettext("Formula"),
        "multiple_choice": gettext("Choice"),
        "multiple_select": gettext("Several choices"),
        "ordering": gettext("Ordering"),
        "cloze": gettext("Text with gaps"),
    }
    return words.get(kind, kind)


def kind_meaning(kind: str) -> str:
    """Return how a kind of question is answered and graded."""
    words = {
        "short_answer": gettext(
            "Learners explain in a sentence or more. Graded by meaning: as a whole, or by "
            "criteria that each earn their share, with key terms if you ask for them."
        ),
        "numeric": gettext(
            "Learners give a number. Checked exactly, with your tolerance; units are converted."
        ),
        "expression": gettext(
            "Learners write a formula or an equation. Everything that equals yours is right."
        ),
        "multiple_choice": gettext("Learners choose one of several options."),
        "multiple_select": gettext(
            "Learners choose all options that are right. Each earns its share; a wrong one takes "
            "one away."
        ),
        "ordering": gettext(
            "Learners put parts into the right order. Each pair of parts in the right order earns "
            "its share, one in the wrong order takes one away; only the exact order earns all."
        ),
        "cloze": gettext(
            "Learners fill gaps in a text by words, numbers or a choice. Each gap earns its share."
        ),
    }
    return words[kind]


def state_words(state: str) -> str:
    """Return what would become of a question of a file."""
    words = {
        "new": gettext("new"),
        "changed": gettext("changes one that is here"),
        "same": gettext("is here already"),
        "back": gettext("was put away; comes back"),
        "refused": gettext("cannot be kept"),
    }
    return words[state]


def taken_words(done: Mapping[str, int]) -> list[str]:
    """Return what became of the questions of a file, a sentence for each that happened."""
    sentences: Mapping[str, Callable[[int], str]] = {
        "new": lambda n: ngettext("%(num)s question is new.", "%(num)s questions are new.", n),
        "changed": lambda n: ngettext(
            "%(num)s question was changed.", "%(num)s questions were changed.", n
        ),
        "same": lambda n: ngettext(
            "%(num)s question was here already.", "%(num)s questions were here already.", n
        ),
        "back": lambda n: ngettext(
            "%(num)s question came back.", "%(num)s questions came back.", n
        ),
        "placed": lambda n: ngettext(
            "This activity asks %(num)s of them.", "This activity asks %(num)s of them.", n
        ),
        "unplaced": lambda n: ngettext(
            "This activity has no room for %(num)s of them, or not its skills.",
            "This activity has no room for %(num)s of them, or not their skills.",
            n,
        ),
    }
    said = [sentences[name](done[name]) for name in sentences if done.get(name)]
    return said or [gettext("Nothing was ticked.")]


def older_words(count: int) -> str:
    """Return how many answers were graded by an earlier revision, in a sentence."""
    return ngettext(
        "%(num)s answer was graded by an earlier revision. It keeps its grade unless you "
        "change it.",
        "%(num)s answers were graded by an earlier revision. They keep their grades unless you "
        "change them.",
        count,
    )


def level_words(level: float) -> str:
    """Return a difficulty in words; a value between the named ones as a number."""
    words = {
        -3.0: gettext("very easy"),
        -1.5: gettext("easy"),
        0.0: gettext("middle"),
        1.5: gettext("hard"),
        3.0: gettext("very hard"),
    }
    return words.get(level) or gettext("as it is (%(level)s)", level=number(level))


def level_choices(typed: str) -> list[tuple[str, str]]:
    """Return the difficulties to choose from, the present one among them."""
    try:
        present = float(typed)
    except ValueError:
        present = 0.0
    return [(f"{level:g}", level_words(level)) for level in sorted({*LEVELS, present})]


def problem_words(problem: Problem) -> str:
    """Return what is wrong at a field, and what to do."""
    facts = problem.facts
    said = (_of_all, _of_numbers, _of_words, _of_options, _of_gaps, _of_pictures)
    sentences = {code: words for part in said for code, words in part(facts).items()}
    return sentences[problem.code]()


Sentences = dict[str, Callable[[], str]]


def _of_all(facts: Mapping[str, object]) -> Sentences:
    return {
        "prompt_missing": lambda: gettext("Write the question that the learner reads."),
        "too_long": lambda: gettext(
            "This has %(length)s characters; at most %(most)s fit. Shorten it.",
            length=facts.get("length"),
            most=facts.get("most"),
        ),
        "skill_missing": lambda: gettext("Choose the skill that the question exercises."),
        "skill_twice": lambda: gettext("This skill is there already. Choose another or none."),
        "skill_weight": lambda: gettext("Give the weight as a number from 1 to 100."),
        "skill_weights_sum": lambda: gettext(
            "The weights add up to %(total)s; together they may be at most 100. Lower one.",
            total=facts.get("total"),
        ),
        "lines_too_many": lambda: gettext(
            "At most %(most)s fit here. Take some out.", most=facts.get("most")
        ),
        "item_invalid": lambda: gettext(
            "The question is not complete: it needs a prompt and what a right answer is."
        ),
    }


def _of_pictures(facts: Mapping[str, object]) -> Sentences:
    return {
        "picture_kind": lambda: gettext(
            "This is no PNG, JPEG, GIF or WebP, whatever its name says. Save it as one of them."
        ),
        "picture_svg": lambda: gettext("An SVG can carry programs. Save the picture as PNG."),
        "picture_broken": lambda: gettext("The picture is broken or cut off. Save it anew."),
        "picture_big": lambda: gettext("The picture weighs more than 1 MB. Save it smaller."),
        "picture_wide": lambda: gettext(
            "The picture has too many points (10,000 a side and 40 million in all fit). Save it "
            "smaller."
        ),
        "pictures_full_here": lambda: gettext(
            "At most %(most)s pictures stand under a text. Leave one out first.",
            most=facts.get("most"),
        ),
    }


def _of_numbers(facts: Mapping[str, object]) -> Sentences:
    said = facts.get("said", "")
    return {
        "number_missing": lambda: gettext("Give the right number, for example 2.5 or 1.2e3."),
        "number_unclear": lambda: gettext(
            "“%(said)s” may be read in two ways. Write it without marks between the thousands.",
            said=said,
        ),
        "number_unreadable": lambda: gettext(
            "“%(said)s” is not a number alone. Write only the number here and the unit beside it.",
            said=said,
        ),
        "number_range": lambda: gettext(
            "Give a number from %(low)s to %(high)s.",
            low=_bound(facts.get("low")),
            high=_bound(facts.get("high")),
        ),
        "figures_conflict": lambda: gettext(
            "Your own number would not pass: it is not written to %(wanted)s significant "
            "figures. Change one of the two.",
            wanted=facts.get("wanted"),
        ),
        "formula_unreadable": lambda: note_words(
            Note(code=str(facts.get("note")), facts={"said": str(said)})
        ),
        "formula_form": lambda: (
            gettext("You ask for no brackets, but your own formula has some. Multiply it out.")
            if facts.get("form") == "expanded"
            else gettext("You ask for a product, but your own formula is none. Factor it.")
        ),
    }


def _of_words(facts: Mapping[str, object]) -> Sentences:
    return {
        "reference_missing": lambda: gettext(
            "Write at least one good answer: answers are compared with it."
        ),
        "reference_lacks_term": lambda: gettext(
            "A good answer here does not use the key term “%(term)s”, so it would lose marks. "
            "Use it there, or add the form that you use as a variant of the term.",
            term=facts.get("term"),
        ),
        "criterion_name": lambda: gettext("Name the criterion: what does a full answer say?"),
        "criterion_points": lambda: gettext("Give the points as a number above 0, at most 100."),
        "criterion_phrases": lambda: gettext(
            "Other criteria have ways to say them. Write at least one here too, or take all out."
        ),
        "term_missing": lambda: gettext("These are variants of which term? Write it here."),
        "term_twice": lambda: gettext("This term is there already. Take one out."),
    }


def _of_options(facts: Mapping[str, object]) -> Sentences:
    return {
        "option_too_few": lambda: gettext("Write at least two options."),
        "option_twice": lambda: gettext("This option is there already. Change one of the two."),
        "option_right": lambda: gettext("Mark the option that is right."),
        "part_too_few": lambda: gettext("Write at least two parts."),
        "part_too_many": lambda: gettext(
            "At most %(most)s fit here. Take some out.", most=facts.get("most")
        ),
        "part_twice": lambda: gettext(
            "This part is there already. Learners could not tell the two apart: change one."
        ),
    }


def _of_gaps(facts: Mapping[str, object]) -> Sentences:
    return {
        "gaps_missing": lambda: gettext("Write what belongs into at least one gap."),
        "gaps_marked": lambda: gettext(
            "Mark each gap once and in order: the text needs the marks [1] to [%(count)s].",
            count=facts.get("count"),
        ),
        "gap_answer": lambda: gettext("Write what is right in this gap."),
        "gap_choice": lambda: gettext(
            "A gap to choose from has one right answer, no difference for numbers, and options "
            "that are not alike."
        ),
        "gap_number": lambda: gettext(
            "“%(said)s” is not one number alone. Write it like 2.5, or empty the difference.",
            said=facts.get("said", ""),
        ),
    }


def _bound(value: object) -> str:
    return number(value) if isinstance(value, int | float) and value < 1e9 else "…"
