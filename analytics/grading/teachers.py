"""Finds what the large networks think of answers, for a small one to learn it.

Only training imports this module: it needs torch.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from analytics.grading.dataset import Example
from analytics.grading.practice_set.reading import SPLIT
from analytics.grading.recipe import Recipe
from analytics.grading.run_export import NoSuchRun, Run, trained_network
from analytics.grading.views import Views, views_of

KEPT_VIEWS: Final = Path(__file__).with_name("teacher_views")
"""What the teachers of the served network said, a file a run; their weights are too large."""


@dataclass(frozen=True, slots=True)
class Teachers:
    """The large networks of a folder of runs, or what is kept of them.

    A run has as teacher the one that was trained on the same answers, so that no network
    hears of a fold that is held out from it.

    Attributes:
        recipe: How they were trained.
        folder: Where their checkpoints are, or were.
        kept: Where the views of those are whose weights are gone.
    """

    recipe: Recipe
    folder: Path
    kept: Path = KEPT_VIEWS

    def views(self, name: str) -> Views:
        """Return the views of one teacher, which is asked what is new if its weights are here.

        Raises:
            NoSuchRun: It was not trained here, nor are its views kept.
        """
        run, kept = self._run(name), self._kept(name)
        if run.weights.is_file():
            return Views.of_weights(run.weights, lambda: trained_network(run))
        if not kept.is_file():
            raise NoSuchRun(
                f"neither {run.weights} nor {kept} is there: train the teachers first, "
                "by signpost grader train --kind large"
            )
        return Views(kept)

    def untaught(self, examples: Sequence[Example]) -> frozenset[str]:
        """Return the questions of examples of a kind that these do not learn."""
        if self.recipe.practice:
            return frozenset()
        return frozenset(example.item[0] for example in examples if example.split == SPLIT)

    def keep(self, names: Sequence[str]) -> None:
        """Keep what teachers that are here said, for when their weights are gone."""
        for name in names:
            said = views_of(self._run(name).weights)
            if said.is_file():
                self.kept.mkdir(exist_ok=True)
                shutil.copyfile(said, self._kept(name))

    def _run(self, name: str) -> Run:
        return Run(self.folder / f"{named('large', self.recipe, name)}.pt", self.recipe)

    def _kept(self, name: str) -> Path:
        return self.kept / f"{name}.npz"


def named(kind: str, recipe: Recipe, name: str) -> str:
    """Return what a run is called: its kind, its seed and what of the answers it learns."""
    return f"{'' if kind == 'small' else 'large-'}seed{recipe.seed}-{name}"
