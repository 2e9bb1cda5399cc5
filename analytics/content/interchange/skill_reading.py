"""Tells which format a file of skills has, and reads it."""

import json

from analytics.content.interchange.case import read_case
from analytics.content.interchange.report import UnreadableFile, text_of
from analytics.content.interchange.skill_files import read_csv, read_json
from analytics.content.interchange.skills import Found


def read_skills(raw: bytes) -> Found:
    """Return what a file of skills says: our own JSON, a CFPackage or CSV.

    Raises:
        UnreadableFile: it is none of these.
    """
    text = text_of(raw)
    if not text.lstrip().startswith(("{", "[")):
        return read_csv(text.lstrip("\r\n"))
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UnreadableFile("file_not_json") from error
    if not isinstance(document, dict):
        raise UnreadableFile("file_not_known")
    package = document.get("CFPackage", document)
    if isinstance(package, dict) and "CFItems" in package:
        return read_case(package)
    return read_json(document)
