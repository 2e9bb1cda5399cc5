"""What items are made of: criteria, terms, options, parts to order, gaps."""

from typing import Annotated

from pydantic import Field, model_validator

from analytics.content.gap_marks import Filling, Fillings
from analytics.content.pictures import Picture
from analytics.content.values import Slug, Value

Reference = Annotated[str, Field(min_length=1, max_length=1_000)]
"""A good answer, or a good answer to one criterion."""

Term = Annotated[str, Field(min_length=1, max_length=80)]
"""A word or a few that belong together."""


class Criterion(Value):
    """One thing that a full answer says, and its share of the marks.

    Attributes:
        text: its name, for people.
        points: its weight among the item's criteria.
        references: ways to say it, each alone; with them it is judged apart.
    """

    text: str = Field(min_length=1, max_length=500)
    points: float = Field(gt=0, le=100)
    references: tuple[Reference, ...] = Field(default=(), max_length=6)


class KeyTerm(Value):
    """A term that a full answer must use.

    Attributes:
        variants: other forms that count as the term, such as a plural or a synonym.
    """

    term: Term
    variants: tuple[Term, ...] = Field(default=(), max_length=12)


class Option(Value):
    """One choice of a multiple-choice item, with what choosing it tells.

    Attributes:
        text: its words; of one that is a picture and nothing else, its letter.
        picture: what stands under its text.
        feedback_picture: what stands under what choosing it tells.
    """

    id: Slug
    text: str = Field(min_length=1, max_length=500)
    feedback: str = Field(default="", max_length=500)
    picture: Picture | None = None
    feedback_picture: Picture | None = None


class Part(Value):
    """One thing to put into order.

    Attributes:
        id: tells nothing of its place: learners' pages carry it.
    """

    id: Slug
    text: str = Field(min_length=1, max_length=300)


class Gap(Value):
    """A gap in a text, filled by writing or by choosing.

    Attributes:
        answers: what is right there, each alone; capitals and spaces do not count.
        wrong: what else can be chosen beside one answer; empty where it is written.
        tolerance: largest difference of a number that is right; None for words.
        weight: its part of the marks, beside the other gaps' weights.
    """

    answers: tuple[Filling, ...] = Field(min_length=1, max_length=8)
    wrong: Fillings = Field(default=(), max_length=7)
    tolerance: float | None = Field(default=None, ge=0, allow_inf_nan=False)
    weight: int = Field(default=1, ge=1, le=100)

    @property
    def options(self) -> tuple[str, ...]:
        """Return what can be chosen, in an order that tells nothing."""
        return tuple(sorted((*self.answers, *self.wrong))) if self.wrong else ()

    @model_validator(mode="after")
    def _is_filled_in_one_way(self) -> "Gap":
        if self.tolerance is not None:
            [float(one) for one in self.answers]
        alike = {" ".join(one.casefold().split()) for one in self.options}
        if self.wrong and (len(self.answers) > 1 or self.tolerance is not None):
            raise ValueError("a gap to choose has one right answer and no tolerance")
        if len(alike) < len(self.options):
            raise ValueError("two options of a gap are alike; change one")
        return self
