"""Opens packages of QTI, which are archives of strangers: sizes are limited, nothing unpacked."""

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import unquote

from analytics.content.interchange.questions.album import Open
from analytics.content.interchange.questions.found import FoundItems, Source
from analytics.content.interchange.questions.qti_reading import read_qti_item
from analytics.content.interchange.questions.xml_tree import Node, read_xml
from analytics.content.interchange.report import UnreadableFile
from analytics.content.pictures import BYTES_MAX

FILES_MAX, FILE_MAX, WHOLE_MAX = 2_000, 2 * 2**20, 64 * 2**20
MANIFEST = "imsmanifest.xml"
_ITEM = re.compile(r"imsqti_(apip)?item_xml|imsqti_item")
_PART = "associatedcontent"
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    NotImplementedError,
    RuntimeError,
    EOFError,
    OSError,
    ValueError,
)


@dataclass(frozen=True, slots=True)
class _Archive:
    """An archive whose names and sizes are harmless."""

    file: zipfile.ZipFile
    names: Mapping[str, zipfile.ZipInfo]

    def read(self, name: str) -> bytes:
        """Return a file of it, at most `FILE_MAX` bytes.

        Raises:
            UnreadableFile: it is bigger, broken or locked.
        """
        raw = self._begun(name, FILE_MAX + 1)
        if len(raw) > FILE_MAX:
            raise UnreadableFile("file_unsafe", name)
        return raw

    def pictures_beside(self, name: str) -> Open:
        """Return what opens a picture by its address in a file of the archive.

        No more is unpacked of one than tells that it is too big; a broken one is empty.
        """

        def opened(address: str) -> bytes | None:
            path = unquote(address).partition("?")[0]
            whole = posixpath.normpath(posixpath.join(posixpath.dirname(name), path))
            if whole not in self.names:
                return None
            try:
                return self._begun(whole, BYTES_MAX + 1)
            except UnreadableFile:
                return b""

        return opened

    def _begun(self, name: str, most: int) -> bytes:
        try:
            with self.file.open(self.names[name]) as opened:
                return opened.read(most)
        except _BROKEN as error:
            raise UnreadableFile("file_not_zip", name) from error


def read_package(raw: bytes) -> FoundItems:
    """Return what the items of a package say; each that cannot be read is told.

    Raises:
        UnreadableFile: it is no archive, names paths outside of itself, or would unpack
            to too much.
    """
    archive = _opened(raw)
    found = FoundItems()
    for name in _item_files(archive, found):
        _take(archive, name, found)
    return found


def _opened(raw: bytes) -> _Archive:
    try:
        file = zipfile.ZipFile(io.BytesIO(raw))
    except _BROKEN as error:
        raise UnreadableFile("file_not_zip") from error
    infos = [info for info in file.infolist() if not info.is_dir()]
    for info in infos:
        if _leads_out(info.filename):
            raise UnreadableFile("file_unsafe", info.filename[:100])
    if len(infos) > FILES_MAX or sum(info.file_size for info in infos) > WHOLE_MAX:
        raise UnreadableFile("file_unsafe")
    return _Archive(file, {info.filename: info for info in infos})


def _leads_out(name: str) -> bool:
    return name.startswith("/") or "\\" in name or ":" in name or ".." in name.split("/")


def _item_files(archive: _Archive, found: FoundItems) -> Iterator[str]:
    """Return the names of the files that hold items, as the manifest has them."""
    manifests = [one for one in archive.names if posixpath.basename(one) == MANIFEST]
    if not manifests:
        yield from sorted(one for one in archive.names if one.endswith(".xml"))
        return
    path = min(manifests, key=lambda one: (one.count("/"), one))
    for resource in read_xml(archive.read(path)).within("resource"):
        kind = resource.attributes.get("type", "")
        name = unquote(resource.attributes.get("href", ""))
        source = Source(place=f"{path}:{resource.line}")
        if not _ITEM.match(kind):
            if not kind.startswith(_PART):
                found.lose(source, "left_out_kind", kind or "?")
            continue
        whole = posixpath.normpath(posixpath.join(posixpath.dirname(path), name))
        if whole in archive.names:
            yield whole
        else:
            found.lose(source, "left_out_broken", name[:100])


def _take(archive: _Archive, name: str, found: FoundItems) -> None:
    try:
        root = read_xml(archive.read(name))
    except UnreadableFile as error:
        found.lose(Source(place=f"{name}:{error.place}".rstrip(":")), "left_out_broken")
        return
    if is_item(root):
        read_qti_item(found, root, name, archive.pictures_beside(name))
    elif root.name != "manifest":
        found.lose(Source(place=name), "left_out_kind", root.name)


def is_item(root: Node) -> bool:
    """Tell whether a root element is an item's, of QTI 2 or 3."""
    return root.name in {"assessmentItem", "qti-assessment-item"}
