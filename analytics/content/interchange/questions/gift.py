r"""Moodle's GIFT, cut into its questions.

Grammar: docs.moodle.org, "GIFT format". A blank line ends a question, "//" begins a
comment line, "$CATEGORY:" names where the next questions stand, and a backslash takes the
meaning off ~ = # { } : and makes \n a line break.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from analytics.content.interchange.questions.extras import MARK, read_extras
from analytics.content.interchange.questions.found import Source
from analytics.content.interchange.questions.plain_text import clean, is_marked_up, plain

SPECIAL = "\\~=#{}:"
_NOTE = f"{MARK}: "
_ESCAPED = re.compile(r"\\([\\~=#{}:n])")
# Noncharacters stand for escaped marks while a question is cut up.
_HIDDEN = {mark: chr(0xFDD0 + n) for n, mark in enumerate("\\~=#{}:n")}
_SHOWN = {ord(hidden): "\n" if mark == "n" else mark for mark, hidden in _HIDDEN.items()}
_FORMAT = re.compile(r"\s*\[(html|plain|markdown|moodle)\]", re.IGNORECASE)
_TITLE = re.compile(r"\s*::(.*?)::", re.DOTALL)
_ID = re.compile(r"\[id:((?:\\\]|[^\[\]])+)\]")
_PAIRS = re.compile(r"[^{}]*(?:\{[^{}]*\}[^{}]*)+")
_TAG = re.compile(r"\[tag:((?:\\\]|[^\[\]<>`])+)\]")


@dataclass(slots=True)
class _Lines:
    """Lines that belong together, `first` the number of the first one of its text."""

    first: int = 0
    text: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class GiftQuestion:
    """A question cut up; escaped marks are hidden until `said` shows them.

    Attributes:
        before, after: its text around the answers.
        answers: between the braces; None for a text without any.
        worked: the feedback that everybody gets.
        markup: "html", "plain", "markdown" or "moodle".
        is_closed: whether its braces belong together.
        is_single: whether there is no more than one pair of them, as GIFT has it.
    """

    source: Source
    before: str
    after: str = ""
    answers: str | None = None
    worked: str = ""
    markup: str = "moodle"
    is_closed: bool = True
    is_single: bool = True


def questions_of(text: str) -> Iterator[GiftQuestion]:
    """Return the questions of a GIFT file in its order."""
    group = ""
    lines = _Lines()
    for number, line in enumerate([*clean(text).split("\n"), ""], 1 + _skipped(text)):
        bare = line.strip()
        if bare.startswith("//"):
            lines.comments.append(bare[2:].strip())
        elif bare.startswith("$CATEGORY:"):
            group = category_named(bare.removeprefix("$CATEGORY:"))
        elif bare:
            lines.first = lines.first or number
            lines.text.append(line)
        elif lines.text:
            yield _cut(lines, group)
            lines = _Lines()


def said_part(raw: str, markup: str) -> tuple[str, tuple[str, ...]]:
    """Return a part that may name its own markup, as `said` does."""
    named = _FORMAT.match(raw)
    return said(raw[named.end() :], named[1].lower()) if named else said(raw, markup)


def said(raw: str, markup: str) -> tuple[str, tuple[str, ...]]:
    """Return a text of a question as plain text, and the kinds of media missing in it."""
    shown = raw.translate(_SHOWN)
    if markup == "html" or (markup == "moodle" and is_marked_up(shown)):
        return plain(shown)
    return shown.strip(), ()


def _cut(lines: _Lines, group: str) -> GiftQuestion:
    text = _ESCAPED.sub(lambda found: _HIDDEN[found[1]], "\n".join(lines.text))
    title, markup = "", "moodle"
    if named := _TITLE.match(text):
        title, text = named[1].translate(_SHOWN).strip(), text[named.end() :]
    if marked := _FORMAT.match(text):
        markup, text = marked[1].lower(), text[marked.end() :]
    source = _source(lines, title, group)
    start, end = text.find("{"), text.find("}")
    if start < 0 and end < 0:
        return GiftQuestion(source, text, markup=markup)
    if not _PAIRS.fullmatch(text):
        return GiftQuestion(source, text, markup=markup, is_closed=False)
    if text.count("{") > 1:
        return GiftQuestion(source, text, markup=markup, is_single=False)
    answers, _, worked = text[start + 1 : end].partition("####")
    after = text[end + 1 :]
    return GiftQuestion(source, text[:start], after, answers.strip(), worked, markup)


def _source(lines: _Lines, title: str, group: str) -> Source:
    comment = "\n".join(one for one in lines.comments if not one.startswith(_NOTE))
    notes = [one.removeprefix(_NOTE) for one in lines.comments if one.startswith(_NOTE)]
    named = _ID.search(comment)
    return Source(
        place=f"{lines.first}: {title}".removesuffix(": "),
        key=named[1].replace("\\]", "]").strip() if named else "",
        title=title,
        group=group,
        tags=tuple(tag.replace("\\]", "]").strip() for tag in _TAG.findall(comment)),
        extras=read_extras(notes[-1]) if notes else {},
    )


def _skipped(text: str) -> int:
    """Return how many empty lines a file begins with."""
    begin = text[: len(text) - len(text.lstrip())]
    return begin.replace("\r\n", "\n").replace("\r", "\n").count("\n")


def category_named(path: str) -> str:
    """Return a category's path without the parts that name Moodle's own places."""
    parts = [part.replace("\0", "/").strip() for part in path.replace("//", "\0").split("/")]
    return " / ".join(p for p in parts if p and p != "top" and not re.fullmatch(r"\$.*\$", p))
