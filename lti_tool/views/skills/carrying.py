"""Skills as files: written for other tools, and read with a report."""

from typing import cast, get_args

from flask import Response, g, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from lti_tool.errors import NotFound, Refused
from lti_tool.services.skills.carrying import Form, Way, take_file, written
from lti_tool.views.context import parts
from lti_tool.views.guard import only
from lti_tool.views.skills.changing import teaching_in
from lti_tool.views.skills.pages import course_here, pages
from lti_tool.views.words import refusal_words

FILE_MAX = 2 * 1024 * 1024
_KINDS = {"json": "application/json", "csv": "text/csv; charset=utf-8", "case": "application/json"}
_NAMES = {"json": "skills.json", "csv": "skills.csv", "case": "skills-case.json"}


@pages.get("/skills/file")
@only("teacher")
def carry() -> str:
    """Offer the skills as files, and a place to hand one in."""
    return _page()


@pages.get("/skills/file/<form>")
@only("teacher")
def fetch(form: str) -> Response:
    """Return the skills as a file."""
    if form not in get_args(Form):
        raise NotFound
    with parts().database.read() as session:
        body = written(teaching_in(session), cast(Form, form), parts().settings.public_url)
    answer = make_response(body)
    answer.headers["Content-Type"] = _KINDS[form]
    answer.headers["Content-Disposition"] = f'attachment; filename="{_NAMES[form]}"'
    return answer


@pages.post("/skills/file")
@only("teacher")
def take() -> AnyResponse | tuple[str, int] | str:
    """Take the skills of a file, and say what was not taken."""
    raw, name = sent_file()
    way: Way = "replace" if request.form.get("way") == "replace" else "join"
    try:
        with parts().database.write() as session:
            remarks = take_file(teaching_in(session), raw, name, way)
    except Refused as refused:
        return _page(problem=refusal_words(refused)), refused.status
    if not remarks:
        return redirect(url_for("skills.show", saved=1), 303)
    return _page(remarks=remarks, name=name)


def sent_file() -> tuple[bytes, str]:
    """Return the bytes and the name of the file in the request; empty without one."""
    request.max_content_length = FILE_MAX
    sent = request.files.get("file")
    return (sent.read(FILE_MAX), sent.filename or "") if sent else (b"", "")


def _page(**facts: object) -> str:
    with parts().database.read() as session:
        course = course_here(session)
    blank = {"problem": "", "remarks": (), "name": "", "launch": g.launch}
    return render_template("skills/file.html", course=course, **{**blank, **facts})
