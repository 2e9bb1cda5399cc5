"""Dead letters: a list, one letter, and what to do with them."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from analytics.reports import LetterFilter, LetterGrowth
from lti_tool.errors import BrokerUnavailable, ReportsUnavailable
from lti_tool.services.admin.letters import Replayed
from lti_tool.views.admin.guard import admin, visit
from lti_tool.views.admin.ledger import schools
from lti_tool.views.context import parts
from lti_tool.views.tongue import gettext, ngettext


@admin.get("/letters")
def letters() -> str:
    """List the letters that a filter lets through."""
    visit().require_owner()
    which = _filter()
    try:
        found, growth = parts().admin.letters.list(which), parts().admin.letters.growth()
    except ReportsUnavailable:
        found, growth = None, None
    return render_template(
        "admin/letters.html",
        visit=visit(),
        letters=found,
        growth=growth,
        which=which,
        schools=schools(),
        said=_said(),
    )


@admin.get("/letters/<uuid:letter_id>")
def letter(letter_id: UUID) -> str:
    """Show one letter whole."""
    visit().require_owner()
    found = parts().admin.letters.read(letter_id)
    return render_template(
        "admin/letter.html",
        visit=visit(),
        letter=found,
        text=found.raw.decode(errors="replace"),
        schools=schools(),
        said=_said(),
    )


@admin.post("/letters/replay")
def replay_letters() -> Response:
    """Send every waiting letter of the filter again."""
    visit().require_owner()
    which = _filter()
    came = _done(lambda: parts().admin.letters.replay_all(visit().who, which))
    named: dict[str, Any] = {"tenant": which.tenant, "stage": which.stage, "kind": which.kind}
    kept = {name: value for name, value in named.items() if value}
    return redirect(url_for("admin.letters", **kept, **came), 303)


@admin.post("/letters/<uuid:letter_id>/replay")
def replay_letter(letter_id: UUID) -> Response:
    """Send one letter again as it is."""
    visit().require_owner()
    came = _done(lambda: parts().admin.letters.replay(visit().who, [letter_id]))
    return redirect(url_for("admin.letter", letter_id=letter_id, **came), 303)


@admin.post("/letters/<uuid:letter_id>/fix")
def fix_letter(letter_id: UUID) -> Response:
    """Send what was mended by hand."""
    visit().require_owner()
    mended = request.form.get("message", "").encode()

    def fix() -> Replayed:
        parts().admin.letters.fix(visit().who, letter_id, mended)
        return Replayed((letter_id,), ())

    return redirect(url_for("admin.letter", letter_id=letter_id, **_done(fix)), 303)


def growth() -> LetterGrowth | None:
    """Return whether letters are growing; None if nobody knows."""
    try:
        return parts().admin.letters.growth()
    except ReportsUnavailable:
        return None


def _filter() -> LetterFilter:
    given = request.values
    return LetterFilter(
        tenant=given.get("tenant") or None,
        stage=given.get("stage") or None,
        kind=given.get("kind") or None,
        waiting=given.get("waiting", "1") == "1",
    )


def _done(deed: Callable[[], Replayed]) -> dict[str, Any]:
    """Do it and return what the next page is to say, as its address carries it."""
    try:
        came = deed()
    except BrokerUnavailable:
        return {"broken": 1}
    return {"sent": len(came.sent), "unreadable": len(came.unreadable)}


def _said() -> list[str]:
    """Return what became of the deed before, in words."""
    sent, unreadable = (request.args.get(name, type=int) for name in ("sent", "unreadable"))
    said = []
    if request.args.get("broken"):
        said.append(gettext("Kafka does not answer. Nothing is lost; send it again later."))
    if sent:
        said.append(
            ngettext("%(num)s message is on its way.", "%(num)s messages are on their way.", sent)
        )
    if unreadable:
        said.append(
            ngettext(
                "%(num)s message cannot be read and must be mended first.",
                "%(num)s messages cannot be read and must be mended first.",
                unreadable,
            )
        )
    return said
