"""Lock, skip, pin skills and let them count as mastered, for a class or a learner.

A learner may also begin anew.
"""

from collections.abc import Callable
from typing import cast
from uuid import UUID

from flask import g, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from lti_tool.errors import NotFound, Refused
from lti_tool.models import PathOrder, SkillReset
from lti_tool.services.activities import content_of, find_activity
from lti_tool.services.paths.ordering import (
    OrderDraft,
    OrderKind,
    give_order,
    learners_of,
    past_decisions,
    reset,
    take_back,
)
from lti_tool.services.paths.reading import orders_of, resets_of
from lti_tool.services.paths.resetting import (
    ResetDraft,
    begin_anew,
    take_reset_back,
)
from lti_tool.views.context import parts
from lti_tool.views.guard import launch_pages, only
from lti_tool.views.order_words import KINDS, order_kind, order_words, reset_words
from lti_tool.views.words import refusal_words

pages = launch_pages("orders", __name__)
Answer = Response | tuple[str, int]


@pages.context_processor
def _words() -> dict[str, object]:
    """Let the page find words."""
    return {"order_kind": order_kind, "order_words": order_words, "reset_words": reset_words}


@pages.get("/orders")
@only("teacher")
def show() -> str:
    """Show what was decided for the class, or for the learner in the address."""
    return _page(_learner(request.args.get("learner", "")), "")


@pages.post("/orders")
@only("teacher")
def order() -> Answer:
    """Take an order."""
    form = request.form
    if form.get("kind") not in KINDS:
        raise NotFound
    draft = OrderDraft(
        kind=cast(OrderKind, form.get("kind")),
        skill_id=form.get("skill_id", ""),
        reason=form.get("reason", ""),
        learner_id=_whose(),
    )
    wired = parts()
    return _done(lambda session: give_order(session, g.launch, wired.banks, draft, wired.clock()))


@pages.post("/orders/<uuid:order_id>/undo")
@only("teacher")
def undo(order_id: UUID) -> Answer:
    """Take an order back."""
    wired = parts()
    return _done(lambda session: take_back(session, g.launch, wired.banks, order_id, wired.clock()))


@pages.post("/orders/reset")
@only("teacher")
def start_over() -> Answer:
    """Take every order for the class or for a learner back."""
    wired, whose = parts(), _whose()
    return _done(lambda session: reset(session, g.launch, wired.banks, whose, wired.clock()))


@pages.post("/orders/anew")
@only("teacher")
def anew() -> Answer:
    """Let a learner begin anew on a skill, or on all of them where none is named."""
    form, wired, whose = request.form, parts(), _whose()
    if whose is None:
        raise NotFound
    draft = ResetDraft(whose, form.get("reason", ""), form.get("anew_skill") or None)
    return _done(lambda session: begin_anew(session, g.launch, wired.banks, draft, wired.clock()))


@pages.post("/orders/anew/<uuid:reset_id>/undo")
@only("teacher")
def undo_anew(reset_id: UUID) -> Answer:
    """Take it back that a learner began anew."""
    wired = parts()
    return _done(
        lambda session: take_reset_back(session, g.launch, wired.banks, reset_id, wired.clock())
    )


def _done(act: Callable[[Session], None]) -> Answer:
    learner_id = _whose()
    try:
        with parts().database.write() as session:
            act(session)
    except Refused as refused:
        return _page(learner_id, refusal_words(refused)), refused.status
    return redirect(url_for("orders.show", learner=learner_id, saved=1), 303)


def _page(learner_id: UUID | None, problem: str) -> str:
    with parts().database.read() as session:
        course = content_of(find_activity(session, g.launch), parts().banks)
        learners = learners_of(session, g.launch)
        learner = next((one for one in learners if one.id == learner_id), None)
        if learner is None and learner_id is not None:
            raise NotFound
        orders = orders_of(session, course.activity.id, learner_id)
        past = past_decisions(session, g.launch, PathOrder)
        resets = resets_of(session, course, learner_id) if learner_id else ()
        past_resets = past_decisions(session, g.launch, SkillReset)
    return render_template(
        "paths/orders.html",
        course=course,
        learners=learners,
        learner=learner,
        named={one.id: one.name for one in learners},
        orders=orders,
        past=past,
        resets=resets,
        past_resets=past_resets,
        refused_anew=bool(problem) and request.endpoint == "orders.anew",
        kinds=KINDS,
        given=request.form,
        problem=problem,
    )


def _whose() -> UUID | None:
    return _learner(request.form.get("learner_id", ""))


def _learner(typed: str) -> UUID | None:
    try:
        return UUID(typed) if typed else None
    except ValueError as error:
        raise NotFound from error
