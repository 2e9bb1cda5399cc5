"""Versions of the learner model: swapped whole, kept, and taken back."""

from pathlib import Path

import pytest

from analytics.mastery.model import SHIPPED, Model, shipped_model
from analytics.mastery.scorecard import Scorecard, blended
from analytics.mastery.versions import VersionError, Versions


def model(version: str) -> Model:
    return shipped_model().model_copy(update={"version": version})


def test_without_a_fit_the_shipped_model_is_in_force(tmp_path: Path) -> None:
    versions = Versions(tmp_path / "none")
    assert versions.current() is shipped_model()
    assert versions.names() == [SHIPPED]


def test_a_kept_model_is_in_force_for_every_reader_at_once(tmp_path: Path) -> None:
    writer, reader = Versions(tmp_path), Versions(tmp_path)
    assert reader.current().version == SHIPPED
    writer.keep(model("20260101"))
    assert reader.current() == model("20260101")
    assert reader.current() is reader.current()
    assert not list(tmp_path.glob("*.new"))


def test_a_rollback_goes_one_version_back_and_ends_at_the_shipped_one(tmp_path: Path) -> None:
    versions = Versions(tmp_path)
    for name in ("20260101", "20260102"):
        versions.keep(model(name))
    assert [versions.roll_back(), versions.roll_back()] == ["20260101", SHIPPED]
    assert versions.current().version == SHIPPED
    assert versions.names() == [SHIPPED, "20260101", "20260102"]
    with pytest.raises(VersionError, match="none before"):
        versions.roll_back()


def test_a_version_is_never_written_over_and_an_unknown_one_never_used(tmp_path: Path) -> None:
    versions = Versions(tmp_path)
    versions.keep(model("20260101"))
    with pytest.raises(VersionError, match="kept already"):
        versions.keep(model("20260101"))
    with pytest.raises(VersionError, match="no version"):
        versions.use("20250101")
    assert versions.name() == "20260101"


@pytest.mark.parametrize("fault", ["damaged", "other counters"])
def test_a_version_that_cannot_be_used_is_refused_and_the_shipped_one_serves(
    tmp_path: Path, fault: str
) -> None:
    versions = Versions(tmp_path)
    versions.keep(model("20260101"))
    head = shipped_model().head
    odd = head.model_copy(update={"columns": (*head.columns[1:], "luck")})
    text = model("20260101").model_copy(update={"head": odd}).model_dump_json()
    path = tmp_path / "20260101.json"
    path.write_text(text if fault == "other counters" else text[:50], encoding="utf-8")
    assert Versions(tmp_path).current() is shipped_model()
    with pytest.raises(VersionError, match=fault):
        versions.use("20260101")


def card(base: float, edges: tuple[float, ...], points: tuple[float, ...]) -> Scorecard:
    return Scorecard(columns=("filter",), base=base, slope=1.0, edges=(edges,), points=(points,))


def test_a_blend_has_the_weighted_logit_of_both_everywhere() -> None:
    one, other = card(0.2, (0.0, 1.0), (-1.0, 0.5, 2.0)), card(-0.4, (0.5,), (3.0, -3.0))
    mixed = blended(one, other, 0.25)
    for x in (-2.0, 0.0, 0.3, 0.5, 0.9, 1.0, 4.0):
        assert mixed.logit([x]) == pytest.approx(0.75 * one.logit([x]) + 0.25 * other.logit([x]))


def test_heads_over_other_counters_are_not_blended() -> None:
    odd = card(0.0, (), (0.0,)).model_copy(update={"columns": ("luck",)})
    with pytest.raises(ValueError, match="same counters"):
        blended(card(0.0, (), (0.0,)), odd, 0.5)
