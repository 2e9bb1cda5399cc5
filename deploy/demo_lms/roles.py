"""Role names: the LMS's own words, and the LTI URIs behind them.

LTI Core 1.3, appendix A.2 (role vocabularies).
"""

from deploy.demo_lms.records import User

_VOCABULARY = "http://purl.imsglobal.org/vocab/lis/v2/"
_MEMBERSHIP = f"{_VOCABULARY}membership#"
_INSTITUTION = f"{_VOCABULARY}institution/person#"
_SYSTEM = f"{_VOCABULARY}system/person#"

COURSE = {
    "teacher": [f"{_MEMBERSHIP}Instructor"],
    "assistant": [
        f"{_MEMBERSHIP}Instructor",
        "http://purl.imsglobal.org/vocab/lis/v2/membership/Instructor#TeachingAssistant",
    ],
    "student": [f"{_MEMBERSHIP}Learner"],
}

INSTITUTION = {
    "admin": [f"{_INSTITUTION}Administrator", f"{_SYSTEM}Administrator"],
    "head": [f"{_INSTITUTION}Administrator"],
    "faculty": [f"{_INSTITUTION}Faculty"],
    "student": [f"{_INSTITUTION}Student"],
    "test": ["http://purl.imsglobal.org/vocab/lti/system/person#TestUser"],
}

TEACHING = frozenset({"teacher", "assistant"})


def role_uris(user: User, course_role: str | None) -> list[str]:
    """Return the full role URIs of a launch.

    A site administrator teaches everywhere without being enrolled, as in Moodle;
    the head of school gets institution roles only.
    """
    course = COURSE.get(course_role or "", [])
    if not course and user.institution_role == "admin":
        course = COURSE["teacher"]
    return [*course, *INSTITUTION[user.institution_role]]


def short_names(course_role: str) -> list[str]:
    """Return the roster's role names, short as Moodle sends them."""
    return [uri.rsplit("#", 1)[1] for uri in COURSE[course_role]]


def role_matches(course_role: str, wanted: str) -> bool:
    """Tell whether a roster filter, full or short, picks this role."""
    return wanted in COURSE[course_role] or wanted in short_names(course_role)
