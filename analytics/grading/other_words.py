"""Gives training answers once more in other words, where a recipe asks for it."""

from __future__ import annotations

from collections.abc import Sequence

import httpx

from analytics.grading.back_translation import (
    BackTranslationSettings,
    BackTranslator,
    back_translated,
)
from analytics.grading.dataset import Example
from analytics.grading.recipe import Recipe
from analytics.grading.synonyms import Synonyms, with_synonyms


def in_other_words(
    examples: Sequence[Example], recipe: Recipe, settings: BackTranslationSettings
) -> list[Example]:
    """Return extra examples that say what some of the given ones say.

    Args:
        examples: Real answers with their gold labels, which are kept.
        recipe: Its `synonyms` and `back_translation` say how many are wanted.
        settings: Of the translating endpoint; without one nothing is sent anywhere.

    Raises:
        WordNetMissing: Synonyms are wanted and WordNet is not installed.
        TranslatorRefused: The endpoint takes neither this key nor this model.
    """
    made: list[Example] = []
    if recipe.synonyms.share:
        known = Synonyms.read(recipe.synonyms.folder)
        made += with_synonyms(examples, recipe.synonyms, known, recipe.seed)
    if recipe.back_translation.most and settings.url:
        with httpx.Client() as client:
            translator = BackTranslator(settings, client)
            made += back_translated(examples, recipe.back_translation, translator)
    return made
