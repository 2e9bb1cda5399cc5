"""Pictures of options come in from Moodle XML and QTI, and go out again."""

import base64
from collections.abc import Sequence

import pytest

from analytics.content import MultipleChoiceItem, MultipleSelectItem, Option
from analytics.content.interchange.questions import album
from analytics.content.interchange.questions.found import FoundItems
from analytics.content.interchange.questions.gift_writing import has_room
from analytics.content.interchange.questions.reading import read_questions
from analytics.content.pictures import read_picture
from analytics.content.skill_graph import health
from tests.analytics.content.drawn import GIF, JPEG, PNG, SVG
from tests.analytics.content.questions.test_item_pictures import WRITERS, Write, codes, package

RED, BLUE = read_picture(PNG, 'A "red" field, 3 < 4'), read_picture(GIF, "A blue one")
QTI = (
    '<qti-assessment-item identifier="x" title="X"><qti-response-declaration identifier="R" '
    'cardinality="single" base-type="identifier"><qti-correct-response><qti-value>b</qti-value>'
    "</qti-correct-response></qti-response-declaration><qti-item-body>"
    '<qti-choice-interaction response-identifier="R"><qti-prompt>Which?</qti-prompt>'
    '<qti-simple-choice identifier="a"><img src="{0}" alt="Red"/></qti-simple-choice>'
    '<qti-simple-choice identifier="b">Blue <img src="{1}" alt=""/></qti-simple-choice>'
    "</qti-choice-interaction></qti-item-body></qti-assessment-item>"
)


def answer(text: str, *files: bytes, share: int = 0) -> str:
    """Return an answer of Moodle XML; its files are called by their places."""
    inside = "".join(
        f'<file name="{n}.png" path="/" encoding="base64">{base64.b64encode(raw).decode()}</file>'
        for n, raw in enumerate(files)
    )
    said = f"<text><![CDATA[{text}]]></text>{inside}<feedback><text>So.</text></feedback>"
    return f'<answer fraction="{share}" format="html">{said}</answer>'


def image(n: int, alt: str = "") -> str:
    return f'<img src="@@PLUGINFILE@@/{n}.png" alt="{alt}">'


def moodle(*answers: str) -> FoundItems:
    text = "<questiontext><text>Which?</text></questiontext>"
    return read_questions(
        f'<quiz><question type="multichoice">{text}{"".join(answers)}</question></quiz>'.encode()
    )


def options(found: FoundItems) -> Sequence[Option]:
    [one] = found.items
    assert isinstance(one.item, MultipleChoiceItem)
    return one.item.options


def test_each_option_of_moodle_has_the_picture_of_its_own_file() -> None:
    found = moodle(
        answer(f"<p>Red {image(0, 'A field')}</p>", PNG, share=100), answer(image(0), GIF)
    )
    red, other = options(found)
    assert (red.text, red.picture, red.feedback) == ("Red", read_picture(PNG, "A field"), "So.")
    assert (other.text, other.picture) == ("B", read_picture(GIF))
    assert set(found.items[0].pictures.values()) == {PNG, GIF}
    assert found.items[0].item.pictures == ()
    assert codes(found) == ["picture_without_alt"]


def test_options_of_a_package_have_their_pictures() -> None:
    files = {"items/x.xml": QTI.format("../a.png", "../b.gif"), "a.png": PNG, "b.gif": GIF}
    found = read_questions(package(files))
    red, blue = options(found)
    assert (red.text, red.picture) == ("A", read_picture(PNG, "Red"))
    assert (blue.text, blue.picture) == ("Blue", read_picture(GIF))


def test_what_does_not_fit_into_an_option_is_told() -> None:
    two = answer(f"Two {image(0, 'x')}{image(1, 'y')}", PNG, JPEG, share=100)
    found = moodle(two, answer(f"Drawn {image(0, 'z')}", SVG), answer(f"Gone {image(3, 'g')}"))
    assert codes(found) == ["option_pictures", "picture_svg", "media_missing"]
    assert [(one.text, one.picture) for one in options(found)] == [
        ("Two [y]", read_picture(PNG, "x")),
        ("Drawn [z]", None),
        ("Gone [g]", None),
    ]


def test_pictures_of_options_count_among_those_of_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(album, "KEPT_MAX", len(PNG))
    found = moodle(answer(f"A {image(0, 'x')}", PNG, share=100), answer(f"B {image(0, 'y')}", GIF))
    assert codes(found) == ["pictures_heavy"]
    assert [bool(one.picture) for one in options(found)] == [True, False]


@pytest.mark.parametrize("write", WRITERS.values(), ids=WRITERS)
@pytest.mark.parametrize("correct", ["o2", ("o1", "o2")])
def test_pictures_of_options_go_out_and_come_back(
    write: Write, correct: str | tuple[str, ...]
) -> None:
    item = _item(correct)
    found = read_questions(write([item], {RED.digest: PNG, BLUE.digest: GIF}))
    assert codes(found) == []
    [one] = found.items
    assert one.item.model_copy(update={"id": "own-1", "skills": {"heat": 1.0}}) == item
    assert set(one.pictures.values()) == {PNG, GIF}


@pytest.mark.parametrize("write", WRITERS.values(), ids=WRITERS)
def test_an_option_whose_picture_is_gone_keeps_its_words(write: Write) -> None:
    assert [
        (one.text, one.picture) for one in options(read_questions(write([_item("o2")], {})))
    ] == [
        ("A", None),
        ("b < c\nd", None),
        ("Neither", None),
    ]


def test_gift_has_no_room_for_a_picture_of_an_option_and_one_without_words_is_no_sound_item() -> (
    None
):
    item = _item("o2")
    assert not has_room(item)
    assert health([], [item]).undescribed == ()
    bare = item.model_copy(
        update={"options": (item.options[0].model_copy(update={"picture": read_picture(PNG)}),)}
    )
    assert health([], [bare]).undescribed == ("own-1",)


def _item(correct: str | tuple[str, ...]) -> MultipleChoiceItem | MultipleSelectItem:
    head = {"id": "own-1", "skills": {"heat": 1.0}, "prompt": "Which?", "tries": 1}
    given = (
        Option(id="o1", text="A", picture=RED),
        Option(id="o2", text="b < c\nd", feedback="Yes.", picture=BLUE),
        Option(id="o3", text="Neither"),
    )
    if isinstance(correct, str):
        return MultipleChoiceItem(**head, options=given, correct=correct)
    return MultipleSelectItem(**head, options=given, correct=correct)
