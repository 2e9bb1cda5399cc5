from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.grading.evidence import MAX_PHRASES, compare


def test_inflected_words_count_as_said() -> None:
    found = compare("The water was evaporated.", "because waters evaporate")
    assert found.covered == ("water", "evaporated")
    assert found.missing == ()


def test_words_side_by_side_are_shown_as_one_phrase() -> None:
    found = compare("It is in the negative battery terminal of the circuit", "the circuit")
    assert found.missing == ("negative battery terminal",)
    assert found.covered == ("circuit",)


def test_a_negated_idea_is_not_covered_by_its_opposite() -> None:
    reference = "Terminals 1 and 6 are not connected"
    assert "not connected" in compare(reference, "terminals 1 and 6 are connected").missing
    assert "not connected" in compare(reference, "they aren't connected").covered


def test_an_idea_is_not_covered_when_the_answer_denies_it() -> None:
    found = compare("The bulb is in a closed path", "the bulb is not in a closed path")
    assert found.missing == ("closed path",)


@pytest.mark.parametrize("answer", ["they are seperated", "SEPARATED!"])
def test_a_small_misspelling_is_forgiven(answer: str) -> None:
    assert compare("They are separated", answer).covered == ("separated",)


def test_a_different_term_that_looks_alike_is_not_a_misspelling() -> None:
    assert compare("Cells divide by mitosis", "by meiosis").missing == ("Cells divide", "mitosis")


def test_number_words_and_digits_are_the_same() -> None:
    assert compare("It has 3 legs", "three").covered == ("3",)


def test_a_thing_named_a_is_kept() -> None:
    assert compare("The gap is at bulb A", "bulb A").covered == ("bulb A",)


@pytest.mark.parametrize("answer", ["", "   ", "\U0001f642", "???"])
def test_an_answer_without_words_covers_nothing(answer: str) -> None:
    found = compare("Heat melts ice", answer)
    assert found.covered == ()
    assert found.missing == ("Heat melts ice",)


def test_a_reference_of_stop_words_has_no_phrases() -> None:
    assert compare("It is what it is", "yes") == compare("", "yes")


@given(reference=st.text(max_size=200), answer=st.text(max_size=200))
def test_no_text_breaks_it_and_nothing_is_both_covered_and_missing_twice(
    reference: str, answer: str
) -> None:
    found = compare(reference, answer)
    for phrases in (found.covered, found.missing):
        assert len(phrases) <= MAX_PHRASES
        assert len({phrase.casefold() for phrase in phrases}) == len(phrases)


@given(st.text(alphabet="abcdefghij '.,-", max_size=80))
def test_the_reference_itself_covers_everything(reference: str) -> None:
    assert compare(reference, reference).missing == ()
