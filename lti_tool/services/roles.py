"""What somebody may do, from the role names of a launch. Pure.

LTI Core 1.3, appendix A.2. The roles of the course decide; a role of the
institution or the system gives no right in a course.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

MEMBERSHIP = "http://purl.imsglobal.org/vocab/lis/v2/membership"
INSTITUTION = "http://purl.imsglobal.org/vocab/lis/v2/institution/person#"
SYSTEM = "http://purl.imsglobal.org/vocab/lis/v2/system/person#"
TEST_USER = "http://purl.imsglobal.org/vocab/lti/system/person#TestUser"

_TEACHES = frozenset({"Instructor", "TeachingAssistant", "ContentDeveloper", "Administrator"})

Role = Literal["learner", "teacher", "admin", "viewer"]
CourseRole = Literal["learner", "teacher", "viewer"]
_NONE: Mapping[str, CourseRole] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Rights:
    """What the pages of a launch may show and do."""

    role: Role
    sees_institution: bool
    is_test_user: bool


def rights_of(roles: Collection[str], meanings: Mapping[str, CourseRole] = _NONE) -> Rights:
    """Return the rights that a launch's roles give.

    A teacher who is also a learner teaches. An administrator of the institution
    without a role in the course is "admin"; who has neither only views. What an
    administrator of Signpost said a role name means (`meanings`) goes before the
    rule for that name, and gives no more than teaching.
    """
    given = {meanings[role] for role in roles if role in meanings}
    in_course = {name for role in roles if role not in meanings and (name := _course_role(role))}
    administers = any(
        role in {f"{INSTITUTION}Administrator", f"{SYSTEM}Administrator"} for role in roles
    )
    role: Role = "viewer"
    if "teacher" in given or in_course & _TEACHES:
        role = "teacher"
    elif "learner" in given or "Learner" in in_course:
        role = "learner"
    elif administers:
        role = "admin"
    return Rights(role, sees_institution=administers, is_test_user=TEST_USER in roles)


def _course_role(role: str) -> str | None:
    """Return the principal role of a context role, short or full."""
    if role.startswith(f"{MEMBERSHIP}#"):
        return role.removeprefix(f"{MEMBERSHIP}#")
    if role.startswith(f"{MEMBERSHIP}/"):
        return role.removeprefix(f"{MEMBERSHIP}/").partition("#")[0]
    return role if role.isalpha() else None
