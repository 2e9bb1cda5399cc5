"""Trains the networks of a run, each under a name by which it is found again.

Only training imports this module: it needs torch.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Literal

from analytics.grading.back_translation import BackTranslationSettings
from analytics.grading.batches import Plan
from analytics.grading.dataset import Example
from analytics.grading.lessons import plan_of, taught_by
from analytics.grading.network import CrossEncoder
from analytics.grading.other_words import in_other_words
from analytics.grading.recipe import Recipe
from analytics.grading.teachers import Teachers, named
from analytics.grading.tracking import watched
from analytics.grading.training import train

WORK: Final = Path("var/training")
BOARD: Final = Path("var/tensorboard")

Kind = Literal["small", "large"]
"""Which recipe of the configuration file; the small network is the one that is served."""


@dataclass(frozen=True, slots=True)
class Trainer:
    """Trains a network on some answers, in other words too if the recipe says so.

    Attributes:
        kind: Of the networks.
        recipe: How they are trained.
        translation: The endpoint of back-translation, if any.
        teachers: Large networks whose views these learn too.
        folder: Where checkpoints are.
    """

    kind: Kind
    recipe: Recipe
    translation: BackTranslationSettings
    teachers: Teachers | None = None
    folder: Path = WORK

    def seeded(self, seed: int) -> Trainer:
        """Return the same trainer with another seed."""
        return replace(self, recipe=self.recipe.model_copy(update={"seed": seed}))

    def named(self, name: str) -> str:
        """Return what a run is called: its seed and what of the answers it learns."""
        return named(self.kind, self.recipe, name)

    def __call__(self, examples: Sequence[Example], name: str) -> CrossEncoder:
        """Return the trained network; go on where an earlier run of this name stopped.

        Raises:
            NoSuchRun: The teacher of this run was neither trained here nor are its views kept.
        """
        taught = [*examples, *in_other_words(examples, self.recipe, self.translation)]
        run = self.named(name)
        plan = self._taught(plan_of(taught, self.recipe), taught, name)
        with watched(run, BOARD) as watch:
            return train(plan, self.recipe, self.folder / f"{run}.pt", watch=watch)

    def _taught(self, plan: Plan, examples: Sequence[Example], name: str) -> Plan:
        if self.teachers is None:
            return plan
        return taught_by(self.teachers.views(name), plan, self.teachers.untaught(examples))
