"""The gradebook page, a grade's history, and grading by hand."""

from flask import Blueprint, render_template, request, url_for
from werkzeug.wrappers import Response

from deploy.demo_lms.errors import PageRefusal
from deploy.demo_lms.launch import ReviewPlace
from deploy.demo_lms.records import Course, LineItem, Result, User
from deploy.demo_lms.views.pages import allow_frames
from deploy.demo_lms.views.session import (
    back_to,
    check_csrf,
    require_course,
    require_teacher,
    teaches,
)
from deploy.demo_lms.wiring import current_lms

grades = Blueprint("grades", __name__, url_prefix="/courses/<course_id>/grades")
grades.before_request(check_csrf)


@grades.get("")
def gradebook(course_id: str) -> str:
    """Show all students' grades to teachers, and their own to students."""
    lms = current_lms()
    user, course = require_course(course_id)
    teaching = teaches(user, course) or user.institution_role == "head"
    students = [m.user for m in lms.people.members(course_id) if m.role == "student"]
    shown = students if teaching else [student for student in students if student.id == user.id]
    columns = lms.gradebook.columns(course_id)
    cells = {
        (result.user_id, result.line_item_id): result
        for column in columns
        for result in lms.gradebook.results(column.id)
    }
    return render_template(
        "gradebook.html",
        course=course,
        students=shown,
        columns=columns,
        cells=cells,
        tools={tool.client_id: tool for tool in lms.tools.all()},
        teaching=teaches(user, course),
    )


@grades.get("/<int:line_item_id>/<user_id>")
def grade(course_id: str, line_item_id: int, user_id: str) -> str:
    """Show one grade with every score the tool has sent for it."""
    lms = current_lms()
    user, course = require_course(course_id)
    teaching = teaches(user, course)
    if not teaching and user.institution_role != "head" and user.id != user_id:
        raise PageRefusal(403, "Not your grade", "Students see their own grades only.")
    column, student = _cell(course_id, line_item_id, user_id)
    return render_template(
        "grade.html",
        course=course,
        column=column,
        student=student,
        result=lms.gradebook.result(column.id, student.id),
        history=lms.gradebook.history(column.id, student.id),
        teaching=teaching,
        has_work=_review_place(user, course, column, student) is not None,
    )


@grades.post("/<int:line_item_id>/<user_id>")
def grade_by_hand(course_id: str, line_item_id: int, user_id: str) -> Response:
    """Set a grade that tools no longer change."""
    lms = current_lms()
    user, _ = require_teacher(course_id)
    column, student = _cell(course_id, line_item_id, user_id)
    score = _score(column)
    kept = lms.gradebook.result(column.id, student.id)
    stamp = kept.stamped_at if kept else None
    comment = request.form.get("comment", "").strip()[:2000]
    lms.gradebook.set_by_hand(
        Result(column.id, student.id, score, comment, stamp, lms.clock(), user.name)
    )
    return back_to(_address(column, student))


@grades.get("/<int:line_item_id>/<user_id>/work")
def work(course_id: str, line_item_id: int, user_id: str) -> str:
    """Open the student's work in the tool."""
    lms = current_lms()
    user, course = require_course(course_id)
    column, student = _cell(course_id, line_item_id, user_id)
    if not teaches(user, course) and user.id != user_id:
        raise PageRefusal(403, "Not your grade", "Students see their own grades only.")
    place = _review_place(user, course, column, student)
    if place is None:
        raise PageRefusal(404, "Nothing to open", "The tool shows no work for this grade.")
    form = lms.launches.review(place, lms.clock())
    allow_frames(place.tool.addresses())
    return render_template("post.html", form=form, tool=place.tool)


@grades.post("/<int:line_item_id>/<user_id>/release")
def release(course_id: str, line_item_id: int, user_id: str) -> Response:
    """Let the tool's next score count again."""
    require_teacher(course_id)
    column, student = _cell(course_id, line_item_id, user_id)
    current_lms().gradebook.release_to_tool(column.id, student.id)
    return back_to(_address(column, student))


def _review_place(
    user: User, course: Course, column: LineItem, student: User
) -> ReviewPlace | None:
    """Return where a student's work opens; None where the tool shows none."""
    lms = current_lms()
    tool = lms.tools.active(column.client_id)
    activity = lms.activities.get(column.activity_id)
    if tool is None or activity is None:
        return None
    url = lms.gradebook.submission(column.id, student.id).url
    message = lms.flavour.review_message and tool.review_uri
    return ReviewPlace(user, tool, course, activity, student, url) if url or message else None


def _address(column: LineItem, student: User) -> str:
    return url_for(".grade", course_id=column.course_id, line_item_id=column.id, user_id=student.id)


def _cell(course_id: str, line_item_id: int, user_id: str) -> tuple[LineItem, User]:
    lms = current_lms()
    column = lms.gradebook.column(line_item_id)
    student = lms.people.user(user_id)
    graded = lms.people.role(course_id, user_id) == "student"
    if column is None or student is None or column.course_id != course_id or not graded:
        raise PageRefusal(404, "No such grade", "The column or the student is not here.")
    return column, student


def _score(column: LineItem) -> float:
    try:
        score = float(request.form.get("score", ""))
    except ValueError:
        score = -1.0
    if not 0 <= score <= column.maximum:
        raise PageRefusal(
            400, "That grade does not fit", f"Give a number from 0 to {column.maximum:g}."
        )
    return score
