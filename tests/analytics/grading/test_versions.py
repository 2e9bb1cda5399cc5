"""Which version grades stands in one file."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from analytics.grading.versions import (
    CONTROL,
    Canary,
    Control,
    ControlFile,
    NotPossible,
    model_of,
)

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
TRIAL = Canary(version=2, share=0.1, since=NOON)


def test_without_a_file_the_committed_version_serves(tmp_path: Path) -> None:
    control = ControlFile(tmp_path / "absent").read()
    assert model_of(control.stable) == "grader"
    assert control.canary is None


def test_what_one_process_changes_another_reads(tmp_path: Path) -> None:
    reader = ControlFile(tmp_path)
    assert reader.read().canary is None
    ControlFile(tmp_path).change(lambda control: control.trying(TRIAL))
    assert reader.read().canary == TRIAL
    ControlFile(tmp_path).change(Control.promoted)
    assert (reader.read().stable, reader.read().previous) == (2, 1)


def test_a_file_that_is_no_account_changes_nothing(tmp_path: Path) -> None:
    control = ControlFile(tmp_path)
    control.change(lambda one: one.trying(TRIAL))
    assert control.read().canary == TRIAL
    (tmp_path / CONTROL).write_text('{"stable": "all of them"}')
    assert control.read().canary == TRIAL
    with pytest.raises(NotPossible, match="remove it"):
        control.change(Control.promoted)


def test_a_promotion_can_be_rolled_back_and_back_again() -> None:
    promoted = Control().trying(TRIAL).promoted()
    assert promoted.canary is None
    back = promoted.rolled_back(NOON)
    assert (back.stable, back.previous) == (1, 2)
    assert back.rolled_back(NOON) == promoted


def test_rolling_back_ends_a_trial_first() -> None:
    serving = Control(stable=3, previous=1).trying(TRIAL)
    back = serving.rolled_back(NOON)
    assert (back.stable, back.previous, back.canary) == (3, 1, None)
    assert back.stopped is not None
    assert back.stopped.version == 2


def test_stopping_an_older_trial_leaves_the_newer_one() -> None:
    newer = TRIAL.model_copy(update={"since": NOON + timedelta(minutes=1)})
    control = Control().trying(newer)
    assert control.stopping(TRIAL, "too slow", NOON) == control
    assert control.stopping(newer, "too slow", NOON).canary is None


def test_a_new_trial_forgets_why_the_last_was_stopped() -> None:
    control = Control().trying(TRIAL).stopping(TRIAL, "too slow", NOON)
    assert control.stopped is not None
    assert control.trying(TRIAL).stopped is None


def test_what_serves_is_not_tried_and_nothing_is_promoted_untried() -> None:
    with pytest.raises(NotPossible, match="serves already"):
        Control(stable=2).trying(TRIAL)
    with pytest.raises(NotPossible, match="on trial"):
        Control().promoted()
    with pytest.raises(NotPossible, match="served before"):
        Control().rolled_back(NOON)
