"""A learner's work, opened from the gradebook."""

from flask import g, render_template

from lti_tool.services.activities import content_of, find_activity
from lti_tool.services.items.library import asked_items
from lti_tool.services.review import read_work
from lti_tool.views.context import parts
from lti_tool.views.guard import launch_pages, only

pages = launch_pages("review", __name__)


@pages.get("/review")
@only("teacher", "learner")
def work() -> str:
    """Show every answer of the learner whom the launch names, newest first."""
    wired = parts()
    with wired.database.read() as session:
        course = content_of(find_activity(session, g.launch), wired.banks)
        learner, attempts = read_work(session, g.launch)
        asked = asked_items(session, course, attempts)
    return render_template(
        "review.html", course=course, learner=learner, attempts=attempts, asked=asked
    )
