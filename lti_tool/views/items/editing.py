"""List, make, copy and change questions."""

from flask import g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lti_tool.errors import NotFound, Refused
from lti_tool.services.activities import Course
from lti_tool.services.items.drafts import KINDS, ItemDraft, draft_from
from lti_tool.services.items.library import (
    Wanted,
    find_item,
    item_of,
    keep_new,
    list_items,
    may_change,
    new_item_id,
    revise,
)
from lti_tool.services.items.pictures import keep_pictures, with_pictures
from lti_tool.services.items.placing import put, renew
from lti_tool.services.items.problems import DraftRefused
from lti_tool.services.items.reading import read_draft
from lti_tool.views.context import parts
from lti_tool.views.guard import only
from lti_tool.views.items.forms import FORM_MAX, draft_of, handed_in
from lti_tool.views.items.pages import FormPage, course_here, evidence_here, pages, show_form
from lti_tool.views.words import refusal_words


@pages.get("/questions")
@only("teacher")
def library() -> str:
    """List the teachers' questions for the activity's bank, and the bank's own."""
    wanted = _wanted()
    with parts().database.read() as session:
        course = course_here(session)
        found = list_items(session, g.launch, course.bank.id, wanted)
    shipped = parts().banks[course.bank.id].items
    return render_template(
        "items/list.html",
        course=course,
        found=found,
        changeable={row.id for row, _ in found if may_change(g.launch, row)},
        shipped=[item for item in shipped if wanted.takes(item)],
        evidence=evidence_here(course),
        wanted=wanted,
        kinds=KINDS,
    )


@pages.get("/questions/new")
@only("teacher")
def new() -> str:
    """Let a teacher choose a kind, then show its empty form; or a copy to change."""
    if copied := request.args.get("copy", ""):
        return show_form(FormPage(_copy(copied), copied_from=copied))
    kind = request.args.get("kind", "")
    with parts().database.read() as session:
        course = course_here(session)
    if kind not in KINDS:
        return render_template("items/kinds.html", course=course, kinds=KINDS)
    tries = "1" if kind == "multiple_choice" else "2"
    return show_form(FormPage(ItemDraft(kind=kind, tries=tries)))


@pages.post("/questions/new")
@only("teacher")
def create() -> Response | str | tuple[str, int]:
    """Keep a new question, and place it in the activity if that is ticked."""
    request.max_content_length = FORM_MAX
    draft, copied = draft_of(request.form), request.form.get("copied_from", "")[:64]
    if grow := request.form.get("grow", ""):
        return show_form(FormPage(draft, copied_from=copied, grow=grow))
    wired = parts()
    try:
        with wired.database.write() as session:
            course = course_here(session)
            whole, files = with_pictures(draft, handed_in(request.files))
            item = read_draft(whole, course.bank, new_item_id())
            keep_pictures(session, g.launch.tenant_id, item, files, wired.clock())
            row = keep_new(session, g.launch, course.bank, item, copied, wired.clock())
            if "place" in request.form:
                session.flush()
                activity_id = course.activity.id
                put(session, g.launch, wired.banks, row.id, activity_id, wired.clock())
    except Refused as refused:
        return _refused(FormPage(draft, copied_from=copied), refused)
    return redirect(url_for("items.edit", item_id=row.id, saved=1), 303)


@pages.get("/questions/<item_id>")
@only("teacher")
def edit(item_id: str) -> str:
    """Show a question: its form, the box for trials, places and revisions."""
    with parts().database.read() as session:
        row = find_item(session, g.launch, item_id)
        _check_bank(course_here(session), row.bank_id)
    return show_form(FormPage(draft_from(item_of(row.body)), row.id, row.revision))


@pages.post("/questions/<item_id>")
@only("teacher")
def change(item_id: str) -> Response | str | tuple[str, int]:
    """Keep a changed question as its next revision; the course's activities take it."""
    request.max_content_length = FORM_MAX
    draft, seen = draft_of(request.form), request.form.get("seen", 1, type=int)
    page = FormPage(draft, item_id, seen, grow=request.form.get("grow", ""))
    if page.grow:
        return show_form(page)
    wired = parts()
    try:
        with wired.database.write() as session:
            bank = course_here(session).bank
            whole, files = with_pictures(draft, handed_in(request.files))
            item = read_draft(whole, bank, item_id, seen)
            keep_pictures(session, g.launch.tenant_id, item, files, wired.clock())
            row = revise(session, g.launch, bank, item, seen, wired.clock())
            renew(session, g.launch, wired.banks, row, wired.clock())
    except Refused as refused:
        return _refused(page, refused)
    return redirect(url_for("items.edit", item_id=item_id, saved=1), 303)


def _refused(page: FormPage, refused: Refused) -> tuple[str, int]:
    faults = refused.problems if isinstance(refused, DraftRefused) else ()
    problem = "" if faults else refusal_words(refused)
    shown = FormPage(
        page.draft, page.item_id, page.seen, page.copied_from, faults=faults, problem=problem
    )
    return show_form(shown), refused.status


def _copy(item_id: str) -> ItemDraft:
    """Return the draft of a bank's or a colleague's question."""
    with parts().database.read() as session:
        course = course_here(session)
        item = parts().banks[course.bank.id].items_by_id.get(item_id)
        if item is None:
            row = find_item(session, g.launch, item_id)
            _check_bank(course, row.bank_id)
            item = item_of(row.body)
    return draft_from(item)


def _check_bank(course: Course, bank_id: str) -> None:
    if course.bank.id != bank_id:
        raise NotFound


def _wanted() -> Wanted:
    args = request.args
    return Wanted(args.get("kind", ""), args.get("skill", ""), args.get("words", "").strip())
