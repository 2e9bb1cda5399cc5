"""Questions that leave as GIFT are read by a parser that others made."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from analytics.content import ItemBank, MultipleChoiceItem, NumericItem, shipped_banks
from analytics.content.interchange.questions.gift_writing import write_gift

pytestmark = pytest.mark.e2e

HERE = Path(__file__).parent
READ = """
const text = require("fs").readFileSync(0, "utf8");
console.log(JSON.stringify(require("gift-pegjs").parse(text)));
"""
UNKNOWN_THERE = ("ordering", "cloze")
"""Moodle has them by a plugin and in another syntax, GIFT as it is defined has not."""


@pytest.mark.parametrize("bank", shipped_banks().values(), ids=lambda bank: bank.id)
def test_questions_and_answers_are_the_same_there(bank: ItemBank) -> None:
    items = [item for item in bank.items if item.kind not in UNKNOWN_THERE]
    text = write_gift(items, bank.skills_by_id)
    told = subprocess.run(
        ["node", "-e", READ], input=text, capture_output=True, text=True, check=True, cwd=HERE
    )
    read: dict[str, Any] = {one["id"]: one for one in json.loads(told.stdout) if one.get("id")}
    assert list(read) == [item.id for item in items]
    for item in items:
        there = read[item.id]
        assert " ".join(there["stem"]["text"].split()) == " ".join(item.prompt.split())
        if isinstance(item, NumericItem):
            assert there["choices"]["number"] == item.answer
        if isinstance(item, MultipleChoiceItem):
            right = [one["text"]["text"] for one in there["choices"] if one["isCorrect"]]
            assert right == [one.text for one in item.options if one.id == item.correct]
