"""Makes marked-up text plain, and tells what has no place in plain text."""

import re
from collections.abc import Callable, Mapping
from html.parser import HTMLParser

Take = Callable[[str, str], str | None]
"""Takes a picture; returns what stands in its place in the text, None where it is missing."""

_NOT_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_BREAK = re.compile(r"\r\n|[\r\x85\u2028\u2029]")
_MARKED_UP = re.compile(
    r"</?(?:p|br|div|span|b|i|u|em|strong|su[bp]|h[1-6]|[ou]l|li|img|a|table|t[rdh]|code|pre"
    r"|audio|video|font|math)\b[^<>]*>|&(?:#\d+|#x[0-9a-f]+|nbsp|lt|gt|amp|quot);",
    re.IGNORECASE,
)
_BLOCKS = frozenset({"p", "div", "br", "ul", "ol", "table", "tr", "pre", "blockquote"})
_BLOCKS_ALL = _BLOCKS | {f"h{n}" for n in range(1, 7)}
_MEDIA = frozenset({"img", "audio", "video", "object", "iframe", "embed", "svg", "canvas"})
_UNSEEN = frozenset({"script", "style", "head", "title"})
_RAISED = str.maketrans("0123456789+-=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ")
_LOWERED = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")


def clean(text: str) -> str:
    """Return a text without what no file can carry, newlines alike, no space around it."""
    return _NOT_TEXT.sub("", _BREAK.sub("\n", text)).strip()


def keep_none(_address: str, _alt: str) -> str | None:
    """Take no picture."""
    return None


def is_marked_up(text: str) -> bool:
    """Tell whether a text has HTML's tags or entities in it."""
    return _MARKED_UP.search(text) is not None


def plain(marked_up: str, take: Take = keep_none) -> tuple[str, tuple[str, ...]]:
    """Return HTML as plain text, and the kinds of media that are missing in it.

    `take` is offered each picture by its address and description.
    """
    reader = _Reader(take)
    reader.feed(marked_up)
    reader.close()
    lines = [re.sub(r"[ \t\xa0]+", " ", line).strip() for line in reader.text.split("\n")]
    whole = re.sub(r"\n{3,}", "\n\n", "\n".join(lines))
    return whole.strip(), tuple(dict.fromkeys(reader.media))


class _Reader(HTMLParser):
    """Collects the text of a page; tags become line breaks, scripts nothing."""

    def __init__(self, take: Take) -> None:
        super().__init__(convert_charrefs=True)
        self._take = take
        self.text = ""
        self.media: list[str] = []
        self._unseen = 0
        self._shift: list[tuple[str, int]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNSEEN:
            self._unseen += 1
        elif tag in {"sup", "sub"}:
            self._shift.append((tag, len(self.text)))
        elif tag in _MEDIA:
            self._show(tag, {name: value or "" for name, value in attrs})
        elif tag == "li":
            self._break("- ")
        elif tag in {"td", "th"}:
            self.text += " "
        elif tag == "br":
            self.text = f"{self.text.rstrip(' ')}\n"
        elif tag in _BLOCKS_ALL:
            self._break()

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        elif self._shift and tag == self._shift[-1][0]:
            _, at = self._shift.pop()
            self.text = self.text[:at] + _shifted(tag, self.text[at:])
        elif tag in _BLOCKS_ALL | {"li"}:
            self._break()

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.text += re.sub(r"[\n\r\t ]+", " ", data)

    def _break(self, begin: str = "") -> None:
        self.text = self.text.rstrip(" ")
        if self.text and not self.text.endswith("\n"):
            self.text += "\n"
        self.text += begin

    def _show(self, tag: str, said: Mapping[str, str]) -> None:
        address, alt = said.get("src", "").strip(), said.get("alt", "")
        instead = self._take(address, alt) if tag == "img" else None
        if instead is None:
            self.media.append(tag)
            instead = f"[{alt}]" if alt.strip() else ""
        self.text += instead


def _shifted(tag: str, text: str) -> str:
    """Return a raised or lowered text in characters that are so themselves, or marked."""
    table = _RAISED if tag == "sup" else _LOWERED
    if text and all(ord(one) in table for one in text):
        return text.translate(table)
    mark = "^" if tag == "sup" else "_"
    return f"{mark}{text}" if len(text) <= 1 else f"{mark}({text})"
