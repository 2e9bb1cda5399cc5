"""How networks are trained, as a configuration file says it."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from analytics.grading.back_translation import BackTranslationSwitch
from analytics.grading.errors import GradingError
from analytics.grading.synonyms import SynonymSwitch
from analytics.grading.types import Probability

RECIPES: Final = Path(__file__).with_name("recipes.toml")

Positive = Annotated[float, Field(gt=0)]
Weight = Annotated[float, Field(ge=0)]


class BadRecipe(GradingError):
    """Say which line of the configuration file cannot be used."""


class Recipe(BaseModel):
    """How one network is trained.

    Attributes:
        encoder: One of `encoders.ENCODERS`.
        seed: Of the shuffling, the dropout and the made answers.
        epochs: Passes over the examples; the last need not be whole.
        patience: Epochs without gain on held-out questions before it ends; 0 for never.
        batch: Answers a step.
        rate: Highest learning rate.
        head_rate: How many times faster the fresh head learns.
        warm_up: Share of the steps in which the rate rises; then it falls to nothing.
        weight_decay: Of every trained weight (L2, decoupled).
        dropout: Before the head.
        layers: Lowest layers that are kept; 0 for all.
        frozen_layers: Of these, the lowest that stay as they were pre-trained.
        lora_rank: Rank of the adapters that are trained instead of the layers; 0 trains
            the layers themselves.
        contradictory_weight: Of a contradictory answer beside any other.
        swapped: Share of the examples judged against another learner's right answer.
        taught: Whether it learns what the large network of the same answers thinks of them.
        soft_share: How much of a lesson's loss is the teacher's view, where it was asked.
        unasked: Share of the examples that are read without their question, so that
            an answer is judged by its references and not by what such questions want.
        practice: Whether the practice questions are learnt beside the public ones.
        public_times: How often a pass shows each public answer, beside every practice answer
            once.
        synonyms: Whether answers are given once more with synonyms of WordNet.
        back_translation: Whether they are given once more by way of another language;
            only where an endpoint is configured.
        r_drop: Weight of the disagreement between two passes; 0 for one pass.
        adversarial: Length of the step against the embeddings (FGM); 0 for none.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    encoder: Literal["minilm", "mpnet"] = "minilm"
    seed: int = 1
    epochs: Positive = 3.0
    patience: int = Field(0, ge=0)
    batch: int = Field(16, ge=1)
    rate: Positive = 1.5e-4
    head_rate: Positive = 1.0
    warm_up: Positive = 0.06
    weight_decay: Weight = 0.01
    dropout: Probability = 0.1
    layers: int = Field(0, ge=0)
    frozen_layers: int = Field(0, ge=0)
    lora_rank: int = Field(0, ge=0)
    contradictory_weight: Positive = 1.0
    swapped: Probability = 0.0
    unasked: Probability = 0.0
    practice: bool = False
    public_times: int = Field(1, ge=1)
    synonyms: SynonymSwitch = SynonymSwitch()
    back_translation: BackTranslationSwitch = BackTranslationSwitch()
    taught: bool = False
    soft_share: Probability = 0.5
    r_drop: Weight = 0.0
    adversarial: Weight = 0.0


class Recipes(BaseModel):
    """What a whole training run makes.

    Attributes:
        seeds: Networks of the small kind; the first is served, the others show the spread.
        small: The network that is served on a processor.
        large: The network for a GPU, and the teacher of the small one.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    seeds: int = Field(1, ge=1)
    small: Recipe
    large: Recipe


def read_recipes(path: Path = RECIPES) -> Recipes:
    """Return the recipes of a TOML file.

    Raises:
        BadRecipe: It is no such file; the message names the line or the key.
    """
    try:
        stored = tomllib.loads(path.read_text(encoding="utf-8"))
        return TypeAdapter(Recipes).validate_python(stored)
    except (OSError, tomllib.TOMLDecodeError, ValidationError) as error:
        raise BadRecipe(f"{path}: {error}") from error
