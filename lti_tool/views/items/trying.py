"""Try an answer to the question in the form, kept or not."""

from flask import Response, jsonify, render_template, request

from analytics.content import Item, MultipleChoiceItem, MultipleSelectItem, OrderingItem
from analytics.grading.errors import GraderUnavailable
from lti_tool.errors import Refused
from lti_tool.services.items.drafts import ItemDraft
from lti_tool.services.items.problems import DraftRefused
from lti_tool.services.items.reading import read_draft
from lti_tool.services.items.trying import try_answer
from lti_tool.views.context import parts
from lti_tool.views.guard import only
from lti_tool.views.items.forms import FORM_MAX, draft_of
from lti_tool.views.items.pages import FormPage, TrialPart, course_here, pages, show_form
from lti_tool.views.tongue import gettext
from lti_tool.views.words import refusal_words


@pages.post("/questions/try")
@only("teacher")
def attempt() -> Response | str:
    """Show what a learner would get for an answer, and why; nothing is kept."""
    request.max_content_length = FORM_MAX
    draft = draft_of(request.form)
    tried = _tried(draft, request.form.get("trial", ""))
    if request.accept_mimetypes.best == "application/json":
        with parts().database.read() as session:
            course = course_here(session)
        return jsonify({"html": render_template("items/_trial.html", course=course, tried=tried)})
    seen = request.form.get("seen", 1, type=int)
    copied = request.form.get("copied_from", "")[:64]
    item_id = request.form.get("item_id", "")[:64]
    return show_form(FormPage(draft, item_id, seen, copied, faults=tried.faults, tried=tried))


def _chosen(item: Item, typed: str) -> str:
    """Return an answer as a learner's form sends it: options and parts by their ids."""
    if isinstance(item, MultipleSelectItem | OrderingItem):
        ids = {str(n): one for n, one in enumerate(_ids(item), 1)}
        return " ".join(ids.get(one, one) for one in typed.replace(",", " ").split())
    if not isinstance(item, MultipleChoiceItem):
        return typed
    said = typed.strip().casefold()
    for n, option in enumerate(item.options, 1):
        if said in {str(n), option.text.casefold()}:
            return option.id
    return typed


def _ids(item: MultipleSelectItem | OrderingItem) -> list[str]:
    if isinstance(item, OrderingItem):
        return [part.id for part in item.parts]
    return [option.id for option in item.options]


def _tried(draft: ItemDraft, typed: str) -> TrialPart:
    wired = parts()
    with wired.database.read() as session:
        course = course_here(session)
    try:
        item = read_draft(draft, course.bank, "trial")
        most = wired.settings.answer_max_chars
        answer = _chosen(item, typed)
        return TrialPart(typed, try_answer(wired.examiner, course, item, answer, most=most))
    except DraftRefused as refused:
        problem = gettext("The question itself is not complete yet:")
        return TrialPart(typed, problem=problem, faults=refused.problems)
    except Refused as refused:
        said = gettext("A learner could not send this:")
        return TrialPart(typed, problem=f"{said} {refusal_words(refused)}")
    except GraderUnavailable:
        away = gettext("The grader does not answer just now. Try again in a moment.")
        return TrialPart(typed, problem=away)
