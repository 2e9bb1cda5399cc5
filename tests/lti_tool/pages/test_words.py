"""Every code has its sentence, in every language; pages hold no inline code."""

import re
from io import BytesIO
from pathlib import Path
from typing import get_args

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask

import analytics.grading
import lti_tool
from analytics.events import KINDS, Reason
from analytics.grading.findings import Note
from analytics.paths import ReasonCode
from analytics.paths.teaching import OFFERED
from lti_tool.errors import Refused
from lti_tool.views import grade_words, note_words, policy_words, words

HERE = Path(lti_tool.__file__).parent
ZH = HERE / "translations" / "zh" / "LC_MESSAGES"
HOW = [("**.py", "python"), ("templates/**.html", "jinja2")]


def chinese() -> Catalog:
    """Return the Chinese catalogue."""
    with (ZH / "messages.po").open("rb") as file:
        return read_po(file, locale="zh")


def test_every_sentence_of_the_code_is_in_chinese() -> None:
    plain = {"gettext", "lazy_gettext", "_", "N_"}
    keywords = {**dict.fromkeys(plain), "ngettext": (1, 2)}
    said = {
        message if isinstance(message, str) else message[0]
        for _, _, message, _, _ in extract_from_dir(HERE, HOW, keywords=keywords)
    }
    catalogue = chinese()
    lost = [one for one in said if not (catalogue.get(one) and catalogue.get(one).string)]
    assert lost == []


def test_placeholders_survive_translation() -> None:
    for message in chinese():
        if not message.id or isinstance(message.id, tuple):
            continue
        names = set(re.findall(r"%\(\w+\)s", message.id))
        assert names == set(re.findall(r"%\(\w+\)s", str(message.string))), message.id


def test_the_compiled_catalogue_is_current() -> None:
    made = BytesIO()
    write_mo(made, chinese())
    assert made.getvalue() == (ZH / "messages.mo").read_bytes()


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("code", get_args(ReasonCode))
def test_every_reason_has_words(app: Flask, code: ReasonCode, language: str) -> None:
    reason = Reason(code=code, skill_id="heat", mastery=0.4, prerequisite_of=("energy",))
    with app.test_request_context(f"/?lang={language}"):
        said = words.reason_words(reason, {"heat": "Heat", "energy": "Energy"})
        bare = words.reason_words(Reason(code=code), {})
    assert said
    assert bare
    assert ("Heat" in said) == (code not in {"all_reached", "waiting"})


@pytest.mark.parametrize("name", OFFERED)
def test_every_offered_policy_has_a_name_and_says_what_it_does(app: Flask, name: str) -> None:
    with app.test_request_context("/"):
        assert policy_words.policy_name(name) != name
        assert policy_words.policy_meaning(name)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_event_has_a_name(app: Flask, kind: str) -> None:
    with app.test_request_context("/"):
        assert words.event_words(kind) != kind


def test_every_refusal_of_the_code_has_words(app: Flask) -> None:
    code = "".join(path.read_text() for path in HERE.rglob("*.py"))
    raised = set(re.findall(r"(?<!\w)Refused\(\"(\w+)\"", code))
    assert raised
    with app.test_request_context("/"):
        for one in raised:
            assert words.refusal_words(Refused(one, most=3, length=4))


def test_every_note_of_the_grading_code_has_words(app: Flask) -> None:
    grading = Path(analytics.grading.__file__).parent
    sources = [grading / "feedback.py", *(grading / "checkers").glob("*.py")]
    code = "".join(path.read_text() for path in sources)
    plain = set(re.findall(r'(?:code=|code = |UnreadableFormula\()"(\w+)"', code))
    units = set(re.findall(r'"(unit_\w+|equation_\w+)"', code))
    assert {"say_more", "number_close", "formula_unclosed"} <= plain
    with app.test_request_context("/"):
        for one in plain | units:
            note = Note(code=one, facts={"said": "so", "mask": "s•", "letters": 2, "count": 1})
            assert note_words.note_words(note), one
        assert note_words.note_words(Note(code="from_tomorrow")) == ""


@pytest.mark.parametrize("path", sorted((HERE / "templates").rglob("*.html")), ids=str)
def test_no_template_holds_inline_code(path: Path) -> None:
    text = path.read_text()
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", text)
    for tag in re.findall(r"<script[^>]*>", text):
        assert "src=" in tag
    assert "|safe" not in text.replace(" ", "")


def test_an_unsure_model_states_no_verdict(app: Flask) -> None:
    with app.test_request_context():
        assert grade_words.label_words("correct", 0.5) == "Probably right"
        assert grade_words.label_words("correct", 0.9) == "Correct"
        assert grade_words.label_words("contradictory", 0.4).startswith("Perhaps")
        assert (
            grade_words.label_tone("contradictory", 0.4)
            == grade_words.label_tone("correct", 0.5)
            == "part"
        )


@pytest.mark.parametrize(
    ("confidence", "words"),
    [(0.999, "very sure (99%)"), (0.7, "fairly sure (70%)"), (0.4, "not sure (40%)")],
)
def test_a_model_is_never_shown_as_wholly_sure(app: Flask, confidence: float, words: str) -> None:
    with app.test_request_context():
        assert grade_words.sureness(confidence) == words


def test_a_checker_or_teacher_is_never_worded_as_unsure(app: Flask) -> None:
    with app.test_request_context():
        assert grade_words.label_words("correct") == "Correct"
        assert grade_words.label_tone("irrelevant") == "poor"
