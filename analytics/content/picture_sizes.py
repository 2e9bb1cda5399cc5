"""Reads how wide and high a picture is, and whether it is there to its end.

Nothing is decoded: a reader of pictures is a large thing to hand strangers' bytes to. Walked
is what holds the points together, by W3C PNG (3rd ed., 5), ITU-T T.81 (annex B), GIF89a
(17 to 27) and RFC 9649 (WebP).

BrokenPicture    it is cut off or says nothing of its size; permanent
"""

import struct
import zlib
from collections.abc import Callable, Mapping

Size = tuple[int, int]
"""Width and height in points."""

_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""JPEG's markers of a frame: SOF0 to SOF15 without DHT, JPG and DAC."""


class BrokenPicture(ValueError):
    """A picture that is cut off or says nothing of its size."""


def size_of(raw: bytes) -> Size:
    """Return the size of a PNG, JPEG, GIF or WebP.

    Raises:
        BrokenPicture: it is not whole.
    """
    read = next(read for begin, read in _READERS.items() if raw.startswith(begin))
    try:
        size = read(raw)
    except (struct.error, IndexError) as error:
        raise BrokenPicture from error
    if min(size) < 1:
        raise BrokenPicture
    return size


def _png(raw: bytes) -> Size:
    at, size = 8, (0, 0)
    while True:
        length, kind = struct.unpack_from(">I4s", raw, at)
        body = raw[at + 4 : at + 8 + length]
        [check] = struct.unpack_from(">I", raw, at + 8 + length)
        if zlib.crc32(body) != check or (at == 8) != (kind == b"IHDR"):
            raise BrokenPicture
        if kind == b"IHDR":
            size = struct.unpack_from(">II", body, 4)
        if kind == b"IEND":
            return size
        at += 12 + length


def _jpeg(raw: bytes) -> Size:
    at = 2
    while True:
        if raw[at] != 0xFF:
            raise BrokenPicture
        marker = raw[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        [length] = struct.unpack_from(">H", raw, at + 2)
        if marker in _FRAMES:
            height, width = struct.unpack_from(">HH", raw, at + 5)
            if b"\xff\xd9" not in raw[at:]:
                raise BrokenPicture
            return width, height
        at += 2 + length


def _gif(raw: bytes) -> Size:
    width, height, packed = struct.unpack_from("<HHB", raw, 6)
    at = 13 + _table(packed)
    while raw[at] != 0x3B:
        if raw[at] == 0x2C:
            at += 11 + _table(raw[at + 9])
        elif raw[at] == 0x21:
            at += 2
        else:
            raise BrokenPicture
        while raw[at]:
            at += 1 + raw[at]
        at += 1
    return width, height


def _table(packed: int) -> int:
    """Return how many bytes a table of colours takes."""
    return 3 * 2 ** (packed % 8 + 1) if packed & 0x80 else 0


def _webp(raw: bytes) -> Size:
    whole, _, kind = struct.unpack_from("<I4s4s", raw, 4)
    if len(raw) < 8 + whole:
        raise BrokenPicture
    if kind == b"VP8X":
        wide, high = raw[24:27], raw[27:30]
        return 1 + int.from_bytes(wide, "little"), 1 + int.from_bytes(high, "little")
    if kind == b"VP8L" and raw[20] == 0x2F:
        [packed] = struct.unpack_from("<I", raw, 21)
        return 1 + packed % 2**14, 1 + (packed >> 14) % 2**14
    if kind == b"VP8 " and raw[23:26] == b"\x9d\x01\x2a":
        width, height = struct.unpack_from("<HH", raw, 26)
        return width % 2**14, height % 2**14
    raise BrokenPicture


_READERS: Mapping[bytes, Callable[[bytes], Size]] = {
    b"\x89PNG": _png,
    b"\xff\xd8": _jpeg,
    b"GIF8": _gif,
    b"RIFF": _webp,
}
