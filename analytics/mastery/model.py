"""A fitted learner model: constants and head, with where they come from."""

from datetime import datetime
from functools import cache
from pathlib import Path

from analytics.content.values import Value
from analytics.mastery.filter import START, Constants
from analytics.mastery.scorecard import Scorecard

SHIPPED = "shipped"
"""The name of the version that comes with the product."""


class Provenance(Value):
    """What a model was fitted on.

    Attributes:
        at: when; None for what is fitted once and shipped.
        sources: names of the logs or of the installation's own answers.
        share: how much of the head is local, 0 to 1.
        auc: on learners that the fit did not see; None where there were too few.
    """

    at: datetime | None = None
    sources: tuple[str, ...]
    learners: int
    answers: int
    share: float = 0.0
    auc: float | None = None


class Model(Value):
    """Everything about learners in general that a fit may change.

    Attributes:
        version: unique among the kept versions.
    """

    format: int = 1
    version: str
    constants: Constants = START
    head: Scorecard
    provenance: Provenance


@cache
def shipped_model() -> Model:
    """Return the model that comes with the product.

    Fitted on public logs as a new installation sees its answers: nothing is
    known of an item but its author's difficulty.
    """
    path = Path(__file__).with_name("shipped.json")
    return Model.model_validate_json(path.read_bytes())
