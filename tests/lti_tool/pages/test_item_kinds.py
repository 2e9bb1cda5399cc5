"""How each kind of question is made, asked and tried."""

import html
import re

import pytest

from analytics.content.ordering import part_ids
from tests.lti_tool.pages.conftest import Browser, attempts
from tests.lti_tool.pages.making import GAPS, ORDER, SELECT, form_of, made, put_before
from tests.lti_tool.pages.room import Room


def test_several_chosen_options_are_kept_in_order_and_read_by_their_words(
    teacher: Browser, ada: Browser, room: Room
) -> None:
    item_id = made(teacher, **SELECT)
    put_before(room, "Ada", item_id)
    assert "Choose all that are right." in ada.get().text
    refused = ada.post("answers", answer=["o1", "none"], **form_of(ada))
    assert refused.status_code == 422
    assert re.search(r'type="checkbox" name="answer" value="o1" checked', refused.text)
    sent = ada.post("answers", answer=["o3", "o2", "o1"], **form_of(ada))
    assert sent.status_code == 303
    [attempt] = attempts(room)
    assert attempt.answer == "o1 o2 o3"
    room.streams.run(0.5)
    assert "Ice · Iron · Oil" in ada.get().text
    assert "Iron sinks." in ada.get().text


def test_a_teacher_tries_several_options_by_their_numbers(teacher: Browser) -> None:
    page = html.unescape(teacher.post("questions/try", **SELECT, trial="1, 3").text)
    assert "Correct" in page
    page = html.unescape(teacher.post("questions/try", **SELECT, trial="1").text)
    assert "Partly right" in page


WARM, MELT, BOIL = part_ids(ORDER["part"])  # type: ignore[arg-type]
MIXED = re.compile(r'<option value="(\w+):1"')
CHOSEN = re.compile(r'<option value="(\w+):(\d)" selected>')


def test_parts_are_mixed_for_each_learner_and_stay_as_they_were_put(
    teacher: Browser, ada: Browser, room: Room
) -> None:
    put_before(room, "Ada", made(teacher, **ORDER))
    page = ada.get().text
    mixed = MIXED.findall(page)
    assert sorted(mixed) == sorted([WARM, MELT, BOIL])
    assert mixed != [WARM, MELT, BOIL]
    assert MIXED.findall(ada.get().text) == mixed
    assert CHOSEN.findall(page) == []
    half = [f"{MELT}:1", f"{WARM}:1", ""]
    refused = ada.post("answers", answer=half, **form_of(ada))
    assert refused.status_code == 422
    assert "Give each part a place of its own, from 1 to 3." in html.unescape(refused.text)
    assert sorted(CHOSEN.findall(refused.text)) == sorted([(MELT, "1"), (WARM, "1")])


def test_an_order_is_kept_marked_by_its_pairs_and_told_at_the_last_try(
    teacher: Browser, ada: Browser, room: Room
) -> None:
    item_id = made(teacher, **ORDER, tries="2", worked="Ice melts at 0 °C.")
    for number in (1, 2):
        put_before(room, "Ada", item_id)
        answer = [f"{WARM}:2", f"{BOIL}:3", f"{MELT}:1"]
        assert ada.post("answers", answer=answer, **form_of(ada)).status_code == 303
        attempt = attempts(room)[-1]
        assert (attempt.answer, attempt.number) == (f"{MELT} {WARM} {BOIL}", number)
        room.streams.run(0.4)
        page = html.unescape(ada.get().text)
        assert "Let it melt → Warm the ice → Boil the water" in page
        assert ("The right order" in page) == (number == 2)
        assert ("Ice melts at 0 °C." in page) == (number == 2)
        room.clock.go(1)


@pytest.mark.parametrize(
    ("trial", "words"),
    [
        ("1 2 3", "Correct"),
        ("1, 3, 2", "Of all 3 pairs of parts, 2 are in the right order."),
        ("3 2 1", "Most of it is not in the right order."),
        ("1 2", "A learner could not send this:"),
        ("1 1 2", "A learner could not send this:"),
    ],
)
def test_a_teacher_tries_an_order_by_the_numbers_of_its_parts(
    teacher: Browser, trial: str, words: str
) -> None:
    page = html.unescape(teacher.post("questions/try", **ORDER, trial=trial).text)
    assert words in page


@pytest.mark.parametrize(
    ("parts", "field", "words"),
    [
        (["Warm the ice", " "], "part-2", "Write at least two parts."),
        (["Melt it", "Boil it", "melt  it"], "part-3", "could not tell the two apart"),
        (list("abcdefghijk"), "part-11", "At most 10 fit here."),
        (["Melt it", "b" * 301], "part-2", "at most 300 fit"),
    ],
)
def test_what_is_wrong_with_parts_stands_at_them(
    teacher: Browser, parts: list[str], field: str, words: str
) -> None:
    refused = teacher.post("questions/new", **{**ORDER, "part": parts})
    assert refused.status_code == 422
    page = html.unescape(refused.text)
    [fault] = re.findall(rf'id="fault-{field}">([^<]*)<', page)
    assert words in fault


def test_parts_that_are_changed_or_moved_keep_their_ids(teacher: Browser, room: Room) -> None:
    item_id = made(teacher, **ORDER)
    page = teacher.get(f"questions/{item_id}").text
    assert re.findall(r'name="part_id" value="(\w+)"', page) == [WARM, MELT, BOIL]
    parts = {"part": ["Let it melt", "Warm it", "Warm the ice"], "part_id": [MELT, WARM, ""]}
    assert teacher.post(f"questions/{item_id}", **{**ORDER, **parts}, seen="1").status_code == 303
    page = teacher.get(f"questions/{item_id}").text
    kept = re.findall(r'name="part_id" value="(\w*)"', page)
    assert kept[:2] == [MELT, WARM]
    assert kept[2] not in {"", WARM}


FILLED = re.compile(r'id="gap-(\d)" name="answer"[^>]*? value="([^"]*)"')


def test_gaps_stand_in_their_text_and_keep_what_was_put_into_them(
    teacher: Browser, ada: Browser, room: Room
) -> None:
    put_before(room, "Ada", made(teacher, **GAPS))
    page = ada.get().text
    assert FILLED.findall(page) == [("1", ""), ("2", "")]
    assert re.findall(r"<option>(\w+)</option>", page) == ["cold", "light", "warm"]
    assert re.search(r'Ice melts at <label class="unseen" for="gap-1">Gap 1</label><input', page)
    assert re.search(r"</select>\s*than before\.", page)
    assert "[1]" not in page
    refused = ada.post("answers", answer=["none", "a <b>", "warm"], **form_of(ada))
    assert refused.status_code == 422
    assert "Gap 1 needs a number" in refused.text
    assert FILLED.findall(refused.text) == [("1", "none"), ("2", "a &lt;b&gt;")]
    assert "<option selected>warm</option>" in refused.text


def test_filled_gaps_are_kept_a_line_each_and_told_at_the_last_try(
    teacher: Browser, ada: Browser, room: Room
) -> None:
    item_id = made(teacher, **GAPS, tries="2")
    for number in (1, 2):
        put_before(room, "Ada", item_id)
        sent = ada.post("answers", answer=["0", "", "light"], **form_of(ada))
        assert sent.status_code == 303
        attempt = attempts(room)[-1]
        assert (attempt.answer, attempt.number) == ("0\n\nlight", number)
        room.streams.run(0.5)
        page = html.unescape(ada.get().text)
        assert "[1] 0 · [2] – · [3] light" in page
        assert ("What belongs into the gaps" in page) == (number == 2)
        assert ("liquid / water" in page) == (number == 2)
        room.clock.go(1)


@pytest.mark.parametrize("answer", [["", " ", ""], ["0", "", "", "cold"], ["0", "", "blue"]])
def test_gaps_that_are_not_filled_as_they_can_be_are_refused(
    teacher: Browser, ada: Browser, room: Room, answer: list[str]
) -> None:
    put_before(room, "Ada", made(teacher, **GAPS))
    assert ada.post("answers", answer=answer, **form_of(ada)).status_code == 422
    assert attempts(room) == []


@pytest.mark.parametrize(
    ("trial", "words"),
    [
        ("0\nWATER\ncold", "Correct"),
        ("0\n\ncold", "Not right yet, by the numbers of the gaps: 2."),
        ("8\nice\nlight", "Not right yet, by the numbers of the gaps: 1, 2, 3."),
        ("\n", "A learner could not send this:"),
    ],
)
def test_a_teacher_tries_gaps_a_line_each(teacher: Browser, trial: str, words: str) -> None:
    assert words in html.unescape(teacher.post("questions/try", **GAPS, trial=trial).text)


@pytest.mark.parametrize(
    ("changed", "field", "words"),
    [
        ({"prompt": "Ice melts at [1] and [3]: [2]."}, "prompt", "from [1] to [3]"),
        ({"prompt": "Ice melts."}, "prompt", "the text needs the marks [1] to [3]."),
        ({"gap_answers": ["", "", ""], "gap_wrong": []}, "prompt", "at least one gap."),
        ({"gap_answers": ["0", "ice", ""]}, "gap-3", "Write what is right in this gap."),
        ({"gap_answers": ["0", "ice", "a\nb"]}, "gap-wrong-3", "has one right answer"),
        ({"gap_answers": ["zero", "ice", "cold"]}, "gap-1", "is not one number alone"),
        ({"gap_weight": ["2", "1", "0"]}, "gap-weight-3", "from 1 to 100"),
        ({"gap_answers": ["0", "i" * 121, "cold"]}, "gap-2", "at most 120 fit"),
    ],
)
def test_what_is_wrong_with_gaps_stands_at_them(
    teacher: Browser, changed: dict[str, object], field: str, words: str
) -> None:
    refused = teacher.post("questions/new", **{**GAPS, **changed})
    assert refused.status_code == 422
    [fault] = re.findall(rf'id="fault-{field}">([^<]*)<', html.unescape(refused.text))
    assert words.replace("from [1]", "[1]") in fault
