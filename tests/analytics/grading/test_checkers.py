import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.content import MultipleChoiceItem, NumericItem, Option, shipped_banks
from analytics.grading.checkers import check


def number(answer: float, unit: str = "", tolerance: float = 0.0) -> NumericItem:
    return NumericItem(
        id="n", skills={"s": 1}, prompt="?", answer=answer, unit=unit, tolerance=tolerance
    )


CHOICE = MultipleChoiceItem(
    id="c",
    skills={"s": 1},
    prompt="?",
    options=(Option(id="a", text="Ice"), Option(id="b", text="Steam")),
    correct="b",
)


@pytest.mark.parametrize(
    "said",
    ["3.5", "3,5", " 3.50 ", "+3.5", "3.5 g/cm3", "3,5 g/cm³", "3.5 g / cm^3", "x = 3.5", "7/2",
     "35e-1", "0.35 × 10^1", "0.35 x 10¹", "３．５", "≈ 3.5", "3.5 grams per cubic centimetres"],
)  # fmt: skip
def test_a_right_number_is_right_however_it_is_written(said: str) -> None:
    result = check(number(3.5, "g/cm3"), said)
    assert (result.score, result.label) == (1.0, "correct")


@pytest.mark.parametrize("said", ["1200", "1,200", "1.200", "1 200", "1.2e3", "1'200", "1,200.0"])
def test_thousands_marks_are_read(said: str) -> None:
    assert check(number(1200.0), said).score == 1.0


@pytest.mark.parametrize(
    "said", ["-3", "−3", "– 3", "-3 ℃", "-3°C", "−3 摄氏度", "-3 degrees Celsius"]
)
def test_every_minus_and_every_name_of_a_unit_is_understood(said: str) -> None:
    assert check(number(-3.0, "℃"), said).score == 1.0


def test_a_wrong_unit_costs_half_and_says_which_was_asked() -> None:
    result = check(number(8.0, "m/s"), "8 km/h")
    assert (result.score, result.label, result.missing) == (0.5, "partial", ("m/s",))


@pytest.mark.parametrize("said", ["8.06", "7.94", "-8", "80", "8e9", "1/0"])
def test_a_wrong_number_is_wrong_and_is_not_told_the_right_one(said: str) -> None:
    result = check(number(8.0, "m/s", tolerance=0.05), said)
    assert result.score == 0.0
    assert not result.covered
    assert not result.missing


def test_the_tolerance_is_inside() -> None:
    assert check(number(8.0, tolerance=0.25), "8.25").score == 1.0


@pytest.mark.parametrize(
    ("said", "label"), [("", "non_domain"), ("  ", "non_domain"), ("fast", "irrelevant")]
)
def test_what_is_no_number_scores_nothing(said: str, label: str) -> None:
    result = check(number(8.0), said)
    assert (result.score, result.label) == (0.0, label)


@given(st.text(max_size=60))
def test_no_text_breaks_the_number_checker(said: str) -> None:
    assert 0.0 <= check(number(8.0, "m"), said).score <= 1.0


@given(st.floats(min_value=-1e12, max_value=1e12, allow_subnormal=False))
def test_a_number_as_python_writes_it_is_read_back(value: float) -> None:
    assert check(number(value), repr(value)).score == 1.0


@pytest.mark.parametrize(
    ("said", "score"),
    [("b", 1.0), ("Steam", 1.0), (" steam ", 1.0), ("a", 0.0), ("z", 0.0), ("", 0.0)],
)
def test_a_choice_is_right_by_id_or_text(said: str, score: float) -> None:
    assert check(CHOICE, said).score == score


def test_a_wrong_choice_is_not_told_the_right_one() -> None:
    assert check(CHOICE, "a").missing == ()


def test_every_shipped_number_is_right_with_and_without_its_unit() -> None:
    items = [i for b in shipped_banks().values() for i in b.items if isinstance(i, NumericItem)]
    for item in items:
        assert check(item, f"{item.answer} {item.unit}").score == 1.0, item.id
        assert check(item, f"{item.answer:g}{item.unit}").score == 1.0, item.id
        assert check(item, str(item.answer)).score == 1.0, item.id
    assert len(items) > 20


@pytest.mark.parametrize(
    "said", ["1" * 20_000, "1e" + "9" * 20_000, "1" + "," * 19_999, " " * 20_000]
)
def test_a_very_long_answer_is_only_wrong(said: str) -> None:
    assert check(number(8.0), said).score == 0.0
