"""A grade must not depend on the name that a student writes before the answer."""

from __future__ import annotations

import pytest

from analytics.grading.overlap import Reading, without_introduction

ANSWER = "The bulb is in a closed path."


@pytest.mark.parametrize(
    "said",
    [
        "My name is Aisha. ",
        "my name is li wei Zhang: ",
        "Hello, my name is Se\u00e1n O'Brien. ",
        "I am Jos\u00e9. ",
        "I'm Mary Ann, ",
        "This is Tom. ",
        "Hi, I'm Ngozi and I think ",
    ],
)
def test_the_name_before_an_answer_is_not_read(said: str) -> None:
    plain = Reading.of(("Why?", [ANSWER], ANSWER))
    named = Reading.of(("Why?", [ANSWER], said + ANSWER))
    assert named.pair() == plain.pair()
    assert named.features() == plain.features()
    assert named.similarities == plain.similarities


@pytest.mark.parametrize(
    "answer",
    [
        "I am sure the bulb lights.",
        "This is because the path is closed.",
        "This is Ohm's law.",
        "This is energy, not force.",
        "My answer is that Tom is right.",
        "I'm not sure.",
        "My name is Aisha",
        "",
    ],
)
def test_an_answer_without_an_introduction_is_read_whole(answer: str) -> None:
    assert without_introduction(answer) == answer
