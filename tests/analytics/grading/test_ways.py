"""Something that is sent the other way is told from the same in other words."""

import pytest

from analytics.grading.ways import sent_back

WATER = "Water moves through a membrane from a dilute to a concentrated solution."
HEAT = "Heat flows from the hot body to the cold one."


@pytest.mark.parametrize(
    ("reference", "answer", "place"),
    [
        (
            WATER,
            "water moves from a concentrated to a dilute solution through a membrane",
            "from a concentrated to a dilute solution",
        ),
        (HEAT, "it goes to the hot body from the cold one", "to the hot body from the cold one"),
        (HEAT, "from cold to hot.", "from cold to hot"),
    ],
)
def test_the_way_back_is_named(reference: str, answer: str, place: str) -> None:
    found = sent_back([reference], answer)
    assert found is not None
    assert answer[slice(*found)] == place


@pytest.mark.parametrize(
    ("references", "answer"),
    [
        ([WATER], "it moves from the dilute solution into the concentrated one"),
        ([HEAT], "to the cold one from the hot one"),
        ([HEAT], "from the sun to the earth"),
        ([HEAT], "it flows"),
        (["It is hot."], "from cold to hot"),
        ([HEAT, "Cold is taken from the cold body to the hot one."], "from cold to hot"),
    ],
)
def test_the_same_way_and_a_third_one_are_not(references: list[str], answer: str) -> None:
    assert sent_back(references, answer) is None
