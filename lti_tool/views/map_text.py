"""The names of skills in lines that fit into the boxes of a map."""

import unicodedata

TEXT_PX = 13.0
"""How large the names are."""

_LETTER_EM = 0.61
"""Mean width of a letter; one of a full-width script takes a whole em."""


def in_lines(text: str, room_px: float, most: int) -> tuple[str, ...]:
    """Break a name into lines of at most `room_px`; what is too much is cut.

    A full-width script is broken anywhere, others between words.
    """
    room_em = room_px / TEXT_PX
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
