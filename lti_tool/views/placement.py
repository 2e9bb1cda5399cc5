"""A learner leaves the placement test; a teacher turns it on or off."""

from flask import g, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from lti_tool.services.activities import content_of, find_activity
from lti_tool.services.placement import set_placement, skip_placement
from lti_tool.views.context import parts
from lti_tool.views.guard import launch_pages, only
from lti_tool.views.student import moved_on

pages = launch_pages("placement", __name__)


@pages.post("/placement/skip")
@only("learner")
def skip() -> AnyResponse:
    """End the learner's test; the path begins with what is known by now."""
    wired = parts()
    with wired.database.write() as session:
        course = content_of(find_activity(session, g.launch), wired.banks)
        skip_placement(session, g.launch, course, wired.clock())
    return moved_on(course)


@pages.post("/paths/placement")
@only("teacher")
def choose() -> AnyResponse:
    """Turn the test on or off for the whole course."""
    with parts().database.write() as session:
        set_placement(session, g.launch, on="placement" in request.form)
    return redirect(url_for("experiments.overview", saved=1), 303)
