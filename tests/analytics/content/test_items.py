from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from analytics.content import Item, ShortAnswerItem

ITEM: TypeAdapter[Item] = TypeAdapter(Item)
OLD = {
    "id": "i",
    "kind": "short_answer",
    "skills": {"s": 1.0},
    "prompt": "Why?",
    "references": ["Because."],
    "rubric": [{"text": "says why", "points": 1}],
}
APART = [
    {"text": "the cause", "points": 2, "references": ["Heat makes it move."]},
    {"text": "the effect", "points": 1, "references": ["It melts."]},
]


def short(**changes: Any) -> ShortAnswerItem:
    return ShortAnswerItem.model_validate({**OLD, **changes})


def test_an_item_stored_before_criteria_were_judged_apart_still_loads() -> None:
    item = ITEM.validate_python(OLD)
    assert isinstance(item, ShortAnswerItem)
    assert (item.criteria, item.key_terms) == ((), ())


def test_criteria_with_references_of_their_own_are_judged_apart() -> None:
    assert [criterion.points for criterion in short(rubric=APART).criteria] == [2, 1]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"rubric": [*APART, {"text": "bare", "points": 1}]}, "'bare' has no references"),
        ({"key_terms": [{"term": "Ice"}, {"term": "ice"}]}, "'ice' is there twice"),
        ({"key_terms": [{"term": ""}]}, "at least 1 character"),
        ({"most_without_terms": 1.5}, "less than or equal to 1"),
        ({"rubric": [{"text": "x", "points": 0, "references": ["y"]}]}, "greater than 0"),
        ({"tries": 0}, "greater than or equal to 1"),
    ],
)
def test_a_broken_item_says_what_is_wrong(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        short(**changes)


@pytest.mark.parametrize(
    "body",
    [
        {"kind": "expression", "answer": "2x+6", "form": "expanded"},
        {"kind": "numeric", "answer": 5, "relative_tolerance": 0.1, "significant_figures": 2},
        {"kind": "short_answer", "references": ["a"], "rubric": APART,
         "key_terms": [{"term": "heat", "variants": ["thermal energy"]}]},
    ],
)  # fmt: skip
def test_an_item_comes_back_from_json_as_it_was(body: dict[str, Any]) -> None:
    base = {"id": "i", "skills": {"s": 1.0}, "prompt": "?"}
    item = ITEM.validate_python({**base, **body})
    assert ITEM.validate_json(item.model_dump_json()) == item
