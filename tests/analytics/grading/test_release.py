"""Which grades may go before a teacher has looked."""

import json
from pathlib import Path

import pytest

from analytics.grading.release import (
    PROMISED,
    ReleaseRule,
    ReleaseTable,
    certainty_of,
    read_release,
    repeats_reference,
)
from analytics.grading.types import SUPPORTED_LANGUAGES

RULE = ReleaseRule(certainty=0.85, accuracy=0.91, at_least=0.88, share=0.3)
TABLE = ReleaseTable(languages={"en": {"standard": RULE}})


@pytest.mark.parametrize(
    ("strictness", "language", "certainty", "goes"),
    [
        ("standard", "en", 0.85, True),
        ("standard", "en-GB", 0.9, True),
        ("standard", "en", 0.849, False),
        ("standard", "zh", 0.99, False),
        ("strict", "en", 1.0, False),
        ("all", "zh", 0.5, True),
        ("none", "en", 1.0, False),
    ],
)
def test_a_grade_goes_where_the_promise_is_kept_and_nowhere_else(
    strictness: str, language: str, certainty: float, *, goes: bool
) -> None:
    assert TABLE.releases(strictness, language, certainty) is goes  # type: ignore[arg-type]


def test_a_promise_that_no_rule_keeps_releases_nothing() -> None:
    assert TABLE.expected_share("strict", "en") == 0.0
    assert TABLE.expected_share("standard", "en") == 0.3
    assert (TABLE.expected_share("all", "zh"), TABLE.expected_share("none", "en")) == (1.0, 0.0)


def test_certainty_is_about_earning_the_marks_either_way() -> None:
    assert certainty_of((0.95, 0.05, 0.0, 0.0, 0.0)) == pytest.approx(0.95)
    assert certainty_of((0.1, 0.3, 0.3, 0.3, 0.0)) == pytest.approx(0.9)
    assert certainty_of((0.5, 0.5, 0.0, 0.0, 0.0)) == pytest.approx(0.5)


def test_only_a_reference_word_for_word_needs_no_certainty() -> None:
    references = ("The sun shines.", "It is the light of the sun")
    assert repeats_reference(references, "  the SUN shines ")
    assert not repeats_reference(references, "The sun does not shine.")
    assert not repeats_reference(references, "The sun")
    assert not repeats_reference((".",), "?!")


def test_the_committed_table_is_the_one_of_the_committed_weights() -> None:
    calibration = json.loads(Path("model_repository/grader/1/calibration.json").read_text())
    table = read_release()
    assert table.model_dump(mode="json")["languages"] == calibration["release"]
    assert set(table.languages) <= SUPPORTED_LANGUAGES
    assert "standard" in table.languages["en"], "the default must release something"


def test_every_committed_rule_keeps_its_promise_and_a_stricter_one_releases_less() -> None:
    for rules in read_release().languages.values():
        for strictness, rule in rules.items():
            assert rule.accuracy >= PROMISED[strictness]
            assert rule.at_least <= rule.accuracy
        ordered = [rules[s] for s in PROMISED if s in rules]
        assert [r.share for r in ordered] == sorted((r.share for r in ordered), reverse=True)
