"""Front page, acting as someone, language, health."""

from flask import Blueprint, render_template, request, session
from werkzeug.wrappers import Response

from deploy.demo_lms.errors import PageRefusal
from deploy.demo_lms.views.session import back_to, check_csrf, current_user
from deploy.demo_lms.wiring import current_lms
from deploy.demo_lms.words import LANGUAGES

home = Blueprint("home", __name__)
home.before_request(check_csrf)


@home.get("/")
def index() -> str:
    """Show the courses of the acting user, or whom to act as."""
    lms = current_lms()
    user = current_user()
    if user is None:
        return render_template("welcome.html")
    roles = {course.id: lms.people.role(course.id, user.id) for course in lms.people.courses()}
    sees_all = user.institution_role in {"admin", "head"}
    shown = [course for course in lms.people.courses() if sees_all or roles[course.id]]
    counts = {course.id: len(lms.activities.in_course(course.id)) for course in shown}
    return render_template("home.html", courses=shown, roles=roles, counts=counts)


@home.post("/act-as")
def act_as() -> Response:
    """Become someone; this is a demo, so nobody has a password."""
    user = current_lms().people.user(request.form.get("user", ""))
    if user is None:
        raise PageRefusal(404, "No such user", "Choose someone from the list.")
    session["user"] = user.id
    session.pop("language", None)
    return back_to(request.form.get("next") or "/")


@home.post("/language")
def choose_language() -> Response:
    """Choose the language of the LMS's own words."""
    if request.form.get("language") in LANGUAGES:
        session["language"] = request.form["language"]
    return back_to(request.form.get("next") or "/")


@home.get("/health")
def health() -> dict[str, str]:
    """Tell that we answer and can read the database."""
    current_lms().people.courses()
    return {"status": "ok"}
