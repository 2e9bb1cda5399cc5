"""Which answers are surely in another language than they were asked in."""

import pytest

from analytics.grading.languages import other_language

GERMAN = "Die Sonne scheint immer nur auf die eine Seite, und deshalb wird es dort warm."
CHINESE = "因为太阳总是只照到地球的一面，所以那里会变暖。"
ENGLISH = "Because the sun only ever shines on the one side, and so it gets warm there."


@pytest.mark.parametrize(
    ("answer", "expected", "found"),
    [
        (GERMAN, "en", "de"),
        (CHINESE, "en-GB", "zh"),
        (ENGLISH, "zh-Hans", "en"),
        (ENGLISH, "en-US", None),
        (CHINESE, "zh", None),
        ("la luna", "en", None),
        ("", "en", None),
        ("9.81 9.81 9.81 9.81 9.81 9.81", "en", None),
        ("becuase teh sun shins on one sied of erth", "en", None),
        ("it dont get bigger it gets smaler", "en", None),
        ("het volume wordt kleiner als de druk stijgt", "en", "nl"),
    ],
)
def test_only_what_is_surely_another_language_is_called_so(
    answer: str, expected: str, found: str | None
) -> None:
    assert other_language(answer, expected) == found


def test_a_right_answer_in_that_language_allows_it() -> None:
    asked = ("Say in German why it gets warm.", "Weil die Sonne nur auf eine Seite scheint.")
    assert other_language(GERMAN, "en", asked) is None


def test_who_uses_the_words_of_the_question_speaks_its_language() -> None:
    assert other_language(GERMAN, "en") == "de"
    assert other_language(GERMAN, "en", ("die Sonne scheint auf",)) is None
