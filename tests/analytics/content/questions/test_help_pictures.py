"""Pictures of hints, solutions and feedback come in from Moodle XML and QTI, and go out again."""

import base64
import io
import zipfile
from collections.abc import Mapping

import pytest

from analytics.content import Item, MultipleChoiceItem, NumericItem, Option
from analytics.content.interchange.questions.found import FoundItems
from analytics.content.interchange.questions.gift_writing import has_room
from analytics.content.interchange.questions.reading import read_questions
from analytics.content.item_pictures import digests_in, pictures_of
from analytics.content.pictures import read_picture
from analytics.content.skill_graph import health
from tests.analytics.content.drawn import GIF, JPEG, PNG, SVG, WEBP
from tests.analytics.content.questions.test_item_pictures import WRITERS, Write, codes, package

RAWS = {read_picture(raw).digest: raw for raw in (PNG, GIF, JPEG, WEBP)}
HINT, WORKED = read_picture(PNG, 'A "red" field'), read_picture(GIF, "A < b")
TOLD, MORE = read_picture(JPEG, "Why not"), read_picture(WEBP, "More")
QTI = (
    '<qti-assessment-item identifier="x" title="X"><qti-response-declaration identifier="R" '
    'cardinality="single" base-type="identifier"><qti-correct-response><qti-value>b</qti-value>'
    "</qti-correct-response></qti-response-declaration><qti-item-body>"
    '<qti-choice-interaction response-identifier="R"><qti-prompt>Which?</qti-prompt>'
    '<qti-simple-choice identifier="a">Red<qti-feedback-inline identifier="a">No. '
    '<img src="../a.png" alt="Red"/></qti-feedback-inline></qti-simple-choice>'
    '<qti-simple-choice identifier="b">Blue</qti-simple-choice></qti-choice-interaction>'
    '</qti-item-body><qti-modal-feedback identifier="b"><qti-content-body><p>Yes.'
    '<img src="../b.gif" alt=""/></p></qti-content-body></qti-modal-feedback>'
    "</qti-assessment-item>"
)


def part(name: str, text: str, *files: bytes) -> str:
    """Return an element of Moodle XML with a picture for each of its files."""
    shown = "".join(f'<img src="@@PLUGINFILE@@/{n}" alt="F{n}">' for n in range(len(files)))
    inside = "".join(
        f'<file name="{n}" path="/" encoding="base64">{base64.b64encode(raw).decode()}</file>'
        for n, raw in enumerate(files)
    )
    said = f"<text><![CDATA[<p>{text}</p>{shown}]]></text>"
    return f'<{name} format="html">{said}{inside}</{name}>'


def moodle(*parts: str, kind: str = "multichoice", told: str = "") -> FoundItems:
    """Read a question of Moodle XML; `told` is what its wrong answer has inside."""
    text = "<questiontext><text>Which?</text></questiontext>"
    names = ("true", "false") if kind == "truefalse" else ("Red", "Blue")
    answers = "".join(
        f'<answer fraction="{share}"><text>{name}</text>{inside}</answer>'
        for name, share, inside in zip(names, (100, 0), ("", told), strict=True)
    )
    question = f'<question type="{kind}">{text}{"".join(parts)}{answers}</question>'
    return read_questions(f"<quiz>{question}</quiz>".encode())


def choice(found: FoundItems) -> MultipleChoiceItem:
    [one] = found.items
    assert isinstance(one.item, MultipleChoiceItem)
    return one.item


def test_pictures_of_a_hint_a_solution_and_feedback_come_from_moodle() -> None:
    found = moodle(
        part("hint", "Look.", PNG),
        part("generalfeedback", "So it is.", GIF, JPEG),
        told=part("feedback", "No.", WEBP),
    )
    item = choice(found)
    assert (item.hint, item.hint_pictures) == ("Look.", (read_picture(PNG, "F0"),))
    assert item.worked == "So it is."
    assert item.worked_pictures == (read_picture(GIF, "F0"), read_picture(JPEG, "F1"))
    assert item.options[0].feedback_picture is None
    assert item.options[1].feedback == "No."
    assert item.options[1].feedback_picture == read_picture(WEBP, "F0")
    assert (item.pictures, codes(found)) == ((), [])
    assert found.items[0].pictures == RAWS


def test_what_true_and_false_tell_has_its_pictures() -> None:
    item = choice(moodle(kind="truefalse", told=part("feedback", "No.", PNG)))
    assert [(one.text, one.feedback, one.feedback_picture) for one in item.options] == [
        ("True", "", None),
        ("False", "No.", read_picture(PNG, "F0")),
    ]


def test_a_hint_may_be_a_picture_and_the_next_one_is_told() -> None:
    found = moodle(part("hint", "", PNG), part("hint", "Think.", GIF))
    item = choice(found)
    assert (item.hint, item.has_hint, item.hint_pictures) == ("", True, (read_picture(PNG, "F0"),))
    assert codes(found) == ["media_missing", "more_hints"]
    assert not choice(moodle(part("hint", ""))).has_hint


def test_a_picture_that_has_no_place_here_is_told() -> None:
    for name in ("correctfeedback", "partiallycorrectfeedback", "incorrectfeedback"):
        assert codes(moodle(part(name, "Hm.", PNG))) == ["media_missing"]
    assert codes(moodle(part("correctfeedback", "Your answer is correct."))) == []
    words = moodle(kind="shortanswer", told=part("feedback", "No.", PNG))
    assert codes(words) == ["media_missing", "partial_marks", "feedback_dropped"]


def test_what_is_no_picture_or_too_many_is_told_once_where_it_stands() -> None:
    drawn = moodle(part("hint", "Look.", SVG))
    assert (codes(drawn), choice(drawn).hint) == (["picture_svg"], "Look.\n[F0]")
    two = moodle(told=part("feedback", "No.", PNG, GIF))
    assert (codes(two), choice(two).options[1].feedback) == (["option_pictures"], "No.\n[F1]")
    five = moodle(part("generalfeedback", "So.", PNG, GIF, JPEG, WEBP, PNG))
    assert codes(five) == ["pictures_many"]
    assert len(choice(five).worked_pictures) == 4


def test_feedback_of_a_package_has_its_pictures() -> None:
    found = read_questions(package({"items/x.xml": QTI, "a.png": PNG, "b.gif": GIF}))
    red, blue = choice(found).options
    assert (red.text, red.feedback) == ("Red", "No.")
    assert (red.picture, red.feedback_picture) == (None, read_picture(PNG, "Red"))
    assert (blue.feedback, blue.feedback_picture) == ("Yes.", read_picture(GIF))
    assert codes(found) == ["picture_without_alt"]


@pytest.mark.parametrize("write", WRITERS.values(), ids=WRITERS)
@pytest.mark.parametrize("kind", ["choice", "number", "bare"])
def test_they_go_out_and_come_back(write: Write, kind: str) -> None:
    item = _item(kind)
    found = read_questions(write([item], RAWS))
    assert codes(found) == []
    [one] = found.items
    assert one.item.model_copy(update={"id": "own-1", "skills": {"heat": 1.0}}) == item
    assert set(one.pictures) == digests_in(item.model_dump())


@pytest.mark.parametrize("write", WRITERS.values(), ids=WRITERS)
def test_those_whose_bytes_are_gone_are_left_out(write: Write) -> None:
    [one] = read_questions(write([_item("choice")], {})).items
    assert pictures_of(one.item) == ()
    assert (one.item.hint, one.item.worked) == ("Look.", "So 1 < 2.\nYes.")


@pytest.mark.parametrize("write", WRITERS.values(), ids=WRITERS)
def test_a_file_of_ours_says_that_there_are_none(write: Write) -> None:
    item = NumericItem(id="own-1", skills={"heat": 1.0}, prompt="How many?", answer=2.0)
    [one] = read_questions(write([item], RAWS)).items
    assert {"hint_pictures", "worked_pictures"} <= one.item.model_fields_set


@pytest.mark.parametrize("write", [WRITERS["qti-2.1"], WRITERS["qti-3.0"]])
def test_a_note_alone_makes_no_picture(write: Write) -> None:
    whole = write([_item("number")], RAWS)
    gone = _repacked(whole, {f"pictures/{HINT.name}": None})
    found = read_questions(gone)
    assert codes(found) == ["media_missing"]
    assert found.items[0].item.hint_pictures == ()
    other = read_questions(_repacked(whole, {f"pictures/{HINT.name}": JPEG})).items[0]
    assert other.item.hint_pictures == (read_picture(JPEG, HINT.alt),)
    assert set(other.pictures.values()) == {JPEG, GIF}


@pytest.mark.parametrize("said", ['"no"', '[1, {"digest": "../../etc/passwd"}]', "{}"])
def test_a_note_that_names_nonsense_does_no_harm(said: str) -> None:
    note = f'<?signpost {{"hint": "Look.", "hint_pictures": {said}}}?>'
    text = QTI.replace("<qti-response-declaration", f"{note}<qti-response-declaration", 1)
    item = choice(read_questions(package({"x.xml": text})))
    assert (item.hint, item.hint_pictures) == ("Look.", ())


def test_gift_has_no_room_for_them_and_one_without_words_is_no_sound_item() -> None:
    item = _item("number")
    assert not has_room(item)
    assert health([], [item]).undescribed == ()
    bare = item.model_copy(update={"worked_pictures": (read_picture(GIF),)})
    assert health([], [bare]).undescribed == ("own-1",)


def _item(kind: str) -> Item:
    head = {"id": "own-1", "skills": {"heat": 1.0}, "prompt": "Which?"}
    shown = {"hint_pictures": (HINT,), "worked_pictures": (WORKED, MORE)}
    said = {"hint": "Look.", "worked": "So 1 < 2.\nYes."}
    if kind == "bare":
        return NumericItem(**head, **shown, answer=2.0)
    if kind == "number":
        return NumericItem(
            **head, **said, hint_pictures=(HINT,), worked_pictures=(WORKED,), answer=2.0
        )
    given = (
        Option(id="o1", text="A", feedback="No\nno.", feedback_picture=TOLD),
        Option(id="o2", text="B", picture=HINT, feedback_picture=WORKED),
    )
    return MultipleChoiceItem(**head, **said, **shown, options=given, correct="o2")


def _repacked(raw: bytes, files: Mapping[str, bytes | None]) -> bytes:
    """Return a package with some of its files changed, or without them."""
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        there = {name: archive.read(name) for name in archive.namelist()}
    return package({name: body for name, body in {**there, **files}.items() if body is not None})
