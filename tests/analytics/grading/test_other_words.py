"""Extra training answers where a recipe asks for them, and nowhere else."""

from __future__ import annotations

from pathlib import Path

import pytest

from analytics.grading import other_words
from analytics.grading.back_translation import BackTranslationSettings, BackTranslationSwitch
from analytics.grading.dataset import Example
from analytics.grading.other_words import in_other_words
from analytics.grading.recipe import Recipe
from analytics.grading.synonyms import SynonymSwitch, WordNetMissing

EXAMPLES = [Example("s_train", "s/q", ("Why?", ("It warms.",), "It warms quickly"), (0,))]
NOWHERE = BackTranslationSettings()


def test_a_plain_recipe_asks_for_no_other_words() -> None:
    assert in_other_words(EXAMPLES, Recipe(), NOWHERE) == []


def test_without_an_endpoint_nothing_is_sent_anywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise AssertionError("a client was opened")

    monkeypatch.setattr(other_words.httpx, "Client", refuse)
    recipe = Recipe(back_translation=BackTranslationSwitch(most=5))
    assert in_other_words(EXAMPLES, recipe, NOWHERE) == []


def test_synonyms_that_are_wanted_and_not_installed_are_named(tmp_path: Path) -> None:
    recipe = Recipe(synonyms=SynonymSwitch(share=1.0, folder=tmp_path))
    with pytest.raises(WordNetMissing, match="wordnet-base"):
        in_other_words(EXAMPLES, recipe, NOWHERE)
