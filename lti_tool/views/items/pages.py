"""The blueprint of the question editor, and the page of its form."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import g, render_template
from sqlalchemy.orm import Session

from analytics.content import Item
from lti_tool.errors import ReportsUnavailable
from lti_tool.models import OwnItemRevision
from lti_tool.services.activities import Course, content_of, find_activity
from lti_tool.services.difficulties import Evidence, read_evidence
from lti_tool.services.items.drafts import ItemDraft
from lti_tool.services.items.library import find_item, item_of, may_change, revisions_of
from lti_tool.services.items.placing import places_of
from lti_tool.services.items.problems import Problem
from lti_tool.services.items.trying import Trial
from lti_tool.views.context import parts
from lti_tool.views.file_words import remark_words
from lti_tool.views.guard import launch_pages
from lti_tool.views.item_words import (
    kind_meaning,
    kind_words,
    level_choices,
    level_words,
    older_words,
    problem_words,
    state_words,
    taken_words,
)
from lti_tool.views.items.forms import padded
from lti_tool.views.level_words import said_words

pages = launch_pages("items", __name__)

_WORDS = (
    kind_meaning,
    kind_words,
    level_choices,
    level_words,
    older_words,
    problem_words,
    remark_words,
    said_words,
    state_words,
    taken_words,
)


@pages.context_processor
def _words() -> dict[str, object]:
    """Let the editor's templates find words."""
    return {word.__name__: word for word in _WORDS}


@dataclass(frozen=True, slots=True)
class TrialPart:
    """What the box for trials shows.

    Attributes:
        problem: why there is no outcome, in words; empty where there is one.
        faults: what is wrong with the draft itself.
    """

    typed: str = ""
    trial: Trial | None = None
    problem: str = ""
    faults: Sequence[Problem] = ()


@dataclass(frozen=True, slots=True)
class FormPage:
    """The form as it is shown.

    Attributes:
        item_id: of the question that is changed; empty for a new one.
        seen: the revision that is changed.
        copied_from: id of the item that a new one began as.
        problem: about the whole form, in words.
    """

    draft: ItemDraft
    item_id: str = ""
    seen: int = 1
    copied_from: str = ""
    faults: Sequence[Problem] = ()
    problem: str = ""
    grow: str = ""
    tried: TrialPart = TrialPart()


def course_here(session: Session) -> Course:
    """Return the content of the launch's activity."""
    return content_of(find_activity(session, g.launch), parts().banks)


def evidence_here(course: Course) -> Evidence:
    """Return what answers say of the items; nothing where the warehouse is away."""
    try:
        return read_evidence(parts().reports, str(g.launch.tenant_id), course.bank.id)
    except ReportsUnavailable:
        return {}


def show_form(page: FormPage) -> str:
    """Return the page with a question's form, the box for trials, and its places."""
    wired = parts()
    with wired.database.read() as session:
        course = course_here(session)
        row = find_item(session, g.launch, page.item_id) if page.item_id else None
        places = places_of(session, g.launch, wired.banks, row) if row else []
        revisions = revisions_of(session, row) if row else []
    return render_template(
        "items/edit.html",
        course=course,
        form=page,
        draft=padded(page.draft, page.grow),
        faults={fault.field: fault for fault in reversed(page.faults)},
        row=row,
        said=said_words(item_of(row.body), evidence_here(course)) if row else "",
        kept_item=kept_item,
        changeable=row is None or may_change(g.launch, row),
        places=places,
        revisions=revisions,
        tried=page.tried,
    )


def kept_item(row: OwnItemRevision) -> Item:
    """Return a question as it was."""
    return item_of(row.body)
