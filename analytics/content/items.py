"""Items: one question each, with what a right answer is."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from analytics.content.gap_marks import marked_gaps
from analytics.content.item_parts import Criterion, Gap, KeyTerm, Option, Part, Reference
from analytics.content.pictures import PICTURES_MAX, Picture
from analytics.content.values import Slug, Value, Weight

ItemKind = Literal[
    "short_answer",
    "numeric",
    "expression",
    "multiple_choice",
    "multiple_select",
    "ordering",
    "cloze",
]
"""Every kind of item, in the order in which authors choose."""

Pictures = Annotated[tuple[Picture, ...], Field(max_length=PICTURES_MAX)]
"""Pictures under a text, in order."""


class ItemBase(Value):
    """What every kind of item has.

    Attributes:
        id: unique inside its bank.
        skills: skill id to weight; weights of one item sum to at most 1.
        prompt: the question, plain text.
        difficulty: the author's guess in logits, -3 (easy) to 3 (hard).
        hint: help that does not give the answer away; may be empty.
        worked: a worked solution shown after the last try; may be empty.
        tries: answers before what was right is shown; until then only hints are.
        pictures: what stands under the prompt, in order.
        hint_pictures, worked_pictures: what stands under the hint and the solution; either
            may be pictures and nothing else.
        revision: one more each time its author changes it; an answer carries the item
            as it was asked.
    """

    id: Slug
    skills: dict[Slug, Weight] = Field(min_length=1, max_length=4)
    prompt: str = Field(min_length=1, max_length=2_000)
    difficulty: float = Field(default=0.0, ge=-3, le=3)
    hint: str = Field(default="", max_length=1_000)
    worked: str = Field(default="", max_length=2_000)
    tries: int = Field(default=2, ge=1, le=5)
    pictures: Pictures = ()
    hint_pictures: Pictures = ()
    worked_pictures: Pictures = ()
    revision: int = Field(default=1, ge=1)

    @property
    def has_hint(self) -> bool:
        """Tell whether there is help to ask for."""
        return bool(self.hint or self.hint_pictures)

    @property
    def has_worked(self) -> bool:
        """Tell whether there is a worked solution."""
        return bool(self.worked or self.worked_pictures)

    @model_validator(mode="after")
    def _weights_sum_to_at_most_one(self) -> "ItemBase":
        if sum(self.skills.values()) > 1 + 1e-9:
            raise ValueError(f"item {self.id}: skill weights sum to more than 1")
        return self


class ShortAnswerItem(ItemBase):
    """A question answered in the learner's own words.

    Attributes:
        rubric: what a full answer says; where its criteria have references of their
            own, each is judged apart and earns its share.
        key_terms: terms that a full answer must use.
        most_without_terms: the most that an answer earns which lacks all of them;
            between that and all it is capped by the share it uses.
    """

    kind: Literal["short_answer"] = "short_answer"
    references: tuple[Reference, ...] = Field(min_length=1, max_length=8)
    rubric: tuple[Criterion, ...] = Field(min_length=1, max_length=8)
    key_terms: tuple[KeyTerm, ...] = Field(default=(), max_length=8)
    most_without_terms: float = Field(default=0.5, ge=0, le=1)

    @model_validator(mode="after")
    def _all_criteria_are_judged_apart_or_none(self) -> "ShortAnswerItem":
        bare = [criterion.text for criterion in self.rubric if not criterion.references]
        if bare and len(bare) < len(self.rubric):
            raise ValueError(
                f"item {self.id}: criterion {bare[0]!r} has no references, others have; "
                "give each criterion its own or none"
            )
        return self

    @model_validator(mode="after")
    def _terms_differ(self) -> "ShortAnswerItem":
        terms = [term.term.casefold() for term in self.key_terms]
        for repeated in sorted({term for term in terms if terms.count(term) > 1}):
            raise ValueError(f"item {self.id}: key term {repeated!r} is there twice; remove one")
        return self

    @property
    def criteria(self) -> tuple[Criterion, ...]:
        """Return the criteria that are judged apart; empty for one judgement."""
        return self.rubric if self.rubric[0].references else ()


class NumericItem(ItemBase):
    """A question whose answer is a number, with a unit where one is needed.

    Attributes:
        answer: the right value, in `unit`.
        tolerance: largest absolute difference that still counts as right.
        relative_tolerance: the same as a share of the answer; the wider counts.
        unit: as the answer box shows it, for example "g/cm3"; empty for none.
        convert: whether the same amount in another unit is right: 0.5 km for 500 m.
        significant_figures: how many the answer must be given to; None for any.
    """

    kind: Literal["numeric"] = "numeric"
    answer: float = Field(allow_inf_nan=False)
    tolerance: float = Field(default=0.0, ge=0, allow_inf_nan=False)
    relative_tolerance: float = Field(default=0.0, ge=0, le=0.5)
    unit: str = Field(default="", max_length=32)
    convert: bool = True
    significant_figures: int | None = Field(default=None, ge=1, le=10)


class ExpressionItem(ItemBase):
    """A question whose answer is a formula or an equation.

    Attributes:
        answer: one right answer, such as "2x + 6" or "y = 2x"; what is equal to it is
            right too.
        form: the form asked for; "any" where only the value counts.
    """

    kind: Literal["expression"] = "expression"
    answer: str = Field(min_length=1, max_length=200)
    form: Literal["any", "expanded", "factored"] = "any"


class MultipleChoiceItem(ItemBase):
    """A question with one right option among several."""

    kind: Literal["multiple_choice"] = "multiple_choice"
    tries: int = Field(default=1, ge=1, le=5)
    options: tuple[Option, ...] = Field(min_length=2, max_length=8)
    correct: Slug

    @model_validator(mode="after")
    def _correct_is_an_option(self) -> "MultipleChoiceItem":
        _check_options(self.id, self.options, (self.correct,))
        return self


class MultipleSelectItem(ItemBase):
    """A question with any number of right options, to be chosen without the wrong ones.

    Attributes:
        correct: ids of the right options; an answer is ids with spaces between.
    """

    kind: Literal["multiple_select"] = "multiple_select"
    options: tuple[Option, ...] = Field(min_length=2, max_length=8)
    correct: tuple[Slug, ...] = Field(min_length=1, max_length=8)

    @model_validator(mode="after")
    def _correct_are_options(self) -> "MultipleSelectItem":
        _check_options(self.id, self.options, self.correct)
        return self


class OrderingItem(ItemBase):
    """A question whose parts are to be put into the right order.

    Attributes:
        parts: in the right order; an answer is their ids in another, with spaces between.
    """

    kind: Literal["ordering"] = "ordering"
    parts: tuple[Part, ...] = Field(min_length=2, max_length=10)

    @model_validator(mode="after")
    def _parts_differ(self) -> "OrderingItem":
        for alike in (
            {part.id for part in self.parts},
            {" ".join(part.text.casefold().split()) for part in self.parts},
        ):
            if len(alike) < len(self.parts):
                raise ValueError(f"item {self.id}: two parts share an id or a text; change one")
        return self


class ClozeItem(ItemBase):
    """A text with gaps; in its prompt [1] marks the first, and so on.

    Attributes:
        gaps: in the order of the text; an answer is a line for each.
    """

    kind: Literal["cloze"] = "cloze"
    gaps: tuple[Gap, ...] = Field(min_length=1, max_length=10)

    @model_validator(mode="after")
    def _each_gap_is_marked(self) -> "ClozeItem":
        if marked_gaps(self.prompt) != list(range(1, len(self.gaps) + 1)):
            raise ValueError(f"item {self.id}: mark each gap once, in order: [1], [2] ...")
        return self


def _check_options(item_id: str, options: tuple[Option, ...], correct: tuple[str, ...]) -> None:
    ids = [option.id for option in options]
    for one in correct:
        if one not in ids:
            raise ValueError(f"item {item_id}: correct option {one!r} is not listed")
    if len(set(ids)) != len(ids) or len(set(correct)) != len(correct):
        raise ValueError(f"item {item_id}: two options share an id")


Item = Annotated[
    ShortAnswerItem
    | NumericItem
    | ExpressionItem
    | MultipleChoiceItem
    | MultipleSelectItem
    | OrderingItem
    | ClozeItem,
    Field(discriminator="kind"),
]
