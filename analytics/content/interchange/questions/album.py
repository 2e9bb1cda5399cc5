"""The pictures of a question on their way in: opened, looked at, kept or told."""

import base64
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import unquote

from analytics.content.interchange.questions.found import FoundItems, Source
from analytics.content.interchange.report import RemarkCode
from analytics.content.pictures import PICTURES_MAX, Picture, PictureError, read_picture

KEPT_MAX, OPENED_MAX, TRIED_MAX = 4 * 2**20, 64 * 2**20, 20
"""How many bytes of pictures are kept and looked at of a file; how many pictures of a question."""

Open = Callable[[str], bytes | None]
"""Returns the bytes that an address in a file names; None where there is no such picture."""

_WITHIN = re.compile(r"data:[^,]{0,100};base64,(.*)", re.DOTALL)


def nothing(_address: str) -> bytes | None:
    """Open no picture: there is none in the file."""
    return None


def decoded(text: str) -> bytes:
    """Return the bytes that base64 stands for; none where it is no base64."""
    try:
        return base64.b64decode(text)
    except ValueError:
        return b""


@dataclass(slots=True)
class Album:
    """The pictures of one text of a question, in its order.

    Attributes:
        most: how many there is room for.
        full: what is told of one more.
    """

    found: FoundItems
    source: Source
    open: Open = nothing
    most: int = PICTURES_MAX
    full: RemarkCode = "pictures_many"
    kept: list[Picture] = field(default_factory=list)
    _said: dict[str, str] = field(default_factory=dict)
    _told: set[tuple[RemarkCode, *tuple[str, ...]]] = field(default_factory=set)

    @property
    def dumped(self) -> list[dict[str, Any]]:
        """Return its pictures as an item's body has them."""
        return [one.model_dump() for one in self.kept]

    def another(self, opened: Open) -> "Album":
        """Return an empty album for another text of the question."""
        return Album(self.found, self.source, opened, _told=self._told)

    def of_option(self, opened: Open) -> "Album":
        """Return an empty album for an option of the question, or what choosing it tells."""
        return replace(self.another(opened), most=1, full="option_pictures")

    @property
    def one(self) -> Picture | None:
        """Return the picture of an option, if it has one."""
        return self.kept[0] if self.kept else None

    def take(self, address: str, alt: str) -> str | None:
        """Keep a picture; return what stands in its place in the text, None if it is missing.

        What is wrong with it is told. The same address again is the same picture.
        """
        if address in self._said:
            return self._said[address]
        name = "" if address.startswith("data:") else unquote(address).rpartition("/")[2][:100]
        said = f"[{alt}]" if alt.strip() else ""
        if refused := self._refused():
            self._note(*refused)
            return said
        raw = self._opened(address)
        if raw is None:
            return None
        self._said[address] = "" if self._keep(raw, alt, name) else said
        return self._said[address]

    def _opened(self, address: str) -> bytes | None:
        within = _WITHIN.match(address)
        raw = decoded(within[1]) if within else self.open(address)
        self.found.opened += len(raw or b"")
        return raw

    def _refused(self) -> tuple[RemarkCode, str] | None:
        """Return why no more pictures are looked at."""
        if len(self.kept) >= self.most or len(self._said) >= TRIED_MAX:
            return (self.full, str(self.most))
        if self.found.opened > OPENED_MAX:
            return ("pictures_heavy", str(KEPT_MAX // 2**20))
        return None

    def _keep(self, raw: bytes, alt: str, name: str) -> bool:
        try:
            picture = read_picture(raw, alt)
        except PictureError as error:
            self._note(error.code, name)
            return False
        if picture.digest in {one.digest for one in self.kept}:
            return True
        whole = {**self.found.pictures, picture.digest: raw}
        if sum(map(len, whole.values())) > KEPT_MAX:
            self._note("pictures_heavy", str(KEPT_MAX // 2**20), name)
            return False
        if not picture.alt:
            self._note("picture_without_alt", name)
        self.found.pictures[picture.digest] = raw
        self.kept.append(picture)
        return True

    def _note(self, code: RemarkCode, *facts: str) -> None:
        if (code, *facts) not in self._told:
            self._told.add((code, *facts))
            self.found.report.note(self.source.place, code, *facts)
