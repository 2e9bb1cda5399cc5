"""Items: one question each, with what a right answer is."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

Slug = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9\-]{0,63}$")]
"""A short name, unique inside its bank: lower-case letters, digits, hyphens."""

Weight = Annotated[float, Field(gt=0, le=1)]


class Value(BaseModel):
    """Base of what crosses a boundary: frozen, nothing unknown accepted."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Criterion(Value):
    """One thing that a full answer says, and its share of the marks."""

    text: str = Field(min_length=1, max_length=500)
    points: float = Field(gt=0, le=100)


class ItemBase(Value):
    """What every kind of item has.

    Attributes:
        id: unique inside its bank.
        skills: skill id to weight; weights of one item sum to at most 1.
        prompt: the question, plain text.
        difficulty: the author's guess in logits, -3 (easy) to 3 (hard).
        hint: help that does not give the answer away; may be empty.
        worked: a worked solution shown after the last try; may be empty.
    """

    id: Slug
    skills: dict[Slug, Weight] = Field(min_length=1, max_length=4)
    prompt: str = Field(min_length=1, max_length=2_000)
    difficulty: float = Field(default=0.0, ge=-3, le=3)
    hint: str = Field(default="", max_length=1_000)
    worked: str = Field(default="", max_length=2_000)

    @model_validator(mode="after")
    def _weights_sum_to_at_most_one(self) -> "ItemBase":
        if sum(self.skills.values()) > 1 + 1e-9:
            raise ValueError(f"item {self.id}: skill weights sum to more than 1")
        return self


class ShortAnswerItem(ItemBase):
    """A question answered in the learner's own words."""

    kind: Literal["short_answer"] = "short_answer"
    references: tuple[Annotated[str, Field(min_length=1, max_length=1_000)], ...] = Field(
        min_length=1, max_length=8
    )
    rubric: tuple[Criterion, ...] = Field(min_length=1, max_length=8)


class NumericItem(ItemBase):
    """A question whose answer is a number, with a unit where one is needed.

    Attributes:
        answer: the right value, in `unit`.
        tolerance: largest absolute difference that still counts as right.
        unit: as the answer box shows it, for example "g/cm3"; empty for none.
    """

    kind: Literal["numeric"] = "numeric"
    answer: float
    tolerance: float = Field(default=0.0, ge=0)
    unit: str = Field(default="", max_length=32)


class Option(Value):
    """One choice of a multiple-choice item, with what choosing it tells."""

    id: Slug
    text: str = Field(min_length=1, max_length=500)
    feedback: str = Field(default="", max_length=500)


class MultipleChoiceItem(ItemBase):
    """A question with one right option among several."""

    kind: Literal["multiple_choice"] = "multiple_choice"
    options: tuple[Option, ...] = Field(min_length=2, max_length=8)
    correct: Slug

    @model_validator(mode="after")
    def _correct_is_an_option(self) -> "MultipleChoiceItem":
        ids = [option.id for option in self.options]
        if self.correct not in ids:
            raise ValueError(f"item {self.id}: correct option {self.correct!r} is not listed")
        if len(set(ids)) != len(ids):
            raise ValueError(f"item {self.id}: two options share an id")
        return self


Item = Annotated[ShortAnswerItem | NumericItem | MultipleChoiceItem, Field(discriminator="kind")]
