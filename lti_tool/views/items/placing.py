"""Put a question into activities, take it out, or put it away."""

from uuid import UUID

from flask import g, redirect, request, url_for
from werkzeug.wrappers import Response

from lti_tool.errors import NotFound, Refused
from lti_tool.services.items.drafts import draft_from
from lti_tool.services.items.library import find_item, item_of, put_away
from lti_tool.services.items.placing import put, take_out
from lti_tool.views.context import parts
from lti_tool.views.guard import only
from lti_tool.views.items.pages import FormPage, pages, show_form
from lti_tool.views.words import refusal_words


@pages.post("/questions/<item_id>/place")
@only("teacher")
def place(item_id: str) -> Response | tuple[str, int]:
    """Let an activity of the course ask the question in its newest revision."""
    wired = parts()
    try:
        with wired.database.write() as session:
            put(session, g.launch, wired.banks, item_id, _activity_id(), wired.clock())
    except Refused as refused:
        with wired.database.read() as session:
            row = find_item(session, g.launch, item_id)
        draft = draft_from(item_of(row.body))
        page = FormPage(draft, row.id, row.revision, problem=refusal_words(refused))
        return show_form(page), refused.status
    return redirect(url_for("items.edit", item_id=item_id, saved=1, _anchor="places"), 303)


@pages.post("/questions/<item_id>/take-out")
@only("teacher")
def remove(item_id: str) -> Response:
    """Let an activity of the course ask the question no more."""
    wired = parts()
    with wired.database.write() as session:
        take_out(session, g.launch, wired.banks, item_id, _activity_id(), wired.clock())
    return redirect(url_for("items.edit", item_id=item_id, saved=1, _anchor="places"), 303)


@pages.post("/questions/<item_id>/put-away")
@only("teacher")
def archive(item_id: str) -> Response:
    """Take the question off the list."""
    with parts().database.write() as session:
        put_away(session, g.launch, item_id, parts().clock())
    return redirect(url_for("items.library", saved=1), 303)


def _activity_id() -> UUID:
    try:
        return UUID(request.form.get("activity_id", ""))
    except ValueError as error:
        raise NotFound from error
