"""A question as a teacher's form has it: what was typed, right or wrong."""

from dataclasses import dataclass, replace
from typing import Final, get_args

from analytics.content import (
    ClozeItem,
    ExpressionItem,
    Gap,
    Item,
    MultipleChoiceItem,
    MultipleSelectItem,
    NumericItem,
    Option,
    OrderingItem,
    ShortAnswerItem,
)
from analytics.content.items import ItemKind
from analytics.content.pictures import Picture
from analytics.grading.checkers import check_number

KINDS: Final[tuple[ItemKind, ...]] = get_args(ItemKind)


@dataclass(frozen=True, slots=True)
class SkillRow:
    """A skill and its weight in per cents."""

    skill_id: str = ""
    weight: str = ""


@dataclass(frozen=True, slots=True)
class CriterionRow:
    """A criterion: its name, its points, ways to say it, one a line."""

    text: str = ""
    points: str = ""
    phrases: str = ""


@dataclass(frozen=True, slots=True)
class TermRow:
    """A key term and other forms of it, between commas."""

    term: str = ""
    variants: str = ""


@dataclass(frozen=True, slots=True)
class OptionRow:
    """An option and what choosing it tells; `id` is empty for a new one.

    Attributes:
        alt, feedback_alt: what its picture shows and the one of what choosing it tells,
            those that it has or those handed in.
    """

    text: str = ""
    feedback: str = ""
    id: str = ""
    alt: str = ""
    feedback_alt: str = ""
    picture: Picture | None = None
    feedback_picture: Picture | None = None


@dataclass(frozen=True, slots=True)
class PartRow:
    """A part to put into order; `id` is empty for a new one."""

    text: str = ""
    id: str = ""


@dataclass(frozen=True, slots=True)
class GapRow:
    """A gap: right answers and wrong ones to choose from, one a line."""

    answers: str = ""
    wrong: str = ""
    tolerance: str = ""
    weight: str = ""


@dataclass(frozen=True, slots=True)
class PictureRows:
    """The pictures under a text, and what one shows that is handed in with the form."""

    kept: tuple[Picture, ...] = ()
    new_alt: str = ""


@dataclass(frozen=True, slots=True)
class ItemDraft:
    """Everything that a form may hold; a kind looks at its own part.

    Attributes:
        level: difficulty in logits.
        references: good answers, one a line.
        most_without_terms: per cents.
        tolerance, tolerance_percent: largest difference; the wider counts.
        correct: place of the right option, from 1; of several with spaces between.
        parts: in the right order.
    """

    kind: str
    prompt: str = ""
    level: str = "0"
    hint: str = ""
    worked: str = ""
    tries: str = "2"
    skills: tuple[SkillRow, ...] = ()
    references: str = ""
    criteria: tuple[CriterionRow, ...] = ()
    terms: tuple[TermRow, ...] = ()
    most_without_terms: str = "50"
    number: str = ""
    tolerance: str = ""
    tolerance_percent: str = ""
    unit: str = ""
    convert: bool = True
    figures: str = ""
    formula: str = ""
    form: str = "any"
    options: tuple[OptionRow, ...] = ()
    correct: str = ""
    parts: tuple[PartRow, ...] = ()
    gaps: tuple[GapRow, ...] = ()
    pictures: PictureRows = PictureRows()
    hint_pictures: PictureRows = PictureRows()
    worked_pictures: PictureRows = PictureRows()


def draft_from(item: Item) -> ItemDraft:
    """Return the draft that reads as an item."""
    draft = ItemDraft(
        kind=item.kind,
        prompt=item.prompt,
        level=f"{item.difficulty:g}",
        hint=item.hint,
        worked=item.worked,
        tries=str(item.tries),
        skills=tuple(SkillRow(skill, _percent(w)) for skill, w in item.skills.items()),
        pictures=PictureRows(item.pictures),
        hint_pictures=PictureRows(item.hint_pictures),
        worked_pictures=PictureRows(item.worked_pictures),
    )
    if isinstance(item, ShortAnswerItem):
        return _with_words(draft, item)
    if isinstance(item, NumericItem):
        return _with_number(draft, item)
    if isinstance(item, ExpressionItem):
        return replace(draft, formula=item.answer, form=item.form)
    if isinstance(item, OrderingItem):
        return replace(draft, parts=tuple(PartRow(one.text, one.id) for one in item.parts))
    if isinstance(item, ClozeItem):
        return replace(draft, gaps=tuple(_gap_row(gap) for gap in item.gaps))
    return _with_options(draft, item)


def _with_words(draft: ItemDraft, item: ShortAnswerItem) -> ItemDraft:
    return replace(
        draft,
        references="\n".join(item.references),
        criteria=tuple(
            CriterionRow(one.text, f"{one.points:g}", "\n".join(one.references))
            for one in item.rubric
        ),
        terms=tuple(TermRow(one.term, ", ".join(one.variants)) for one in item.key_terms),
        most_without_terms=_percent(item.most_without_terms),
    )


def _with_number(draft: ItemDraft, item: NumericItem) -> ItemDraft:
    return replace(
        draft,
        number=_shown(item),
        tolerance=f"{item.tolerance:g}" if item.tolerance else "",
        tolerance_percent=_percent(item.relative_tolerance) if item.relative_tolerance else "",
        unit=item.unit,
        convert=item.convert,
        figures=str(item.significant_figures or ""),
    )


def _shown(item: NumericItem) -> str:
    """Return the right number as a learner must write it: 2.0 where two figures count."""
    plain = repr(item.answer).removesuffix(".0")
    if item.significant_figures is None or check_number(item, f"{plain} {item.unit}").score == 1:
        return plain
    return f"{item.answer:#.{item.significant_figures}g}".rstrip(".")


def _with_options(draft: ItemDraft, item: MultipleChoiceItem | MultipleSelectItem) -> ItemDraft:
    ids = [option.id for option in item.options]
    right = (item.correct,) if isinstance(item, MultipleChoiceItem) else item.correct
    return replace(
        draft,
        options=tuple(map(_option_row, item.options)),
        correct=" ".join(str(ids.index(one) + 1) for one in right),
    )


def _option_row(one: Option) -> OptionRow:
    alt, feedback_alt = (at.alt if at else "" for at in (one.picture, one.feedback_picture))
    shown = (one.picture, one.feedback_picture)
    return OptionRow(one.text, one.feedback, one.id, alt, feedback_alt, *shown)


def _gap_row(gap: Gap) -> GapRow:
    width = "" if gap.tolerance is None else f"{gap.tolerance:g}"
    return GapRow("\n".join(gap.answers), "\n".join(gap.wrong), width, str(gap.weight))


def _percent(share: float) -> str:
    return f"{share * 100:g}"
