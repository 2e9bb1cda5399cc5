"""Pictures of items, known by their digest.

PictureError   a file that is no picture to keep; permanent: say its code in words
"""

import hashlib
from collections.abc import Mapping
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from analytics.content.picture_sizes import BrokenPicture, size_of

MediaType = Literal["image/png", "image/jpeg", "image/gif", "image/webp"]
PictureFault = Literal[
    "picture_kind", "picture_svg", "picture_broken", "picture_big", "picture_wide"
]

BYTES_MAX, EDGE_MAX, PIXELS_MAX = 2**20, 10_000, 40_000_000
"""The most that a picture weighs, how long a side is, how many points it has."""

ALT_MAX, PICTURES_MAX = 500, 4
"""How long a description is, and how many pictures stand under a text."""

ENDINGS: dict[MediaType, str] = {
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/gif": "gif",
    "image/webp": "webp",
}

NO_PICTURES: Mapping[str, bytes] = {}
"""The bytes of pictures by digest, where there are none."""


class PictureError(ValueError):
    """A file that is no picture to keep.

    Attributes:
        code: why.
    """

    def __init__(self, code: PictureFault) -> None:
        """Say why."""
        super().__init__(code)
        self.code: PictureFault = code


class Picture(BaseModel):
    """A picture that stands under an item's text.

    Attributes:
        digest: SHA-256 of its bytes, in hexadecimal.
        width, height: in points.
        alt: what it shows, in words; empty where nobody said it yet.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    digest: str = Field(pattern=r"^[0-9a-f]{64}$")
    media_type: MediaType
    width: int = Field(ge=1, le=EDGE_MAX)
    height: int = Field(ge=1, le=EDGE_MAX)
    alt: str = Field(default="", max_length=ALT_MAX)

    @property
    def name(self) -> str:
        """Return the name of its file."""
        return f"{self.digest[:16]}.{ENDINGS[self.media_type]}"


def read_picture(raw: bytes, alt: str = "") -> Picture:
    """Return what a file shows, told by its bytes alone.

    Raises:
        PictureError: it is no PNG, JPEG, GIF or WebP, is cut off, or is too big.
    """
    if len(raw) > BYTES_MAX:
        raise PictureError("picture_big")
    try:
        media_type, (width, height) = _kind(raw), size_of(raw)
    except BrokenPicture as error:
        raise PictureError("picture_broken") from error
    if max(width, height) > EDGE_MAX or width * height > PIXELS_MAX:
        raise PictureError("picture_wide")
    digest = hashlib.sha256(raw).hexdigest()
    said = " ".join(alt.split())[:ALT_MAX]
    return Picture(digest=digest, media_type=media_type, width=width, height=height, alt=said)


def _kind(raw: bytes) -> MediaType:
    if raw.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if raw.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if raw.startswith((b"GIF87a", b"GIF89a")):
        return "image/gif"
    if raw.startswith(b"RIFF") and raw[8:12] == b"WEBP":
        return "image/webp"
    raise PictureError("picture_svg" if b"<svg" in raw[:4_096].lower() else "picture_kind")
