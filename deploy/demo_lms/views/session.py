"""Who is acting, in which language, and whether a form is really ours."""

import hmac
import re
import secrets
from dataclasses import replace

from flask import abort, redirect, request, session
from flask import g as request_globals
from werkzeug.wrappers import Response

from deploy.demo_lms.errors import PageRefusal
from deploy.demo_lms.records import Course, User
from deploy.demo_lms.roles import TEACHING
from deploy.demo_lms.wiring import current_lms
from deploy.demo_lms.words import LANGUAGES

_OUR_PATH = re.compile(r"/(?![/\\])[^\s\\]*")


def language() -> str:
    """Return the language of the page: chosen, or the acting user's."""
    chosen = session.get("language")
    if chosen in LANGUAGES:
        return str(chosen)
    user = current_user()
    return user.locale if user else "en"


def current_user() -> User | None:
    """Return the acting user, with the chosen language as their locale."""
    if "user" not in request_globals:
        key = session.get("user")
        user = current_lms().people.user(key) if isinstance(key, str) else None
        chosen = session.get("language")
        if user and chosen in LANGUAGES:
            user = replace(user, locale=chosen)
        request_globals.user = user
    found: User | None = request_globals.user
    return found


def require_user() -> User:
    """Return the acting user, or refuse."""
    user = current_user()
    if user is None:
        raise PageRefusal(401, "Nobody is signed in", "Choose someone to act as.")
    return user


def require_admin() -> User:
    """Return the acting site administrator, or refuse."""
    user = require_user()
    if user.institution_role != "admin":
        raise PageRefusal(
            403, "For administrators", "Act as the site administrator to manage tools."
        )
    return user


def teaches(user: User, course: Course) -> bool:
    """Tell whether a user may change a course."""
    role = current_lms().people.role(course.id, user.id)
    return role in TEACHING or user.institution_role == "admin"


def require_course(course_id: str) -> tuple[User, Course]:
    """Return the user and a course that they may see, or refuse."""
    user = require_user()
    people = current_lms().people
    course = people.course(course_id)
    if course is None:
        raise PageRefusal(404, "No such course", "It may have been removed.")
    sees_all = user.institution_role in {"admin", "head"}
    if not sees_all and people.role(course.id, user.id) is None:
        raise PageRefusal(403, "Not your course", "Act as someone who is enrolled in it.")
    return user, course


def require_teacher(course_id: str) -> tuple[User, Course]:
    """Return the user and a course that they teach, or refuse."""
    user, course = require_course(course_id)
    if not teaches(user, course):
        raise PageRefusal(403, "For teachers", "Act as the teacher of this course.")
    return user, course


def csrf_token() -> str:
    """Return this session's form token, making it first."""
    if "csrf" not in session:
        session["csrf"] = secrets.token_urlsafe(24)
    return str(session["csrf"])


def check_csrf() -> None:
    """Refuse a form that did not come from one of our pages."""
    if request.method in {"GET", "HEAD", "OPTIONS"}:
        return
    expected = session.get("csrf", "")
    if not expected or not hmac.compare_digest(expected, request.form.get("csrf", "")):
        raise PageRefusal(400, "The form is out of date", "Go back, reload the page, try again.")


def back_to(target: str) -> Response:
    """Redirect to a path of ours."""
    if not _OUR_PATH.fullmatch(target):
        abort(400)
    return redirect(target, code=303)
