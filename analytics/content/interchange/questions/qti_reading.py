"""Reads an item of QTI 2 or 3 as one of ours (IMS QTI 2.1 information model, 1EdTech QTI 3.0)."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count
from typing import Any

from pydantic import ValidationError

from analytics.content.gap_marks import GAP_MARK
from analytics.content.interchange.questions.album import Album, Open, nothing
from analytics.content.interchange.questions.bodies import (
    Answer,
    choice_body,
    number_body,
    order_body,
    plain_words_body,
    select_body,
)
from analytics.content.interchange.questions.cloze_text import choice_gap, gap_body, number_gap
from analytics.content.interchange.questions.extras import read_extras
from analytics.content.interchange.questions.found import FoundItems, Source
from analytics.content.interchange.questions.plain_text import plain
from analytics.content.interchange.questions.qti import as_version_2
from analytics.content.interchange.questions.qti_marks import (
    shares_declared,
    weight_declared,
    width_ruled,
)
from analytics.content.interchange.questions.qti_pen import picture_path
from analytics.content.interchange.questions.xml_tree import Node, Replace
from analytics.content.item_pictures import HELP_PICTURES
from analytics.content.pictures import Picture

GAP = "_____"
_GAP_HERE = "\ue000"
_ASIDE = ("rubricBlock", "feedbackBlock", "feedbackInline", "templateBlock", "templateInline")
_UNSAID: Mapping[str, Replace] = {name: lambda _node: "" for name in _ASIDE}


@dataclass(frozen=True, slots=True)
class _Reading:
    """One item on its way into what was found; its names are those of version 2."""

    found: FoundItems
    source: Source
    item: Node
    body: Node
    interaction: Node
    album: Album

    @property
    def declared(self) -> Node:
        """Return the declaration of the response, an empty one where there is none."""
        wanted = self.interaction.attributes.get("responseIdentifier")
        declarations = self.item.all("responseDeclaration")
        return next(
            (one for one in declarations if one.attributes.get("identifier") == wanted),
            Node("responseDeclaration", {}, 0),
        )

    def text(self, node: Node) -> str:
        """Return an element's text as plain text; what is missing in it is told."""
        return self._told(plain(node.markup(_UNSAID)))

    def pictured(self, *nodes: Node) -> tuple[str, Picture | None]:
        """Return the text of elements of an option, and its picture."""
        album = self.album.of_option(self.album.open)
        texts = [self._told(plain(one.markup(_UNSAID), album.take)) for one in nodes]
        return " ".join(texts), album.one

    def prompt(self, replace: Mapping[str, Replace]) -> str:
        """Return the text of the item's body as plain text; its pictures go into the album."""
        return self._told(plain(self.body.markup({**_UNSAID, **replace}), self.album.take))

    def _told(self, read: tuple[str, tuple[str, ...]]) -> str:
        text, media = read
        for kind in media:
            self.found.report.note(self.source.place, "media_missing", kind)
        return text


def read_qti_item(found: FoundItems, root: Node, name: str = "", opened: Open = nothing) -> None:
    """Take the item of a root element `assessmentItem` in; `name` is its file's.

    `opened` opens a picture by its address in the item.
    """
    item = as_version_2(root)
    source = _source(item, name)
    body = item.first("itemBody") or Node("itemBody", {}, item.line)
    interactions, album = _interactions(body), Album(found, source, opened)
    kinds = [one.name.removesuffix("Interaction") for one in interactions]
    if _are_gaps(source, kinds):
        reading = _Reading(found, source, item, body, interactions[0], album)
        if cloze := _cloze(reading, interactions):
            found.take(source, {**cloze, **_pictures(album)})
        return
    if len(interactions) != 1 or kinds[0] not in _KINDS:
        found.lose(source, "left_out_kind", " + ".join(kinds) or "description")
        return
    reading = _Reading(found, source, item, body, interactions[0], album)
    made = _KINDS[kinds[0]](reading)
    if made is not None:
        found.take(source, {**made, **_pictures(album)})


def _pictures(album: Album) -> dict[str, object]:
    """Return the pictures of an item, with those that our note says are beside it."""
    extras = album.source.extras
    noted = {name: _noted(album, extras[name]) for name in HELP_PICTURES if name in extras}
    return {"pictures": album.dumped, **noted}


def _noted(album: Album, said: object) -> list[dict[str, object]]:
    """Return pictures that a note names, as the package has them and not as the note says."""
    found = album.another(album.open)
    for one in said if isinstance(said, list) else ():
        try:
            named = Picture.model_validate(one)
        except ValidationError:
            continue
        if found.take(f"../{picture_path(named)}", named.alt) is None:
            found.found.report.note(found.source.place, "media_missing", "img")
    return found.dumped


def _source(item: Node, name: str) -> Source:
    title = item.attributes.get("title", "").strip()
    key = item.attributes.get("identifier", "").strip()
    where = f"{name}:{item.line}" if name else str(item.line)
    return Source(
        place=f"{where}: {title}".removesuffix(": "),
        # An identifier may not begin with a digit; ours may.
        key=key.removeprefix("_") if item.note else key,
        title=title,
        extras=read_extras(item.note) if item.note else {},
    )


def _interactions(node: Node) -> list[Node]:
    found: list[Node] = []
    for part in node.all():
        found += [part] if part.name.endswith("Interaction") else _interactions(part)
    return found


def _prompt(reading: _Reading) -> str:
    """Return the text of the item's body, the interaction's own prompt in its place."""
    name = reading.interaction.name
    prompt = reading.interaction.first("prompt")
    inside = f"<p>{prompt.markup(_UNSAID)}</p>" if prompt is not None else ""
    gap = GAP if name == "textEntryInteraction" else ""
    text = reading.prompt({name: lambda _node: inside or gap})
    return text.removesuffix(gap).rstrip() if gap else text


def _choice(reading: _Reading) -> dict[str, Any] | None:
    shares = shares_declared(reading.declared)
    modal = {one.attributes.get("identifier", ""): one for one in _modal(reading)}
    answers = []
    for option in reading.interaction.all("simpleChoice"):
        name = option.attributes.get("identifier", "")
        inline = option.within("feedbackInline")
        text, picture = reading.pictured(option)
        told, of_told = reading.pictured(*([modal.pop(name)] if name in modal else inline))
        share = shares.get(name, 0.0)
        answers.append(Answer(text, share, told, picture=picture, feedback_picture=of_told))
    _note_left(reading, modal.values())
    several = reading.declared.attributes.get("cardinality") == "multiple"
    make = select_body if several else choice_body
    return make(reading.found, reading.source, {"prompt": _prompt(reading)}, answers)


def _order(reading: _Reading) -> dict[str, Any] | None:
    parts = {
        one.attributes.get("identifier", ""): reading.text(one)
        for one in reading.interaction.all("simpleChoice")
    }
    correct = reading.declared.first("correctResponse")
    right = [one.text() for one in correct.all("value")] if correct is not None else []
    if not right or sorted(right) != sorted(parts):
        reading.found.lose(reading.source, "left_out_order")
        return None
    _note_feedback(reading)
    return order_body({"prompt": _prompt(reading)}, [parts[name] for name in right])


def _entry(reading: _Reading) -> dict[str, Any] | None:
    if reading.declared.attributes.get("baseType") in {"float", "integer"}:
        return _number(reading)
    return _words(reading)


def _are_gaps(source: Source, kinds: Sequence[str]) -> bool:
    """Tell whether an item's interactions are gaps in its text; one alone may be words."""
    several = len(kinds) > 1 or source.extras.get("kind") == "cloze"
    return {*kinds} <= {"textEntry", "inlineChoice"} and (several or "inlineChoice" in kinds)


def _cloze(reading: _Reading, interactions: Sequence[Node]) -> dict[str, Any] | None:
    gaps = []
    for one in interactions:
        gap = _gap(replace(reading, interaction=one))
        if gap is None:
            name = one.attributes.get("responseIdentifier", "")
            reading.found.lose(reading.source, "left_out_gap", name)
            return None
        gaps.append(gap)
    _note_feedback(reading)
    least = min(gap["weight"] for gap in gaps)
    whole = all(gap["weight"] == round(gap["weight"]) for gap in gaps)
    for gap in gaps:
        weight = gap["weight"] if whole else gap["weight"] / least
        gap["weight"] = min(max(round(weight), 1), 100)
    return {"kind": "cloze", "prompt": _marked(reading, interactions), "gaps": gaps}


def _marked(reading: _Reading, interactions: Sequence[Node]) -> str:
    names: Mapping[str, Replace] = {one.name: lambda _node: _GAP_HERE for one in interactions}
    text = GAP_MARK.sub(r"(\1)", reading.prompt(names))
    numbers = count(1)
    return re.sub(_GAP_HERE, lambda _found: f"[{next(numbers)}]", text)


def _gap(reading: _Reading) -> dict[str, Any] | None:
    shares, found, source = shares_declared(reading.declared), reading.found, reading.source
    if reading.interaction.name == "inlineChoiceInteraction":
        options = reading.interaction.all("inlineChoice")
        told = [(one.attributes.get("identifier", ""), reading.text(one)) for one in options]
        answers = [Answer(text, shares.get(name, 0.0)) for name, text in told]
        gap = choice_gap(found, source, answers)
    elif reading.declared.attributes.get("baseType") in {"float", "integer"}:
        width = width_ruled(reading.item, reading.declared)
        answers = [Answer(text, share, "", width) for text, share in shares.items()]
        gap = number_gap(found, source, answers)
    else:
        gap = gap_body(found, source, [Answer(text, share) for text, share in shares.items()])
    return None if gap is None else {**gap, "weight": weight_declared(reading.declared)}


def _number(reading: _Reading) -> dict[str, Any] | None:
    width = width_ruled(reading.item, reading.declared)
    answers = [
        Answer(text, share, "", width) for text, share in shares_declared(reading.declared).items()
    ]
    _note_feedback(reading)
    return number_body(reading.found, reading.source, {"prompt": _prompt(reading)}, answers)


def _words(reading: _Reading) -> dict[str, Any] | None:
    _note_feedback(reading)
    head = {"prompt": _prompt(reading)}
    answers = [Answer(text, share) for text, share in shares_declared(reading.declared).items()]
    notes = "" if answers else _notes(reading)
    if not notes:
        return plain_words_body(reading.found, reading.source, head, answers)
    reading.found.report.note(reading.source.place, "notes_as_answer")
    return {**head, "kind": "short_answer", "references": [notes]}


def _notes(reading: _Reading) -> str:
    blocks = reading.item.within("rubricBlock")
    return " ".join(
        reading.text(one) for one in blocks if "scorer" in one.attributes.get("view", "").split()
    )


def _note_feedback(reading: _Reading) -> None:
    _note_left(reading, _modal(reading))


def _note_left(reading: _Reading, told: Iterable[Node]) -> None:
    """Tell what of an item's feedback has no place here."""
    texts = [reading.text(one) for one in told]
    if any(texts):
        reading.found.report.note(reading.source.place, "feedback_dropped")


def _modal(reading: _Reading) -> Iterator[Node]:
    return reading.item.all("modalFeedback")


_KINDS: Mapping[str, Callable[[_Reading], dict[str, Any] | None]] = {
    "choice": _choice,
    "order": _order,
    "textEntry": _entry,
    "extendedText": _words,
}
