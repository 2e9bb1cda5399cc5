"""Carry a course's skills in and out as files."""

from collections.abc import Sequence
from typing import Literal
from uuid import uuid5

from analytics.content import SkillMap
from analytics.content.interchange.case import Framework, write_case
from analytics.content.interchange.report import Remark, UnreadableFile
from analytics.content.interchange.skill_files import write_csv, write_json
from analytics.content.interchange.skill_reading import read_skills
from analytics.content.interchange.skills import joined, replaced, whole_map
from lti_tool.errors import Refused
from lti_tool.services.skills.changing import Said, Teaching, change
from lti_tool.services.skills.reading import map_of

Form = Literal["json", "csv", "case"]
Way = Literal["join", "replace"]


def written(teaching: Teaching, form: Form, address: str) -> str:
    """Return the course's skills as a file; `address` is the tool's."""
    skills = map_of(teaching.session, teaching.launch.course_id, teaching.bank)
    if form == "json":
        return write_json(skills)
    if form == "csv":
        # Excel takes a file for UTF-8 by its mark only.
        return "\ufeff" + write_csv(skills)
    bank = teaching.bank
    framework_id = uuid5(teaching.launch.course_id, bank.id)
    about = Framework(framework_id, bank.title, bank.language, address.rstrip("/"))
    return write_case(skills, about, teaching.now)


def take_file(teaching: Teaching, raw: bytes, name: str, way: Way) -> Sequence[Remark]:
    """Take the skills of a file; return what was left out or simplified.

    Raises:
        Refused: nothing of it can be read, or an activity would be without questions.
    """
    present = map_of(teaching.session, teaching.launch.course_id, teaching.bank)
    try:
        found = read_skills(raw)
        read = whole_map(found, present)
    except UnreadableFile as error:
        raise Refused(error.code, "file", place=error.place) from error
    change(teaching, lambda _now: Said("import", (name[:120],)), lambda now: _taken(now, read, way))
    return found.report.remarks


def _taken(now: SkillMap, read: SkillMap, way: Way) -> SkillMap:
    return replaced(now, read) if way == "replace" else joined(now, read)
