"""Every format that questions leave in brings them back as they were."""

from collections.abc import Callable, Sequence

import pytest
from hypothesis import given, settings

from analytics.content import Item, ItemBank, shipped_banks
from analytics.content.interchange.questions.gift_writing import write_gift
from analytics.content.interchange.questions.moodle_writing import write_moodle
from analytics.content.interchange.questions.qti import QTI_2, QTI_3
from analytics.content.interchange.questions.qti_writing import write_qti
from analytics.content.interchange.questions.reading import read_questions
from tests.analytics.content.questions.made import SKILLS, banks

Write = Callable[[Sequence[Item]], bytes]

FORMATS: dict[str, Write] = {
    "gift": lambda items: write_gift(items, SKILLS).encode(),
    "moodle": lambda items: write_moodle(items, SKILLS),
    "qti-2.1": lambda items: write_qti(items, QTI_2),
    "qti-3.0": lambda items: write_qti(items, QTI_3),
}
every_format = pytest.mark.parametrize("write", FORMATS.values(), ids=FORMATS)


def again(write: Write, items: list[Item]) -> list[Item]:
    """Return items as they come back from a file, of which nothing was left out."""
    found = read_questions(write(items))
    assert found.report.remarks == []
    return [
        one.item.model_copy(update={"id": one.key, "skills": dict(one.skills)})
        for one in found.items
    ]


@every_format
@settings(max_examples=60)
@given(items=banks)
def test_items_come_back_as_they_were(write: Write, items: list[Item]) -> None:
    assert again(write, items) == items


@every_format
@pytest.mark.parametrize("bank", shipped_banks().values(), ids=lambda bank: bank.id)
def test_a_shipped_bank_comes_back_as_it_was(bank: ItemBank, write: Write) -> None:
    assert again(write, list(bank.items)) == list(bank.items)
