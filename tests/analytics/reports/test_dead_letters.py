"""Dead letters in the warehouse: filtered, whole by id, marked, growing."""

from datetime import timedelta
from uuid import uuid4

import pytest

from analytics.events import DeadLetter
from analytics.reports import LetterFilter, dead_letters, letter_growth, letters_by_id
from analytics.warehouse.client import Warehouse
from analytics.warehouse.rows import DEAD_LETTERS, dead_letter_row
from analytics.warehouse.store import dead, write
from tests.fakes.stories import START

pytestmark = pytest.mark.functional

RAW = bytes(range(256))


def letter(tenant: str, stage: str = "grade", minutes: int = 0) -> DeadLetter:
    return DeadLetter(
        stage=stage,
        reason="cannot",
        attempts=3,
        failed_at=START + timedelta(minutes=minutes),
        raw=RAW,
        event_id=uuid4(),
        kind="answer.submitted",
        tenant=tenant,
        topic="signpost.answer.submitted",
        partition=1,
        offset=7,
    )


def keep(warehouse: Warehouse, *letters: DeadLetter) -> None:
    write(warehouse, {DEAD_LETTERS: [dead_letter_row(one, START) for one in letters]})


def test_a_letter_comes_back_whole_by_its_id_and_bare_in_a_list(warehouse: Warehouse) -> None:
    kept = letter(str(uuid4()))
    keep(warehouse, kept)
    [whole] = letters_by_id(warehouse, [kept.letter_id])
    [listed] = dead_letters(warehouse, LetterFilter(tenant=kept.tenant))
    assert whole.letter() == kept
    assert (listed.letter_id, listed.raw) == (kept.letter_id, b"")


def test_filters_narrow_a_list(warehouse: Warehouse) -> None:
    tenant = str(uuid4())
    keep(warehouse, letter(tenant, "grade"), letter(tenant, "trace", 1), letter(str(uuid4())))
    stages = [one.stage for one in dead_letters(warehouse, LetterFilter(tenant=tenant))]
    assert stages == ["trace", "grade"]
    [traced] = dead_letters(warehouse, LetterFilter(tenant=tenant, stage="trace"))
    assert traced.stage == "trace"


def test_a_letter_sent_again_waits_no_more_until_it_fails_again(warehouse: Warehouse) -> None:
    first = letter(str(uuid4()))
    keep(warehouse, first)
    assert first.event_id is not None
    later = START + timedelta(minutes=5)
    before = letter_growth(warehouse, START)
    write(warehouse, {DEAD_LETTERS: [dead_letter_row(first, START, later)]})
    assert dead(warehouse, [first.event_id]) == set()
    assert dead_letters(warehouse, LetterFilter(tenant=first.tenant)) == ()
    [sent] = dead_letters(warehouse, LetterFilter(tenant=first.tenant, waiting=False))
    assert sent.replayed_at == later
    assert letter_growth(warehouse, START).waiting == before.waiting - 1

    keep(warehouse, first.model_copy(update={"failed_at": later + timedelta(seconds=1)}))
    assert dead(warehouse, [first.event_id]) == {first.event_id}
    [again] = dead_letters(warehouse, LetterFilter(tenant=first.tenant))
    assert again.replayed_at is None


def test_only_what_failed_just_now_is_growth(warehouse: Warehouse) -> None:
    keep(warehouse, letter(str(uuid4()), minutes=100))
    assert letter_growth(warehouse, START + timedelta(minutes=101)).growing
    assert not letter_growth(warehouse, START + timedelta(days=9000)).growing
