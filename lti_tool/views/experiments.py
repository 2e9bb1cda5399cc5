"""The teacher chooses what teaches an activity, and compares two policies."""

from typing import Any
from uuid import UUID

from flask import g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from analytics.paths.placement import FEWEST, MOST
from analytics.paths.teaching import OFFERED
from lti_tool.errors import Refused
from lti_tool.models import Course as CourseRow
from lti_tool.services.activities import content_of, find_activity
from lti_tool.services.experiments.reading import read_enrolled
from lti_tool.services.experiments.results import read_results
from lti_tool.services.experiments.running import (
    DAYS_MAX,
    ExperimentDraft,
    choose_policy,
    experiments_of,
    start_experiment,
    stop_experiment,
)
from lti_tool.views import experiment_words
from lti_tool.views.context import parts
from lti_tool.views.guard import launch_pages, only
from lti_tool.views.policy_words import policy_choices
from lti_tool.views.words import refusal_words

pages = launch_pages("experiments", __name__)


@pages.get("/paths")
@only("teacher")
def overview() -> str:
    """Show what teaches the activity, the running comparison and those before."""
    return _page({})


@pages.post("/paths/policy")
@only("teacher")
def choose() -> AnyResponse | tuple[str, int]:
    """Let another policy teach."""
    try:
        with parts().database.write() as session:
            choose_policy(session, g.launch, request.form.get("policy", ""))
    except Refused as refused:
        return _page({"policy_problem": refusal_words(refused)}), refused.status
    return _back()


@pages.post("/paths/experiment")
@only("teacher")
def start() -> AnyResponse | tuple[str, int]:
    """Start a comparison; a refused one stays in the form."""
    wired = parts()
    try:
        with wired.database.write() as session:
            start_experiment(session, g.launch, _draft(), wired.clock())
    except Refused as refused:
        more = {"problem": refusal_words(refused), "field": refused.field, "given": request.form}
        return _page(more), refused.status
    return _back()


@pages.post("/paths/experiment/stop")
@only("teacher")
def stop() -> AnyResponse:
    """End the running comparison now."""
    wired = parts()
    with wired.database.write() as session:
        stop_experiment(session, g.launch, wired.clock())
    return _back()


@pages.get("/paths/<uuid:experiment_id>")
@only("teacher")
def report(experiment_id: UUID) -> str:
    """Show who is in a comparison, and what came of it."""
    wired = parts()
    with wired.database.read() as session:
        course = content_of(find_activity(session, g.launch), wired.banks)
        enrolled = read_enrolled(session, g.launch, experiment_id)
    now = wired.clock()
    return render_template(
        "teacher/experiment.html",
        course=course,
        enrolled=enrolled,
        results=read_results(wired.reports, g.launch, course, enrolled, now),
        says=experiment_words,
        now=now,
    )


def _back() -> AnyResponse:
    return redirect(url_for("experiments.overview", saved=1), 303)


def _draft() -> ExperimentDraft:
    form = request.form
    try:
        share, days = int(form.get("share", "")) / 100, int(form.get("days", ""))
    except ValueError as error:
        raise Refused("out_of_range", "share") from error
    return ExperimentDraft(form.get("first", ""), form.get("second", ""), share, days)


def _page(more: dict[str, Any]) -> str:
    wired = parts()
    now = wired.clock()
    with wired.database.read() as session:
        course = content_of(find_activity(session, g.launch), wired.banks)
        found = experiments_of(session, course.activity)
        placement = session.get_one(CourseRow, g.launch.course_id).placement
    running = course.plan.experiment
    return render_template(
        "teacher/paths.html",
        course=course,
        choices=policy_choices(),
        chosen=course.plan.policy or OFFERED[0],
        running=running if running and now < running.until else None,
        experiments=found,
        placement=placement,
        fewest=FEWEST,
        most=MOST,
        now=now,
        days_max=DAYS_MAX,
        **{"given": {}, "field": "", **more},
    )
