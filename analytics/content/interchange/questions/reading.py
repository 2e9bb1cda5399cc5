"""Tells which format a file of questions has, and reads it."""

from analytics.content.interchange.questions.found import FoundItems
from analytics.content.interchange.questions.gift_reading import read_gift
from analytics.content.interchange.questions.moodle_reading import read_moodle
from analytics.content.interchange.questions.packages import is_item, read_package
from analytics.content.interchange.questions.qti_reading import read_qti_item
from analytics.content.interchange.questions.xml_tree import TEXT_MAX, Node, read_xml
from analytics.content.interchange.report import UnreadableFile, text_of

_XML = ("<?xml", "<quiz", "<assessment", "<qti-", "<questestinterop")
_ARCHIVE = b"PK\x03\x04"


def read_questions(raw: bytes) -> FoundItems:
    """Return what a file of questions says.

    Raises:
        UnreadableFile: it has none, or is in no format that is read here.
    """
    found = _read(raw)
    if not found.items and not found.report.remarks:
        raise UnreadableFile("file_without_questions")
    return found


def _read(raw: bytes) -> FoundItems:
    if raw.startswith(_ARCHIVE):
        return read_package(raw)
    if _is_xml(raw):
        return _of_xml(read_xml(raw))
    if len(raw) > TEXT_MAX:
        raise UnreadableFile("file_too_big")
    return read_gift(text_of(raw))


def _is_xml(raw: bytes) -> bool:
    # What XML's own declaration says of its encoding is not known yet: these letters are
    # the same in all of them but UTF-16.
    encoding = "utf-16" if raw[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    return raw[:400].decode(encoding, "ignore").lstrip().startswith(_XML)


def _of_xml(root: Node) -> FoundItems:
    if root.name == "quiz":
        return read_moodle(root)
    if is_item(root):
        found = FoundItems()
        read_qti_item(found, root)
        return found
    raise UnreadableFile("file_old_qti" if root.name == "questestinterop" else "file_not_known")
