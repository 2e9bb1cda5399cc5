"""The map of a learner's skills, ready to be drawn."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from lti_tool.services.student_page import SkillPlace
from lti_tool.views.map_layout import Line, Size, lay_out

WIDE = Size(columns=4, width=900, box_width=192, box_height=72, gap=46)
NARROW = Size(columns=2, width=352, box_width=156, box_height=84, gap=40, lane=10, margin=4)

_LETTER_EM = 0.61
"""Mean width of a letter; one of a full-width script takes a whole em."""
_TEXT_PX = 13.0
_BESIDE_PX = 42.0
"""What the sign of the band and the margins take of a box's width."""


@dataclass(frozen=True, slots=True)
class Box:
    """One skill of the map.

    Attributes:
        lines: its name in lines that fit.
    """

    place: SkillPlace
    x: float
    y: float
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SkillMap:
    """A map to be drawn, in its own units."""

    name: str
    size: Size
    height: float
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]


def skill_maps(places: Sequence[SkillPlace]) -> tuple[SkillMap, SkillMap]:
    """Return the map for a wide and for a narrow page."""
    return _drawn("wide", places, WIDE), _drawn("narrow", places, NARROW)


def _drawn(name: str, places: Sequence[SkillPlace], size: Size) -> SkillMap:
    found = lay_out({place.skill.id: place.before for place in places}, size)
    most = 3 if size is NARROW else 2
    boxes = tuple(
        Box(p, *found.boxes[p.skill.id], in_lines(p.skill.name, _room(size), most)) for p in places
    )
    return SkillMap(name, size, found.height, boxes, found.lines)


def _room(size: Size) -> float:
    return (size.box_width - _BESIDE_PX) / _TEXT_PX


def in_lines(text: str, room_em: float, most: int) -> tuple[str, ...]:
    """Break a name into lines of at most `room_em`; what is too much is cut.

    A full-width script is broken anywhere, others between words.
    """
    lines: list[str] = [""]
    for piece in _pieces(text):
        if lines[-1] and _width(lines[-1] + piece.rstrip()) > room_em:
            lines.append("")
        lines[-1] += piece
    kept = [_cut(line.strip(), room_em) for line in lines[:most]]
    if len(lines) > most:
        kept[-1] = _cut(kept[-1] + "…", room_em)
    return tuple(kept)


def _pieces(text: str) -> list[str]:
    found = [""]
    for letter in text:
        if _is_wide(letter):
            found += [letter, ""]
        else:
            found[-1] += letter
            if letter.isspace():
                found.append("")
    return [piece for piece in found if piece]


def _is_wide(letter: str) -> bool:
    return unicodedata.east_asian_width(letter) in "WF"


def _width(text: str) -> float:
    return sum(1.0 if _is_wide(letter) else _LETTER_EM for letter in text)


def _cut(line: str, room_em: float) -> str:
    if _width(line) <= room_em:
        return line
    kept = line.rstrip("…")
    while _width(kept + "…") > room_em:
        kept = kept[:-1]
    return kept + "…"
