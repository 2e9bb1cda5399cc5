"""Says when an answer is surely in another language than it was asked in.

By py3langid, a naive Bayes classifier over byte n-grams (M. Lui and T. Baldwin,
langid.py: An Off-the-shelf Language Identification Tool, ACL 2012). It guesses on
short texts, so those are never judged.
"""

import re
from collections.abc import Sequence
from functools import cache
from typing import Final

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from analytics.grading.lexicon import lexicon
from analytics.grading.wording import NEGATIONS, is_stop_word

LEAST_LETTERS: Final = 20
LEAST_WORDS: Final = 5
LEAST_CERTAINTY: Final = 0.99
LEAST_HAN: Final = 10
ENOUGH_SHARED: Final = 0.25
ENOUGH_ENGLISH: Final = 0.8
"""Share of English words from which a text is English, misspelt as it may be."""

_ENGLISH: Final = "en"
_APOSTROPHE: Final = re.compile("['\u2019]")
_TOLD_APART: Final = (
    *("en", "zh", "de", "fr", "es", "it", "pt", "nl", "pl"),
    *("ru", "ja", "ko", "ar", "tr", "vi", "id", "sv"),
)
_LETTER: Final = re.compile(r"[^\W\d_]")
_HAN: Final = re.compile(r"[\u3400-\u9fff]")
_WORD: Final = re.compile(r"[\u3400-\u9fff]|[^\W_]+")


def other_language(answer: str, expected: str, known: Sequence[str] = ()) -> str | None:
    """Return the language that an answer is surely in, if it is not the expected one.

    Args:
        answer: Of any length; one with few letters or words is never judged.
        expected: BCP 47 tag of the question.
        known: The question and right answers. Who uses their words speaks their
            language; one of them in that other language allows it.

    Returns:
        A primary language subtag, or None.
    """
    if not _is_long_enough(answer) or _shared(answer, known) >= ENOUGH_SHARED:
        return None
    found, subtag = _language_of(answer), expected.split("-", maxsplit=1)[0].lower()
    if found in {None, subtag} or (subtag == _ENGLISH and _is_english(answer)):
        return None
    allowed = any(_is_long_enough(one) and _language_of(one) == found for one in known)
    return None if allowed else found


def _language_of(text: str) -> str | None:
    language, certainty = _identifier().classify(text)
    return str(language) if certainty >= LEAST_CERTAINTY else None


def _shared(answer: str, known: Sequence[str]) -> float:
    """Return the share of an answer's words that are known ones, 0 to 1."""
    words = _WORD.findall(answer.casefold())
    those = {word for text in known for word in _WORD.findall(text.casefold())}
    return sum(word in those for word in words) / max(1, len(words))


def _is_english(text: str) -> bool:
    words = _WORD.findall(_APOSTROPHE.sub("", text.casefold()))
    known = (is_stop_word(word) or word in NEGATIONS or lexicon().knows(word) for word in words)
    return sum(known) >= ENOUGH_ENGLISH * len(words)


def _is_long_enough(text: str) -> bool:
    han = len(_HAN.findall(text))
    if han >= LEAST_HAN:
        return True
    return len(_LETTER.findall(text)) >= LEAST_LETTERS and len(text.split()) >= LEAST_WORDS


@cache
def _identifier() -> LanguageIdentifier:
    identifier = LanguageIdentifier.from_pickled_model(MODEL_FILE, norm_probs=True)
    identifier.set_languages(list(_TOLD_APART))
    return identifier
