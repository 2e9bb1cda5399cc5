"""Pictures of questions come in from Moodle XML and QTI, go out again, and do no harm."""

import base64
import io
import zipfile
from collections.abc import Callable, Mapping, Sequence

import pytest
from pydantic import TypeAdapter

from analytics.content import Item
from analytics.content.interchange.questions import album
from analytics.content.interchange.questions.found import FoundItems
from analytics.content.interchange.questions.moodle_writing import write_moodle
from analytics.content.interchange.questions.qti import QTI_2, QTI_3
from analytics.content.interchange.questions.qti_writing import write_qti
from analytics.content.interchange.questions.reading import read_questions
from analytics.content.interchange.report import UnreadableFile
from analytics.content.pictures import BYTES_MAX, read_picture
from tests.analytics.content.drawn import GIF, JPEG, PNG, SVG, WEBP
from tests.analytics.content.questions.made import SKILLS

MOODLE = """\
<quiz><question type="{kind}"><name><text>Q</text></name>
  <questiontext format="html"><text><![CDATA[{text}]]></text>{files}</questiontext>
  <answer fraction="100" format="plain_text"><text>red</text></answer>
</question></quiz>
"""
ITEM = (
    '<qti-assessment-item identifier="x" title="X"><qti-item-body><p>Which? {image}</p>'
    '<qti-text-entry-interaction response-identifier="R"/></qti-item-body>'
    '<qti-response-declaration identifier="R" base-type="string"><qti-correct-response>'
    "<qti-value>red</qti-value></qti-correct-response></qti-response-declaration>"
    "</qti-assessment-item>"
)
RUBRIC = {"text": "Yes", "points": 1}
OPTIONS = [{"id": "o1", "text": "a < b"}, {"id": "o2", "text": "c"}]
GAPS = [{"answers": ["a~b"]}, {"answers": ["x"], "wrong": ["y <"]}]
Write = Callable[[Sequence[Item], Mapping[str, bytes]], bytes]
WRITERS: dict[str, Write] = {
    "moodle": lambda items, raw: write_moodle(items, SKILLS, raw),
    "qti-2.1": lambda items, raw: write_qti(items, QTI_2, raw),
    "qti-3.0": lambda items, raw: write_qti(items, QTI_3, raw),
}


def moodle(text: str, files: Mapping[str, bytes], kind: str = "shortanswer") -> FoundItems:
    """Read a question of Moodle XML with files inside."""
    inside = "".join(
        f'<file name="{name}" path="/" encoding="base64">{base64.b64encode(raw).decode()}</file>'
        for name, raw in files.items()
    )
    return read_questions(MOODLE.format(kind=kind, text=text, files=inside).encode())


def package(files: Mapping[str, bytes | str]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, raw in files.items():
            archive.writestr(name, raw)
    return packed.getvalue()


def qti(address: str, files: Mapping[str, bytes]) -> FoundItems:
    """Read a package of one item in a folder, with a picture at an address."""
    image = f'<img src="{address}" alt="A field"/>'
    return read_questions(package({"items/x.xml": ITEM.format(image=image), **files}))


def codes(found: FoundItems) -> list[str]:
    return [remark.code for remark in found.report.remarks]


def test_pictures_of_moodle_come_along_with_their_descriptions() -> None:
    found = moodle(
        '<p>Which <img src="@@PLUGINFILE@@/a%20b.png" alt="A &lt;red&gt; field"> is it?</p>'
        '<p><img alt="" src="@@PLUGINFILE@@/c.gif"></p>',
        {"a b.png": PNG, "c.gif": GIF},
    )
    [one] = found.items
    assert one.item.prompt == "Which is it?"
    assert one.item.pictures == (read_picture(PNG, "A <red> field"), read_picture(GIF))
    assert set(one.pictures.values()) == {PNG, GIF}
    assert [(r.code, *r.facts) for r in found.report.remarks] == [("picture_without_alt", "c.gif")]


def test_a_picture_of_a_text_with_gaps_is_kept_once() -> None:
    image = '<img src="@@PLUGINFILE@@/a.png" alt="A field">'
    found = moodle(f"<p>It is {{1:SHORTANSWER:=red}}. {image}</p>", {"a.png": PNG}, "cloze")
    [one] = found.items
    assert (one.item.prompt, len(one.item.pictures), codes(found)) == ("It is [1].", 1, [])


def test_a_picture_that_stands_in_the_text_itself_is_read() -> None:
    within = f"data:image/png;base64,{base64.b64encode(PNG).decode()}"
    [one] = moodle(f'<p>Which? <img src="{within}" alt="A field"></p>', {}).items
    assert one.item.pictures == (read_picture(PNG, "A field"),)


@pytest.mark.parametrize("address", ["../img/a.png", "../img/%61.png", "./../img/a.png?x=1"])
def test_pictures_of_a_package_come_along(address: str) -> None:
    found = qti(address, {"img/a.png": PNG})
    [one] = found.items
    assert one.item.pictures == (read_picture(PNG, "A field"),)
    assert (one.item.prompt, codes(found)) == ("Which?", [])


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (SVG, "picture_svg"),
        (b"MZ a program", "picture_kind"),
        (PNG[:-9], "picture_broken"),
        (PNG + b"\0" * BYTES_MAX, "picture_big"),
    ],
)
def test_a_file_that_is_no_picture_is_left_out_and_the_question_kept(raw: bytes, code: str) -> None:
    image = '<img src="@@PLUGINFILE@@/a.png" alt="A field">'
    for found in (
        moodle(f"<p>Which? {image}</p>", {"a.png": raw}),
        qti("a.png", {"items/a.png": raw}),
    ):
        [one] = found.items
        assert (one.item.prompt, one.item.pictures) == ("Which? [A field]", ())
        assert [(r.code, *r.facts) for r in found.report.remarks] == [(code, "a.png")]


@pytest.mark.parametrize(
    "address",
    [
        "../../../../etc/passwd",
        "/etc/passwd",
        "file:///etc/passwd",
        "https://elsewhere.example/a.png",
        "@@PLUGINFILE@@/b.png",
        "a.png",
        "",
    ],
)
def test_a_picture_elsewhere_is_missing_and_never_fetched(address: str) -> None:
    image = f'<img src="{address}" alt="A field">'
    for found in (
        moodle(f"<p>Which? {image}</p>", {"a.png": PNG}),
        qti(address, {"img/a.png": PNG}),
    ):
        assert codes(found) == ["media_missing"]
        assert found.items[0].item.pictures == ()


@pytest.mark.parametrize("name", ["../a.png", "/tmp/a.png", "x\\a.png"])
def test_a_package_that_leads_out_of_itself_is_refused(name: str) -> None:
    with pytest.raises(UnreadableFile) as refused:
        qti("a.png", {name: PNG})
    assert refused.value.code == "file_unsafe"


def test_a_picture_that_unpacks_to_too_much_is_unpacked_only_so_far(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    read: list[int] = []
    whole = zipfile.ZipExtFile.read

    def counted(file: zipfile.ZipExtFile, n: int = -1) -> bytes:
        raw = whole(file, n)
        read.append(len(raw))
        return raw

    monkeypatch.setattr(zipfile.ZipExtFile, "read", counted)
    found = qti("../bomb.png", {"bomb.png": PNG + b"\0" * 40 * 2**20})
    assert codes(found) == ["picture_big"]
    assert max(read) == BYTES_MAX + 1


def test_a_question_has_four_pictures_and_a_file_so_many_bytes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    files = {f"{n}.gif": GIF[:-1] + bytes([0x21, 0xFE, 1, n, 0, 0x3B]) for n in range(6)}
    text = "".join(f'<img src="@@PLUGINFILE@@/{name}" alt="A field">' for name in files)
    found = moodle(f"<p>Which? {text}</p>", files)
    assert len(found.items[0].item.pictures) == 4
    assert codes(found) == ["pictures_many"]
    monkeypatch.setattr(album, "KEPT_MAX", 2 * len(files["0.gif"]))
    found = moodle(f"<p>Which? {text}</p>", files)
    assert len(found.items[0].item.pictures) == 2
    assert set(codes(found)) == {"pictures_heavy"}


def test_no_more_is_looked_at_than_fits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(album, "OPENED_MAX", len(PNG) // 2)
    files = {"a.png": PNG[:-9], "b.png": PNG}
    text = "".join(f'<img src="@@PLUGINFILE@@/{name}" alt="A field">' for name in files)
    assert codes(moodle(f"<p>Which? {text}</p>", files)) == ["picture_broken", "pictures_heavy"]


def test_text_is_bounded_while_files_inside_are_not_counted() -> None:
    big = PNG + b"\0" * (BYTES_MAX - len(PNG))
    image = '<img src="@@PLUGINFILE@@/a.png" alt="A field">'
    found = moodle(f"<p>Which? {image}</p>", {"a.png": big, "b.png": big, "c.png": big})
    assert len(found.items[0].item.pictures) == 1
    for raw in (MOODLE.format(kind="essay", text="x" * 2**21, files=""), "Why?{=x}" + "x" * 2**21):
        with pytest.raises(UnreadableFile) as refused:
            read_questions(raw.encode())
        assert refused.value.code == "file_too_big"


@pytest.mark.parametrize("write", WRITERS.values(), ids=WRITERS)
@pytest.mark.parametrize("kind", ["words", "choice", "order", "gaps", "number"])
def test_pictures_go_out_and_come_back(write: Write, kind: str) -> None:
    raws = [PNG, JPEG, WEBP]
    shown = tuple(read_picture(raw, 'A "red" field, 3 < 4') for raw in raws)
    item = _item(kind).model_copy(update={"pictures": shown})
    found = read_questions(write([item], {p.digest: r for p, r in zip(shown, raws, strict=True)}))
    assert codes(found) == []
    [one] = found.items
    assert one.item.model_copy(update={"id": "own-1", "skills": {"heat": 1.0}}) == item
    assert list(one.pictures.values()) == raws


@pytest.mark.parametrize("write", WRITERS.values(), ids=WRITERS)
def test_a_picture_whose_bytes_are_gone_is_left_out(write: Write) -> None:
    item = _item("words").model_copy(update={"pictures": (read_picture(PNG, "A field"),)})
    [one] = read_questions(write([item], {})).items
    assert (one.item.prompt, one.item.pictures) == (item.prompt, ())


def _item(kind: str) -> Item:
    made: TypeAdapter[Item] = TypeAdapter(Item)
    head = {"id": "own-1", "skills": {"heat": 1.0}, "prompt": "Is 1 < 2 & so?\nSay \\n."}
    bodies = {
        "words": {"kind": "short_answer", "references": ["Yes"], "rubric": [RUBRIC]},
        "choice": {"kind": "multiple_choice", "options": OPTIONS, "correct": "o2"},
        "order": {"kind": "ordering", "parts": OPTIONS},
        "gaps": {"kind": "cloze", "prompt": "1 < [1] & so <b>\n[2]", "gaps": GAPS},
        "number": {"kind": "numeric", "answer": 2.0},
    }
    return made.validate_python({**head, **bodies[kind]})
