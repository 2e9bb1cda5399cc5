"""Pictures are what their bytes say."""

import struct
import zlib

import pytest

from analytics.content.pictures import BYTES_MAX, PictureError, read_picture
from tests.analytics.content.drawn import EXTENDED, GIF, JPEG, LOSSLESS, PNG, SVG, WEBP

KINDS = {
    "png": (PNG, "image/png"),
    "jpeg": (JPEG, "image/jpeg"),
    "gif": (GIF, "image/gif"),
    "webp": (WEBP, "image/webp"),
    "webp-lossless": (LOSSLESS, "image/webp"),
    "webp-extended": (EXTENDED, "image/webp"),
}
every_kind = pytest.mark.parametrize(("raw", "kind"), KINDS.values(), ids=KINDS)


def sized(width: int, height: int) -> bytes:
    """Return a PNG that says to be so wide and high."""
    head = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = [head, b"IEND"]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(one) - 4) + one + struct.pack(">I", zlib.crc32(one)) for one in chunks
    )


def fault(raw: bytes) -> str:
    with pytest.raises(PictureError) as refused:
        read_picture(raw)
    return refused.value.code


@every_kind
def test_a_picture_says_its_kind_and_size(raw: bytes, kind: str) -> None:
    picture = read_picture(raw, " A red\n field ")
    assert (picture.media_type, picture.width, picture.height) == (kind, 3, 2)
    assert picture.alt == "A red field"


@every_kind
def test_a_picture_that_is_cut_off_anywhere_is_refused(raw: bytes, kind: str) -> None:
    assert {fault(raw[:n]) for n in range(12, len(raw))} == {"picture_broken"}


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "picture_kind"),
        (b"MZ\x90\x00 a program called x.png", "picture_kind"),
        (b"<html><script>alert(1)</script>", "picture_kind"),
        (SVG, "picture_svg"),
        (b"\xef\xbb\xbf<SVG onload='alert(1)'/>", "picture_svg"),
        (PNG + b"\0" * BYTES_MAX, "picture_big"),
        (sized(10_001, 1), "picture_wide"),
        (sized(9_000, 9_000), "picture_wide"),
        (sized(0, 5), "picture_broken"),
        (PNG[:20] + b"\1" + PNG[21:], "picture_broken"),
        (GIF.replace(b",", b"?"), "picture_broken"),
        (JPEG.replace(b"\xff\xc0", b"\xff\xc4"), "picture_broken"),
    ],
)
def test_what_is_no_picture_to_keep_is_refused(raw: bytes, code: str) -> None:
    assert fault(raw) == code
