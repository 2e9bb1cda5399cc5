"""Make and change an activity."""

from typing import Any, cast

from flask import g, redirect, render_template, request, url_for
from pydantic import ValidationError
from werkzeug.wrappers import Response as AnyResponse

from analytics.grading.release import DEFAULT, Strictness
from lti_tool.errors import Refused
from lti_tool.models import Activity
from lti_tool.services.activities import (
    ActivityDraft,
    change_activity,
    content_of,
    create_activity,
    find_activity,
)
from lti_tool.services.course_copy.following import follow
from lti_tool.services.deep_linking import Wishes
from lti_tool.services.items.placing import take_out
from lti_tool.services.marking.expected import own_figures, thresholds_of
from lti_tool.services.skills.reading import with_skills
from lti_tool.views.context import parts
from lti_tool.views.guard import launch_pages, only
from lti_tool.views.release_words import is_graded, strictness_choices
from lti_tool.views.words import refusal_words

pages = launch_pages("authoring", __name__)

_CODES = {"title": "title_missing", "bank_id": "bank_unknown"}


@pages.get("/new")
@only("teacher")
def set_up() -> str:
    """Help a teacher whose link has no activity yet."""
    return new_form("authoring.create")


@pages.post("/new")
@only("teacher")
def create() -> AnyResponse | tuple[str, int]:
    """Make the activity of the launch's link."""
    try:
        make_activity()
    except Refused as refused:
        return new_form("authoring.create", refused=refused), refused.status
    return redirect(url_for("authoring.edit", saved=1), 303)


@pages.get("/activity")
@only("teacher")
def edit() -> str:
    """Show the activity's form and questions."""
    return _edit_form({})


@pages.post("/activity")
@only("teacher")
def change() -> AnyResponse | tuple[str, int]:
    """Take changes of the activity."""
    wired = parts()
    try:
        with wired.database.write() as session:
            change_activity(session, g.launch, draft_from_form(), wired.banks, wired.clock())
            follow(session, g.launch.activity_id, wired.banks, wired.clock())
    except Refused as refused:
        return _edit_form(_problem(refused)), refused.status
    return redirect(url_for("authoring.edit", saved=1), 303)


@pages.post("/activity/items/<item_id>/remove")
@only("teacher")
def remove_item(item_id: str) -> AnyResponse:
    """Take a question of the teacher's own out."""
    wired = parts()
    with wired.database.write() as session:
        take_out(session, g.launch, wired.banks, item_id, g.launch.activity_id, wired.clock())
    return redirect(url_for("authoring.edit", saved=1, _anchor="questions"), 303)


def new_form(action: str, *, refused: Refused | None = None, wishes: Wishes | None = None) -> str:
    """Return the page that makes an activity: first the bank, then the rest.

    `wishes` are those of a platform that asked what to place.
    """
    wired = parts()
    with wired.database.read() as session:
        banks = with_skills(session, g.launch.course_id, wired.banks)
    bank = banks.get(request.values.get("bank_id", ""))
    draft = request.form if request.method == "POST" else {}
    problem = _problem(refused) if refused else {}
    return render_template(
        "teacher/new.html",
        banks=banks,
        bank=bank,
        action=action,
        draft=draft,
        wishes=wishes,
        **(_strictness(bank.language) if bank else {}),
        **problem,
    )


def make_activity() -> Activity:
    """Make an activity from the request's form.

    Raises:
        Refused: the form breaks a rule.
    """
    wired = parts()
    draft = draft_from_form()
    with wired.database.write() as session:
        return create_activity(session, g.launch, draft, wired.banks, wired.clock())


def draft_from_form() -> ActivityDraft:
    """Return the draft in the request's form.

    Raises:
        Refused: a field breaks its rule.
    """
    form = request.form
    try:
        return ActivityDraft(
            title=form.get("title", ""),
            instructions=form.get("instructions", ""),
            bank_id=form.get("bank_id", ""),
            skill_ids=tuple(form.getlist("skill_ids")),
            threshold=_share("threshold"),
            target_success=_share("target_success"),
            strictness=cast(Strictness, form.get("strictness", DEFAULT)),
        )
    except ValidationError as error:
        field = str(error.errors()[0]["loc"][0])
        raise Refused(_CODES.get(field, "out_of_range"), field) from error


def _share(name: str) -> float:
    try:
        return int(request.form.get(name, "")) / 100
    except ValueError as error:
        raise Refused("out_of_range", name) from error


def _problem(refused: Refused) -> dict[str, Any]:
    return {"problem": refusal_words(refused), "field": refused.field}


def _edit_form(more: dict[str, Any]) -> str:
    with parts().database.read() as session:
        course = content_of(find_activity(session, g.launch), parts().banks)
    draft = request.form if "problem" in more else {}
    strictness = _strictness(course.bank.language)
    return render_template("teacher/edit.html", course=course, draft=draft, **strictness, **more)


def _strictness(language: str) -> dict[str, Any]:
    wired = parts()
    banks = [bank.id for bank in wired.banks.values() if bank.language == language]
    thresholds = thresholds_of(wired.release, language)
    with wired.database.read() as session:
        own = own_figures(session, g.launch, banks, thresholds)
    choices = strictness_choices(wired.release, language, own)
    return {"strictness_choices": choices, "graded_language": is_graded(language)}
