"""Skills as JSON of our own and as CSV."""

import csv
import io
import json
import re
from typing import Any

from analytics.content.interchange.report import UnreadableFile
from analytics.content.interchange.skills import Found, FoundSkill
from analytics.content.skill_map import SkillMap

FORMAT = "signpost-skills"
COLUMNS = ("id", "name", "description", "prerequisites", "retired")
_SLUG = re.compile(r"[a-z0-9][a-z0-9\-]{0,63}")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def slug_or_empty(said: object) -> str:
    """Return an id that may be one of ours, else nothing."""
    return said if isinstance(said, str) and _SLUG.fullmatch(said) else ""


def write_json(skills: SkillMap) -> str:
    """Return a map as our own JSON."""
    body = {"format": FORMAT, "version": 1, **skills.model_dump(mode="json")}
    return json.dumps(body, ensure_ascii=False, indent=2) + "\n"


def read_json(document: dict[str, Any]) -> Found:
    """Return what our own JSON says.

    Raises:
        UnreadableFile: it has no list of skills.
    """
    rows = document.get("skills")
    if not isinstance(rows, list):
        raise UnreadableFile("file_not_known")
    found = Found()
    for number, row in enumerate(rows, 1):
        if isinstance(row, dict):
            _take_row(found, row, f"skills[{number}]")
        else:
            found.report.note(f"skills[{number}]", "left_out_broken")
    return found


def write_csv(skills: SkillMap) -> str:
    """Return a map as CSV, a skill a line; no cell begins a spreadsheet's formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for skill in skills.skills:
        before, retired = " ".join(skill.prerequisites), "yes" if skill.retired else ""
        cells = (skill.id, skill.name, skill.description, before, retired)
        writer.writerow([f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in cells])
    return out.getvalue()


def read_csv(text: str) -> Found:
    """Return what CSV with our columns says; the separator may be a semicolon or a tab.

    Raises:
        UnreadableFile: there is no column "name".
    """
    head = text.splitlines()[0]
    separator = max(",;\t", key=head.count)
    found = Found()
    try:
        rows = list(csv.reader(io.StringIO(text), delimiter=separator, strict=True))
    except csv.Error as error:
        raise UnreadableFile("file_not_known", str(error)) from error
    names = [cell.strip().casefold() for cell in rows[0]] if rows else []
    if "name" not in names:
        raise UnreadableFile("file_not_known")
    for number, cells in enumerate(rows[1:], 2):
        row: dict[str, Any] = dict(zip(names, map(_plain, cells), strict=False))
        if any(cell.strip() for cell in cells):
            row["prerequisites"] = re.split(r"[\s;,]+", str(row.get("prerequisites", "")).strip())
            row["retired"] = str(row.get("retired", "")).casefold() in {"yes", "1", "true", "x"}
            _take_row(found, row, str(number))
    return found


def _plain(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULA) else cell


def _take_row(found: Found, row: dict[str, Any], place: str) -> None:
    key = str(row.get("id") or row.get("name") or "")
    found.skills.append(
        FoundSkill(
            key=key,
            name=str(row.get("name") or ""),
            description=str(row.get("description") or ""),
            id=slug_or_empty(row.get("id")),
            retired=row.get("retired") is True,
            place=place,
        )
    )
    before = row.get("prerequisites")
    for one in before if isinstance(before, list) else ():
        if one:
            found.edges.append(((str(one), key), place))
