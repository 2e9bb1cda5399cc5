"""Questions as files: a file is shown first and kept then; and written for other tools."""

from base64 import b64encode, urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast, get_args

from flask import Response, g, make_response, render_template, request
from sqlalchemy.orm import Session

from analytics.content.item_pictures import pictures_of
from lti_tool.errors import NotFound, Refused
from lti_tool.services.items.carrying import (
    Form,
    Read,
    Which,
    read_file,
    without_room,
    written,
)
from lti_tool.services.items.matching import Desk
from lti_tool.services.items.taking import Entry, take
from lti_tool.views.context import parts
from lti_tool.views.guard import only
from lti_tool.views.items.pages import course_here, pages
from lti_tool.views.words import refusal_words

FILE_MAX = 8 * 1024 * 1024
"""With 4 MB of pictures, which Moodle XML has a third longer."""

FORM_MAX = 2 * FILE_MAX


@dataclass(frozen=True, slots=True)
class FileKind:
    """How a file of a format is named and told."""

    name: str
    ending: str
    content_type: str


KINDS: Mapping[str, FileKind] = {
    "gift": FileKind("GIFT", "gift.txt", "text/plain; charset=utf-8"),
    "moodle": FileKind("Moodle XML", "xml", "application/xml"),
    "qti2": FileKind("QTI 2.1", "qti-2.1.zip", "application/zip"),
    "qti3": FileKind("QTI 3.0", "qti-3.0.zip", "application/zip"),
}


@pages.get("/questions/file")
@only("teacher")
def carry() -> str:
    """Offer the questions as files, and a place to hand one in."""
    return _page()


@pages.get("/questions/file/<form>")
@only("teacher")
def fetch(form: str) -> Response:
    """Return the questions as a file."""
    if form not in get_args(Form):
        raise NotFound
    which: Which = "all" if request.args.get("which") == "all" else "own"
    with parts().database.read() as session:
        body = written(_desk(session), cast(Form, form), which)
    answer = make_response(body)
    answer.headers["Content-Type"] = KINDS[form].content_type
    answer.headers["Content-Disposition"] = f'attachment; filename="questions.{KINDS[form].ending}"'
    return answer


@pages.post("/questions/file")
@only("teacher")
def preview() -> str | tuple[str, int]:
    """Show what a file says, and what would become of it; nothing is kept."""
    request.max_content_length = FORM_MAX
    sent = request.files.get("file")
    raw = sent.read(FILE_MAX + 1) if sent else b""
    name = (sent.filename or "")[:120] if sent else ""
    try:
        return _preview(raw, name)
    except Refused as refused:
        return _page(problem=refusal_words(refused)), refused.status


@pages.post("/questions/file/keep")
@only("teacher")
def keep() -> str | tuple[str, int]:
    """Keep those questions of a file that are ticked."""
    request.max_content_length = request.max_form_memory_size = FORM_MAX
    raw, name = _again(request.form.get("raw", "")), request.form.get("name", "")[:120]
    try:
        with parts().database.write() as session:
            desk = _desk(session)
            read = read_file(desk, raw, name)
            entries = [read.entries[n] for n in _ticked(len(read.entries))]
            skills = {
                group: request.form.get(f"skill-{n}", "") for n, group in enumerate(read.groups, 1)
            }
            done = take(desk, entries, skills, place="place" in request.form)
    except Refused as refused:
        return _preview(raw, name, refusal_words(refused)), refused.status
    return _page(done=done, name=name, remarks=read.remarks)


def _preview(raw: bytes, name: str, problem: str = "") -> str:
    if len(raw) > FILE_MAX:
        raise Refused("file_too_big", "file", most=FILE_MAX // 2**20)
    with parts().database.read() as session:
        course = course_here(session)
        read = read_file(_desk(session), raw, name)
    facts = {"course": course, "read": read, "problem": problem, "chosen": _chosen(read)}
    facts["within"] = _within
    return render_template("items/preview.html", raw=urlsafe_b64encode(raw).decode(), **facts)


def _within(entry: Entry) -> dict[str, str]:
    """Return the addresses of a question's pictures that have their bytes within, by digest."""
    return {
        one.digest: f"data:{one.media_type};base64,{b64encode(raw).decode()}"
        for one in pictures_of(entry.item)
        if (raw := entry.found.pictures.get(one.digest))
    }


def _chosen(read: Read) -> dict[str, str]:
    """Return the skill that each group's select shows."""
    typed = {group: request.form.get(f"skill-{n}", "") for n, group in enumerate(read.groups, 1)}
    return {group: typed[group] or guess for group, guess in read.groups.items()}


def _desk(session: Session) -> Desk:
    wired = parts()
    return Desk(session, g.launch, wired.banks, course_here(session).bank, wired.clock())


def _again(sent: str) -> bytes:
    """Return the bytes of the file that was shown; none where the form was tampered with."""
    try:
        return urlsafe_b64decode(sent)
    except ValueError:
        return b""


def _ticked(count: int) -> list[int]:
    sent = (n for n in request.form.getlist("take") if n.isdecimal() and len(n) < 6)
    return sorted({int(n) for n in sent if int(n) < count})


def _page(**facts: object) -> str:
    with parts().database.read() as session:
        course = course_here(session)
        facts = {"without_room": without_room(_desk(session)), **facts}
    blank = {"problem": "", "remarks": (), "name": "", "done": None, "kinds": KINDS}
    return render_template("items/file.html", course=course, **{**blank, **facts})
