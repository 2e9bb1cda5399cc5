"""Reads the questions of a Moodle XML file as items (docs.moodle.org, "Moodle XML format")."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from analytics.content.interchange.questions.album import Album, Open, decoded
from analytics.content.interchange.questions.bodies import (
    FULL,
    Answer,
    choice_body,
    number_body,
    order_body,
    select_body,
    truth_body,
    words_body,
)
from analytics.content.interchange.questions.cloze_text import read_cloze
from analytics.content.interchange.questions.extras import read_extras
from analytics.content.interchange.questions.found import FoundItems, Source
from analytics.content.interchange.questions.gift import category_named
from analytics.content.interchange.questions.order_words import CHOOSING, note_order
from analytics.content.interchange.questions.plain_text import (
    Take,
    is_marked_up,
    keep_none,
    plain,
)
from analytics.content.interchange.questions.xml_tree import EMBEDDED, Node
from analytics.content.pictures import Picture

_PLUGIN_FILE = "@@PLUGINFILE@@"
_TOLD_TO_ALL = ("correctfeedback", "partiallycorrectfeedback", "incorrectfeedback")
Head = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class _Reading:
    """One question on its way into what was found."""

    found: FoundItems
    source: Source
    node: Node
    album: Album

    def prompt(self) -> str:
        """Return the text of the question as plain text; its pictures go into the album."""
        node = self.node.first("questiontext")
        return "" if node is None else self.told(node, _raw(node), self.album.take)

    def text(self, node: Node | None) -> str:
        """Return an element's text as plain text; what is missing in it is told."""
        return "" if node is None else self.told(node, _raw(node))

    def told(self, node: Node, said: str, take: Take = keep_none) -> str:
        """Return some text as plain text, marked up as an element's text is."""
        text, media = _read_text(node, said, take)
        for kind in media:
            self.found.report.note(self.source.place, "media_missing", kind)
        return text

    def answers(self) -> list[Answer]:
        """Return the answers with their shares, in the order of the file."""
        return [self._answer(one) for one in self.node.all("answer")]

    def options(self) -> list[Answer]:
        """Return the answers of a choice, each with its pictures."""
        return [self._option(one) for one in self.node.all("answer")]

    def help(self, name: str, *nodes: Node) -> dict[str, object]:
        """Return the first that says something as a field, and its pictures as another.

        There are none where the file does not speak of the field at all.
        """
        for node in nodes:
            album = self.album.another(_files_of(node))
            said = self.told(node, _raw(node), album.take)
            if said or album.kept:
                return {name: said, f"{name}_pictures": album.dumped}
        return {f"{name}_pictures": []} if name in self.source.extras else {}

    def _option(self, node: Node) -> Answer:
        text, picture = self._pictured(node)
        feedback, of_feedback = self._pictured(node.first("feedback"))
        share = _share(node)
        return Answer(text, share, feedback, picture=picture, feedback_picture=of_feedback)

    def _pictured(self, node: Node | None) -> tuple[str, Picture | None]:
        """Return a text and its picture, both of an option."""
        if node is None:
            return "", None
        album = self.album.of_option(_files_of(node))
        return self.told(node, _raw(node), album.take), album.one

    def _answer(self, node: Node) -> Answer:
        feedback = self.text(node.first("feedback"))
        return Answer(self.text(node), _share(node), feedback, _under(node, "tolerance"))


def read_moodle(root: Node) -> FoundItems:
    """Return what a Moodle XML file says; `root` is its element `quiz`."""
    found, group = FoundItems(), ""
    for node in root.all("question"):
        kind = node.attributes.get("type", "")
        if kind == "category":
            category = node.first("category")
            group = category_named(_raw(category)) if category is not None else ""
        else:
            source = _source(node, group)
            album = Album(found, source, _files_of(node.first("questiontext")))
            _read(_Reading(found, source, node, album), kind)
    return found


def _read(reading: _Reading, kind: str) -> None:
    make = _KINDS.get(kind)
    if make is None:
        reading.found.lose(reading.source, "left_out_kind", kind or "?")
        return
    body = make(reading, _head(reading))
    if body is not None:
        reading.found.take(reading.source, {**body, "pictures": reading.album.dumped})


def _read_text(node: Node, said: str, take: Take = keep_none) -> tuple[str, tuple[str, ...]]:
    """Return some text as plain text, marked up as an element's is, and what is missing in it."""
    format_ = node.attributes.get("format", "moodle_auto_format")
    guessed = format_ == "moodle_auto_format" and is_marked_up(said)
    if format_ != "html" and not guessed:
        return said.strip(), ()
    return plain(said, take)


def _files_of(text: Node | None) -> Open:
    """Return what opens the files that a text has inside (Moodle's PLUGINFILE)."""
    files = {
        f"{one.attributes.get('path', '/').strip('/')}/{one.attributes.get('name', '')}": one
        for one in (text.all(EMBEDDED) if text is not None else ())
    }

    def opened(address: str) -> bytes | None:
        begin, _, name = unquote(address).partition("?")[0].partition("/")
        folder, _, file = name.rpartition("/")
        one = files.get(f"{folder}/{file}") if begin == _PLUGIN_FILE else None
        return None if one is None else decoded(one.text())

    return opened


def _source(node: Node, group: str) -> Source:
    name = node.first("name")
    title = _raw(name).strip() if name is not None else ""
    tags = node.first("tags")
    return Source(
        place=f"{node.line}: {title}".removesuffix(": "),
        key=_under(node, "idnumber"),
        title=title,
        group=group,
        tags=tuple(_raw(tag).strip() for tag in tags.all("tag")) if tags is not None else (),
        extras=read_extras(node.note) if node.note else {},
    )


def _head(reading: _Reading) -> Head:
    node, head = reading.node, {"prompt": reading.prompt()}
    hints = [one for one in node.all("hint") if any(_read_text(one, _raw(one)))]
    if more := "; ".join(filter(None, map(reading.text, hints[1:]))):
        reading.found.report.note(reading.source.place, "more_hints", more[:200])
    for one in node.all(*_TOLD_TO_ALL):
        # It has no place here; what is more than its words is told as missing.
        reading.text(one)
    worked = reading.help("worked", *node.all("generalfeedback"))
    return {**head, **worked, **reading.help("hint", *hints[:1])}


def _choice(reading: _Reading, head: Head) -> dict[str, Any] | None:
    make = select_body if _under(reading.node, "single") in {"false", "0"} else choice_body
    return make(reading.found, reading.source, head, reading.options())


def _truth(reading: _Reading, head: Head) -> dict[str, Any] | None:
    answers = {one.text.casefold(): one for one in reading.options()}
    if set(answers) != {"true", "false"}:
        return _choice(reading, head)
    true, false = answers["true"], answers["false"]
    return truth_body(head, (true, false), right=true.share >= FULL)


def _words(reading: _Reading, head: Head) -> dict[str, Any] | None:
    if _under(reading.node, "usecase") == "1":
        reading.found.report.note(reading.source.place, "case_ignored")
    return words_body(reading.found, reading.source, head, reading.answers())


def _number(reading: _Reading, head: Head) -> dict[str, Any] | None:
    body = number_body(reading.found, reading.source, head, reading.answers())
    units = reading.node.first("units")
    if body is None or units is None:
        return body
    for unit in units.all("unit"):
        name = _under(unit, "unit_name")
        if _under(unit, "multiplier") in {"", "1", "1.0"} and 0 < len(name) <= 32:
            return {**body, "unit": name}
    return body


def _essay(reading: _Reading, head: Head) -> dict[str, Any] | None:
    notes = reading.text(reading.node.first("graderinfo"))
    if not notes:
        reading.found.lose(reading.source, "left_out_no_answer")
        return None
    if reading.source.extras:
        return {**head, "kind": "short_answer", "references": notes.split("\n")}
    reading.found.report.note(reading.source.place, "notes_as_answer")
    return {**head, "kind": "short_answer", "references": [notes]}


def _order(reading: _Reading, head: Head) -> dict[str, Any]:
    answers, node = reading.answers(), reading.node
    asked = len(answers)
    if _under(node, "selecttype") in CHOOSING and _under(node, "selectcount").isdecimal():
        asked = int(_under(node, "selectcount"))
    marking, all_asked = _under(node, "gradingtype"), asked >= len(answers)
    note_order(reading.found, reading.source, marking, all_asked=all_asked)
    if any(one.feedback for one in answers):
        reading.found.report.note(reading.source.place, "feedback_dropped")
    return order_body(head, [one.text for one in answers])


def _cloze(reading: _Reading, head: Head) -> dict[str, Any] | None:
    node = reading.node.first("questiontext")
    if node is None:
        return {**head, "kind": "cloze", "gaps": []}
    read = read_cloze(reading.found, reading.source, _raw(node))
    if not read.is_readable:
        return None
    if not read.gaps:
        reading.found.lose(reading.source, "left_out_no_answer")
        return None
    prompt = reading.told(node, read.text, reading.album.take)
    return {**head, "kind": "cloze", "prompt": prompt, "gaps": read.gaps}


def _share(answer: Node) -> float:
    try:
        return float(answer.attributes.get("fraction", "0")) / 100
    except ValueError:
        return 0.0


def _raw(node: Node) -> str:
    """Return the text of an element `text` inside, or of the element itself."""
    inner = node.first("text")
    return inner.text() if inner is not None else "".join(_own(node)).strip()


def _own(node: Node) -> list[str]:
    return [part for part in node.parts if isinstance(part, str)]


def _under(node: Node, name: str) -> str:
    inner = node.first(name)
    return _raw(inner) if inner is not None else ""


_KINDS: Mapping[str, Callable[[_Reading, Head], dict[str, Any] | None]] = {
    "multichoice": _choice,
    "truefalse": _truth,
    "shortanswer": _words,
    "numerical": _number,
    "essay": _essay,
    "ordering": _order,
    "cloze": _cloze,
    "multianswer": _cloze,
}
