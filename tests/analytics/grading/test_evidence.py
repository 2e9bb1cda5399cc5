from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.grading import evidence
from analytics.grading.evidence import MAX_PHRASES, Evidence, Span, compare, says_some


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


@pytest.mark.parametrize(
    ("reference", "answer", "marked"),
    [
        ("-5", "It falls to -5 degrees.", "-5"),
        ("\u22125", "x=-5", "-5"),
        ("2.5", "about 2.50, I think", "2.50"),
        ("1,250", "(1250.0)", "1250.0"),
        ("2.5 kg", "2.5kg", "2.5kg"),
        ("10", "5-10 turns", "10"),
        ("\u96f6\u4e0b-5\u5ea6", "\u662f-5", "-5"),
    ],
)
def test_a_number_is_read_whole_however_it_is_written(
    reference: str, answer: str, marked: str
) -> None:
    said = [
        (answer[span.start : span.end], span.kind) for span in compare(reference, answer).answer
    ]
    assert said == [(marked, "covered")]


@pytest.mark.parametrize(
    ("reference", "answer"),
    [("-5", "5"), ("2.5", "2 and 5"), ("1,250", "1 or 250"), ("3", "the 3rd"), ("5", "f(x)-5.1")],
)
def test_a_part_of_a_number_is_not_the_number(reference: str, answer: str) -> None:
    assert compare(reference, answer).missing == (reference,)


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


def parts(text: str, spans: tuple[Span, ...]) -> list[tuple[str, str]]:
    """Return what the spans of a text hold, and their kinds."""
    return [(text[span.start : span.end], span.kind) for span in spans]


def test_spans_mark_both_texts() -> None:
    reference, answer = "Terminals 1 and 6 are not connected", "So 1 and 6 are connected!"
    found = compare(reference, answer)
    assert parts(reference, found.reference) == [
        ("Terminals", "missing"),
        ("1", "covered"),
        ("6", "covered"),
        ("not connected", "contradicted"),
    ]
    assert parts(answer, found.answer) == [
        ("1 and 6", "covered"),
        ("connected", "contradicted"),
    ]


@pytest.mark.parametrize(
    ("answer", "marked"),
    [
        ("the water in the air is warm", ["water in the air"]),
        ("the water, in the air", ["water", "air"]),
        ("water is not in the air", ["water"]),
        ("water below the air", ["water", "air"]),
    ],
)
def test_covered_words_are_one_span_if_only_small_words_part_them(
    answer: str, marked: list[str]
) -> None:
    found = compare("water goes into the air", answer).answer
    assert [text for text, kind in parts(answer, found) if kind == "covered"] == marked


def test_words_of_the_question_alone_are_not_marked_beside_telling_ones() -> None:
    answer = "puddles dry up because water evaporates"
    found = compare("The water of puddles evaporates", answer, "Why do puddles dry?")
    assert parts(answer, found.answer) == [("water evaporates", "covered")]
    assert found.covered == ("water", "puddles evaporates")


def test_words_of_the_question_are_marked_if_there_are_no_others() -> None:
    found = compare("The puddles evaporate", "the puddles", "Why do puddles dry?")
    assert parts("the puddles", found.answer) == [("puddles", "covered")]


def test_what_contradicts_is_marked_though_the_question_says_it() -> None:
    found = compare("It is not connected", "it is connected", "Is it connected?")
    assert parts("it is connected", found.answer) == [("connected", "contradicted")]


@pytest.mark.parametrize(
    ("reference", "answer", "words"),
    [
        ("The volume increases.", "it decreases", "decreases"),
        ("The bulb is in a closed path", "it is not in a closed path", "not in a closed path"),
        ("橡胶不导电", "橡胶导电", "导电"),
        ("物体受热时体积增大", "受热体积减小", "减小"),
    ],
)
def test_the_opposite_is_shown_in_the_answers_own_words(
    reference: str, answer: str, words: str
) -> None:
    found = compare(reference, answer)
    assert [text for text, kind in parts(answer, found.answer) if kind == "contradicted"] == [words]
    assert "contradicted" in {span.kind for span in found.reference}


@pytest.mark.parametrize(
    ("reference", "answer"), [("The circuit is closed", "not open"), ("两物体温度相同", "温度不同")]
)
def test_an_opposite_is_told_from_its_denial(reference: str, answer: str) -> None:
    found = compare(reference, answer)
    denied = answer.startswith("not")
    assert bool(found.contradicted) != denied


def test_what_is_said_both_ways_contradicts_nothing() -> None:
    reference = "1 is not connected to 6 but 2 is connected to 3"
    assert compare(reference, "2 is connected to 3").contradicted == ()


@pytest.mark.parametrize(
    ("answer", "some"),
    [
        ("the current flows back", True),
        ("a closed path", True),
        ("the bulb lights up because of the bulb", False),
        ("dunno", False),
        ("", False),
    ],
)
def test_an_answer_says_some_of_the_reference_beyond_its_question(answer: str, some: bool) -> None:  # noqa: FBT001
    question, reference = (
        "Why does the bulb light up?",
        "The bulb is in a closed path: current flows.",
    )
    assert says_some(compare(reference, answer, question), answer, question) is some


def test_chinese_is_compared_by_neighbouring_characters() -> None:
    found = compare("冰的密度比水小，所以浮在水面上。", "冰块密度比水小")
    assert found.covered == ("冰", "密度比水小")
    assert found.missing == ("浮", "水面上")


def test_a_single_shared_character_is_no_shared_word() -> None:
    assert compare("水分蒸发", "水果蒸熟").covered == ()


MIXED = st.text(alphabet="ab not's.,不没有的水冰热温度1 ", max_size=60)


@given(reference=MIXED, answer=MIXED)
def test_spans_lie_in_their_texts_in_order_and_survive_json(reference: str, answer: str) -> None:
    found = compare(reference, answer)
    for text, spans in ((reference, found.reference), (answer, found.answer)):
        ends = [0, *(span.end for span in spans)]
        assert all(end <= span.start for end, span in zip(ends, spans, strict=False))
        assert all(text[span.start : span.end].strip() for span in spans)
    assert Evidence.from_plain(json.loads(json.dumps(found.to_plain()))) == found
    assert {span.kind for span in found.answer} <= {"covered", "contradicted"}


def test_it_needs_nothing_of_ours() -> None:
    source = Path(evidence.__file__).read_text(encoding="utf-8")
    ours = r"^\s*(from|import) (analytics|lti_tool|stream_processors)"
    assert not re.search(ours, source, re.MULTILINE)
