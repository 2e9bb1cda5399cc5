from pathlib import Path
from typing import Any

import pytest
import yaml

from analytics.content import BankError, ItemBank, OrderingItem, load_bank, shipped_banks


def raw_bank(**changes: Any) -> dict[str, Any]:
    return {
        "id": "tiny",
        "version": 1,
        "language": "en",
        "title": "Tiny",
        "subject": "test",
        "skills": [
            {"id": "a", "name": "A"},
            {"id": "b", "name": "B", "prerequisites": ["a"]},
        ],
        "items": [
            {"id": "a1", "kind": "numeric", "skills": {"a": 1}, "prompt": "1+1?", "answer": 2},
            {"id": "b1", "kind": "numeric", "skills": {"b": 1}, "prompt": "2+2?", "answer": 4},
        ],
    } | changes


def saved(folder: Path, raw: object) -> Path:
    path = folder / "bank.yaml"
    path.write_text(yaml.safe_dump(raw), encoding="utf-8")
    return path


def test_a_whole_bank_is_read(tmp_path: Path) -> None:
    bank = load_bank(saved(tmp_path, raw_bank()))
    assert set(bank.items_by_id) == {"a1", "b1"}
    assert bank.skills_by_id["b"].prerequisites == ("a",)


SKILL_A = {"id": "a", "name": "A", "prerequisites": ["b"]}
SKILL_B = {"id": "b", "name": "B", "prerequisites": ["a"]}
IDLE = {"id": "c", "name": "C"}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"skills": [SKILL_A, SKILL_B]}, "run in a circle"),
        ({"skills": [SKILL_B]}, "unknown"),
        ({"skills": [*raw_bank()["skills"], IDLE]}, "'c' has no item"),
        ({"items": raw_bank()["items"] * 2}, "'a1' is there twice"),
        ({"surprise": 1}, "surprise"),
    ],
)
def test_a_broken_bank_says_what_is_wrong(
    tmp_path: Path, changes: dict[str, Any], words: str
) -> None:
    with pytest.raises(BankError, match=words):
        load_bank(saved(tmp_path, raw_bank(**changes)))


def test_a_missing_file_is_a_bank_error(tmp_path: Path) -> None:
    with pytest.raises(BankError, match="nowhere"):
        load_bank(tmp_path / "nowhere.yaml")


def test_weights_over_one_are_refused(tmp_path: Path) -> None:
    heavy = raw_bank()["items"][0] | {"skills": {"a": 0.8, "b": 0.8}}
    with pytest.raises(BankError, match="more than 1"):
        load_bank(saved(tmp_path, raw_bank(items=[heavy])))


def test_a_plan_over_some_skills_leaves_the_others_out() -> None:
    bank = ItemBank.model_validate(raw_bank())
    plan = bank.plan(("b",))
    assert [s.id for s in plan.skills] == ["b"]
    assert plan.skills[0].prerequisites == ()
    assert [i.id for i in plan.items] == ["b1"]


def test_a_plan_over_an_unknown_skill_is_refused() -> None:
    with pytest.raises(BankError, match="unknown skills"):
        ItemBank.model_validate(raw_bank()).plan(("z",))


def test_every_shipped_bank_is_worth_showing() -> None:
    banks = shipped_banks()
    assert {bank.language for bank in banks.values()} == {"en", "zh"}
    for bank in banks.values():
        assert len(bank.skills) >= 12
        assert len(bank.items) >= 60
        plan = bank.plan()
        assert all(plan.items_by_skill[s.id] for s in plan.skills)
        assert {i.kind for i in bank.items} >= {"short_answer", "numeric", "multiple_choice"}


def test_the_ids_of_shipped_parts_tell_nothing_of_their_order() -> None:
    items = [item for bank in shipped_banks().values() for item in bank.items]
    orders = [[part.id for part in one.parts] for one in items if isinstance(one, OrderingItem)]
    assert orders
    assert all(ids not in (sorted(ids), sorted(ids, reverse=True)) for ids in orders)
