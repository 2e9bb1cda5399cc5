"""The model card says what was measured, and nothing typed by hand."""

import json
from copy import deepcopy
from pathlib import Path

import pytest

from analytics.grading.card import CARD, FIGURES, BadCard, keep, rewritten
from analytics.grading.release import read_release


def test_the_card_is_made_of_the_kept_figures() -> None:
    card = CARD.read_text(encoding="utf-8")
    figures = json.loads(FIGURES.read_text(encoding="utf-8"))
    assert rewritten(card, figures, read_release()) == card


def test_another_figure_makes_another_card() -> None:
    card = CARD.read_text(encoding="utf-8")
    figures = deepcopy(json.loads(FIGURES.read_text(encoding="utf-8")))
    split = figures["small"]["beetle_uq"]
    split["accuracy_2way"] = split["lexical_accuracy_2way"] - 0.1
    split["macro_f1_3way"] = 0.1234
    made = rewritten(card, figures, read_release())
    assert "| BEETLE, unseen questions | .123 |" in made
    assert "BEETLE, unseen questions." in made.split("**Below the floor**: ")[1].splitlines()[0]


def test_a_missing_figure_is_named() -> None:
    card = CARD.read_text(encoding="utf-8")
    with pytest.raises(BadCard, match="'small'"):
        rewritten(card, {"at": "2026-01-01", "machine": "none"}, read_release())


def test_an_unknown_block_is_named() -> None:
    card = "<!-- figures: weather -->\n<!-- end -->"
    with pytest.raises(BadCard, match="weather"):
        rewritten(card, {}, read_release())


def test_a_report_is_kept_beside_the_card(tmp_path: Path) -> None:
    report, kept, card = (tmp_path / name for name in ("report.json", "kept.json", "card.md"))
    card.write_text("<!-- figures: run -->\n<!-- end -->\n", encoding="utf-8")
    report.write_text('{"at": "2026-11-28T10:00:00", "machine": "a machine"}', encoding="utf-8")
    keep(report, kept, card)
    assert "Measured 2026-11-28 on a machine." in card.read_text(encoding="utf-8")
    assert kept.read_text(encoding="utf-8") == report.read_text(encoding="utf-8")


def test_no_report_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(BadCard, match="make evaluate-grader"):
        keep(tmp_path / "none.json")
