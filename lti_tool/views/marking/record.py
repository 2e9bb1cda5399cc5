"""What was decided, and how the grades of each question do."""

from flask import g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lti_tool.services.activities import content_of, find_activity
from lti_tool.services.marking.health import read_health
from lti_tool.services.marking.learning import ask_to_learn
from lti_tool.services.marking.record import read_record
from lti_tool.services.marking.watching import watch_course
from lti_tool.views.context import parts
from lti_tool.views.guard import only
from lti_tool.views.marking.pages import pages


@pages.get("/marking/decisions")
@only("teacher")
def decisions() -> str:
    """List decisions, the newest first; each can be taken back."""
    wired = parts()
    with wired.database.read() as session:
        course = content_of(find_activity(session, g.launch), wired.banks)
        page = read_record(session, g.launch, max(1, request.args.get("page", 1, type=int)))
    return render_template("marking/decisions.html", course=course, page=page)


@pages.get("/marking/questions")
@only("teacher")
def questions() -> str:
    """Show how often each question's grades are overruled, and what was learnt."""
    wired = parts()
    with wired.database.read() as session:
        page = read_health(session, g.launch, wired.banks, wired.clock())
    return render_template("marking/questions.html", course=page.course, page=page)


@pages.get("/marking/alarms")
@only("teacher")
def alarms() -> str:
    """Show whether the grades of the course still hold, and what to do where not."""
    wired = parts()
    with wired.database.read() as session:
        page = watch_course(session, g.launch, wired.banks, wired.clock())
    return render_template("marking/alarms.html", course=page.course, page=page)


@pages.post("/marking/learn")
@only("teacher")
def learn_now() -> Response:
    """Ask the desk's worker to learn from the activity's marks."""
    wired = parts()
    with wired.database.write() as session:
        ask_to_learn(session, find_activity(session, g.launch), wired.clock())
    return redirect(url_for("marking.questions"), 303)
