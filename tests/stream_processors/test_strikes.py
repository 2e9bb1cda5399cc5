"""Strikes: a message that ends workers is counted over restarts."""

from pathlib import Path

import pytest

from stream_processors.strikes import Strikes


def test_strikes_are_counted_over_restarts_and_by_stage(tmp_path: Path) -> None:
    path = tmp_path / "new folder" / "strikes.json"
    Strikes(path).add("grade", b"bad")
    Strikes(path).add("grade", b"bad")

    again = Strikes(path)
    assert again.count("grade", b"bad") == 2
    assert again.count("trace", b"bad") == 0
    assert again.count("grade", b"good") == 0


@pytest.mark.parametrize("content", ["", "[1]", '{"grade:x": []}', "\x00"])
def test_a_spoilt_file_counts_as_none(tmp_path: Path, content: str) -> None:
    path = tmp_path / "strikes.json"
    path.write_text(content)

    strikes = Strikes(path)
    assert strikes.count("grade", b"bad") == 0
    strikes.add("grade", b"bad")
    assert strikes.count("grade", b"bad") == 1


def test_what_two_workers_of_a_machine_note_adds_up(tmp_path: Path) -> None:
    path = tmp_path / "strikes.json"
    one, other = Strikes(path), Strikes(path)
    assert one.count("grade", b"bad") == other.count("grade", b"bad") == 0
    one.add("grade", b"bad")
    other.add("grade", b"bad")

    assert other.count("grade", b"bad") == 2
    assert Strikes(path).count("grade", b"bad") == 2


def test_a_worker_reads_the_file_for_its_first_message_only(tmp_path: Path) -> None:
    path = tmp_path / "strikes.json"
    Strikes(path).add("grade", b"bad")
    strikes = Strikes(path)
    assert strikes.count("grade", b"good") == 0
    path.unlink()

    assert strikes.count("grade", b"bad") == 1


def test_the_file_stays_small(tmp_path: Path) -> None:
    strikes = Strikes(tmp_path / "strikes.json")
    for number in range(300):
        strikes.add("grade", str(number).encode())

    assert strikes.count("grade", b"299") == 1
    assert strikes.count("grade", b"0") == 0
