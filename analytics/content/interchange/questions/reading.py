"""Tells which format a file of questions has, and reads it."""

from analytics.content.interchange.questions.found import FoundItems
from analytics.content.interchange.questions.gift_reading import read_gift
from analytics.content.interchange.report import UnreadableFile, text_of


def read_questions(raw: bytes) -> FoundItems:
    """Return what a file of questions says.

    Raises:
        UnreadableFile: it has none, or is in no format that is read here.
    """
    found = read_gift(text_of(raw))
    if not found.items and not found.report.remarks:
        raise UnreadableFile("file_without_questions")
    return found
