"""Numbers are read as they are meant, and other numbers are told from the same ones."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.grading.numerals import Quantity, as_written, differ, quantities


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("eight legs", [("8", "")]),
        ("Minus five", [("-5", "")]),
        ("-5 \u00b0C", [("-5", "\u00b0C")]),
        ("\u22122.50kg", [("-2.50", "kg")]),
        ("3 hours", [("3", "h")]),
        ("1 250 m and 1,250,000 m", [("1250", "m"), ("1250000", "m")]),
        ("1/2", [("0.5", "")]),
        ("50 %", [("50", "%")]),
        ("one of them", []),
        ("1. It melts.\n2) It boils.", []),
        ("5 a day", [("5", "")]),
        ("1/0", []),
        ("1/" + "9" * 5_000 + ".", [(str(Decimal(1) / Decimal("9" * 5_000)), "")]),
    ],
)
def test_numbers_are_read_with_their_units(text: str, read: list[tuple[str, str]]) -> None:
    assert list(quantities(text)) == [Quantity(Decimal(value), unit) for value, unit in read]


def test_a_comma_between_digits_is_read_in_every_way_it_may_be_meant() -> None:
    assert {str(one.value) for one in quantities("2,5")} == {"2.5", "2", "5"}
    assert "1250" in {str(one.value) for one in quantities("1,250")}


@pytest.mark.parametrize(
    ("reference", "answer"),
    [
        ("A spider has eight legs.", "It has 6 legs."),
        ("It is -5 degrees.", "5 degrees"),
        ("It ended in 1945.", "in 1946"),
        ("It is 2.5 kg.", "3 kg"),
        ("It is 8.", "5 + 2 = 9"),
        ("9.5 cm", "8 cm"),
        ("2 kg", "2000 kg"),
        ("7.5 cm", "7.5 mm"),
        ("90 minutes", "90 hours"),
        ("One quarter is left.", "75%"),
        ("Divide it by two.", "a third of it"),
        ("There are two.", "half of it"),
    ],
)
def test_an_answer_of_other_numbers_differs(reference: str, answer: str) -> None:
    assert differ("What is it?", [reference], answer)


@pytest.mark.parametrize(
    ("question", "reference", "answer"),
    [
        ("How many?", "Eight.", "8"),
        ("How many?", "Eight.", "many"),
        ("How many?", "Many.", "8"),
        ("What is 5 + 3?", "It is 8.", "5 + 3"),
        ("How long?", "9.5 cm", "95 mm"),
        ("How long?", "3 days", "72 hours"),
        ("How much?", "50%", "0.5"),
        ("How much?", "50%", "50"),
        ("How much?", "2 kg", "2000 g"),
        ("How much?", "2 kg", "2 m"),
        ("When?", "It began in 1914.", "in nineteen fourteen"),
        ("What is g?", "About 9.8.", "10"),
        ("How many?", "2,5", "2.5"),
        ("How many?", "1000", "1 000"),
        ("How many?", "8", "not 6 but 8"),
        ("How?", "Multiply them and divide by two.", "half of the product"),
    ],
)
def test_what_cannot_be_compared_or_is_the_same_does_not_differ(
    question: str, reference: str, answer: str
) -> None:
    assert not differ(question, [reference], answer)


def test_one_reference_with_the_number_is_enough() -> None:
    assert not differ("How many?", ["It has 6.", "It has 8."], "8")
    assert not differ("How many?", ["It has 6.", "Some."], "8")


@pytest.mark.parametrize(
    ("answer", "texts", "written"),
    [
        ("It has 8 legs", ["eight legs"], "It has eight legs"),
        ("minus 5 degrees", ["-5 degrees"], "-5 degrees"),
        ("2.50 kg", ["2.5 kg"], "2.5 kg"),
        ("two", ["2 or two"], "two"),
        ("7", ["eight"], "7"),
        ("It is 75 mm long", ["7.5 cm"], "It is 7.5 cm long"),
        ("2000 grams.", ["2 kg"], "2 kg."),
        ("1.5 hours", ["It takes 90 minutes."], "90 minutes"),
        ("25%", ["One quarter of the cake"], "One quarter"),
        ("0.5", ["50%"], "50%"),
        ("1 of 3", ["100%"], "1 of 3"),
        ("7.5 mm", ["7.5 cm"], "7.5 mm"),
    ],
)
def test_a_number_is_written_as_the_texts_write_it(
    answer: str, texts: list[str], written: str
) -> None:
    assert as_written(answer, texts) == written


TEXTS = st.lists(
    st.sampled_from(
        ["8", "eight", "-5", "1,250", "2.5 kg", "1/2", "50%", "75 mm", "half", "legs", "minus", "."]
    ),
    max_size=6,
).map(" ".join)


@given(TEXTS, TEXTS)
def test_no_answer_differs_from_itself(question: str, text: str) -> None:
    assert not differ(question, [text], text)
    assert as_written(text, [text]) == text


@given(st.text(max_size=60), st.text(max_size=60))
def test_no_text_breaks_it(one: str, other: str) -> None:
    differ(one, [other], one)
    as_written(one, [other])
