from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.content import NumericItem, shipped_banks
from analytics.grading.checkers import Check, check


def number(answer: float, unit: str = "", tolerance: float = 0.0, **more: Any) -> NumericItem:
    facts = {"answer": answer, "unit": unit, "tolerance": tolerance}
    return NumericItem(id="n", skills={"s": 1}, prompt="?", **facts, **more)


def codes(result: Check) -> list[str]:
    return [note.code for note in result.notes]


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


@pytest.mark.parametrize(
    ("answer", "unit", "said"),
    [
        (500, "m", "0.5 km"), (500, "m", "0.5公里"), (500, "m", "五百米"), (500, "m", "０．５ｋｍ"),
        (20, "m/s", "72 km/h"), (20, "m/s", "72千米/时"), (20, "m/s", "72 kilometres per hour"),
        (3, "g/cm3", "3000 kg/m³"), (3, "g/cm3", "3 克每立方厘米"), (9.8, "m/s^2", "9.8 m s-2"),
        (9.8, "m/s2", "9.8 N/kg"), (25, "°C", "298.15 K"), (25, "°C", "77 °F"), (25, "°C", "25 C"),
        (3, "小时", "180分钟"), (2, "m2", "20000 平方厘米"), (2, "m2", "2 square metres"),
        (0.12, "", "12%"), (0.12, "", "百分之十二"), (6, "ohm", "6 Ω"),
    ],
)  # fmt: skip
def test_the_same_amount_in_another_unit_is_right(answer: float, unit: str, said: str) -> None:
    assert check(number(answer, unit), said).score == 1.0


@pytest.mark.parametrize(
    ("answer", "said"),
    [(0.25, "四分之一"), (0.25, "¼"), (1.5, "1½"), (1.5, "1 1/2"), (-1.5, "-1 1/2"), (0.5, "半"),
     (105, "一百零五"), (105, "一〇五"), (12, "十二"), (35_000, "3.5万"), (35_000, "三万五千"),
     (120_000_000, "一亿二千万"), (-3, "负三"), (3.14, "三点一四"), (20_000, "两万")],
)  # fmt: skip
def test_fractions_and_chinese_numerals_are_read(answer: float, said: str) -> None:
    assert check(number(answer), said).score == 1.0


@pytest.mark.parametrize(
    ("said", "code"),
    [("500 km", "unit_wrong"), ("500 g", "unit_kind"), ("500 zorks", "unit_unknown")],
)
def test_a_wrong_unit_is_told_from_a_wrong_number(said: str, code: str) -> None:
    result = check(number(500.0, "m"), said)
    assert (result.score, codes(result)) == (0.5, ["number_right", code])
    assert result.notes[1].facts == {"said": said.split()[1]}


@pytest.mark.parametrize(
    ("said", "code"),
    [("-8", "number_sign"), ("80", "number_power_of_ten"), ("0.008", "number_power_of_ten"),
     ("8.1", "number_close"), ("31", "number_wrong"), ("3 km", "number_wrong")],
)  # fmt: skip
def test_a_wrong_number_is_told_in_which_way(said: str, code: str) -> None:
    assert codes(check(number(8.0, "m"), said)) == [code]


def test_another_unit_is_wrong_where_the_unit_was_asked_for() -> None:
    result = check(number(500.0, "m", convert=False), "0.5 km")
    assert (result.score, codes(result)) == (0.5, ["number_right", "unit_other"])


def test_counted_things_are_no_wrong_unit_where_none_is_asked() -> None:
    assert check(number(2.0), "答：2个").score == 1.0
    assert check(number(2.0), "2 m").score == 0.5


@pytest.mark.parametrize(
    ("said", "score"), [("3.14", 1.0), ("3.1416", 0.5), ("3.1", 0.0), ("314e-2", 1.0)]
)
def test_significant_figures_are_counted(said: str, score: float) -> None:
    result = check(number(3.14159, significant_figures=3), said)
    assert result.score == score
    assert ("figures_wrong" in codes(result)) == (score == 0.5)


def test_zeros_at_the_end_of_a_whole_number_may_count() -> None:
    assert check(number(1200.0, significant_figures=3), "1200").score == 1.0
    assert check(number(1200.0, significant_figures=3), "1200.0").score == 0.5


def test_the_wider_tolerance_counts() -> None:
    item = number(200.0, tolerance=1.0, relative_tolerance=0.02)
    assert check(item, "204").score == 1.0
    assert check(item, "204.1").score == 0.0


def test_what_cannot_be_read_is_said_to_be_unreadable() -> None:
    result = check(number(8.0), "about a few")
    assert not result.is_readable
    assert codes(result) == ["number_unreadable"]


LENGTHS = {"mm": 1e-3, "cm": 1e-2, "m": 1.0, "km": 1e3, "厘米": 1e-2, "千米": 1e3}


@given(
    st.floats(min_value=0.01, max_value=1e6),
    st.sampled_from(sorted(LENGTHS)),
    st.sampled_from(sorted(LENGTHS)),
)
def test_a_length_is_right_in_every_unit(metres: float, said: str, asked: str) -> None:
    item = number(metres / LENGTHS[asked], asked, relative_tolerance=1e-9)
    assert check(item, f"{metres / LENGTHS[said]!r} {said}").score == 1.0


@given(st.text(alphabet="0123456789.,/-+ex×^百万十点负分之%kmg/s°C ", max_size=30))
def test_no_odd_number_breaks_the_checker(said: str) -> None:
    assert 0.0 <= check(number(8.0, "km/s"), said).score <= 1.0
