"""A slip of the pen is read as the word that was meant."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.grading.spelling import Spelling

KNOWN = ("Why does it shrink?", "The water evaporates and turns into vapour; density is smaller.")
WORDS = (
    *("photon", "later", "wafer", "the", "into", "heat", "above", "divided", "paragraph"),
    *("##bove", "travel", "trivial"),
)
SPELLING = Spelling({word: place for place, word in enumerate(WORDS)})


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("it evaperates", "it evaporates"),
        ("it turns into vaopur", "it turns into vapour"),
        ("the smaler densety", "the smaller density"),
        ("the Watter", "the water"),
        ("abov", "above"),
        ("is devided by two", "is divided by two"),
        ("the paragraf", "the paragraph"),
        ("sound can not trevel", "sound cannot travel"),
        ("Can not it?", "Cannot it?"),
        ("they dont and it wasnt", "they don't and it wasn't"),
    ],
)
def test_a_slip_is_read_as_the_word_that_was_meant(written: str, read: str) -> None:
    assert SPELLING.respelt(written, KNOWN) == read


@pytest.mark.parametrize(
    ("written", "known"),
    [
        ("the wafer", "the water"),
        ("a photon", "a proton"),
        ("exothermic", "it is endothermic"),
        ("hypotonic", "it is hypertonic"),
        ("mitosis", "by meiosis"),
        ("insoluble", "it is soluble"),
        ("decreased", "it increased"),
        ("denser", "it is less dense"),
        ("it cools", "in the cells"),
        ("a solute", "a salute"),
        ("cot", "a cat"),
        ("adove", "it"),
        ("dividend", "it"),
        ("abovelt", "it"),
        ("it can not only melt", "it"),
        ("it can not melt", "Ice can not melt."),
        ("it doesnt melt", "Ice doesnt melt."),
    ],
)
def test_another_word_is_never_read_as_the_right_one(written: str, known: str) -> None:
    assert SPELLING.respelt(written, [known]) == written


@given(st.text(max_size=80))
def test_an_answer_in_the_words_of_its_reference_stays_as_it_is(text: str) -> None:
    assert SPELLING.respelt(text, [text]) == text
