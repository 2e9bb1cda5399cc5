"""What a learner has learnt: for the learner, and for the teacher of the class."""

from uuid import UUID

from flask import Response, g, redirect, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from lti_tool.services.learning_report import LearningReport, read_report, read_work
from lti_tool.views.context import parts
from lti_tool.views.guard import launch_pages, only
from lti_tool.views.learning_words import sheet_of

pages = launch_pages("learning", __name__)


@pages.get("/report")
@only("learner")
def own() -> str:
    """Show a learner what they have learnt themselves."""
    return _page(g.launch.user_id, url_for("learning.own_sheet"))


@pages.get("/report.pdf")
@only("learner")
def own_sheet() -> AnyResponse:
    """Return the learner's own report to print."""
    return _sheet(g.launch.user_id, url_for("learning.own"))


@pages.get("/learners/<uuid:learner_id>/report")
@only("teacher")
def of_learner(learner_id: UUID) -> str:
    """Show a teacher what one learner of the activity has learnt."""
    return _page(learner_id, url_for("learning.sheet_of_learner", learner_id=learner_id))


@pages.get("/learners/<uuid:learner_id>/report.pdf")
@only("teacher")
def sheet_of_learner(learner_id: UUID) -> AnyResponse:
    """Return one learner's report to print."""
    return _sheet(learner_id, url_for("learning.of_learner", learner_id=learner_id))


def _page(learner_id: UUID, printed: str) -> str:
    report = _report(learner_id)
    evaluation = report.evaluation
    return render_template(
        "learning_report.html",
        report=report,
        course=report.work.course,
        sheet=sheet_of(report, evaluation) if evaluation else None,
        printed=printed,
    )


def _sheet(learner_id: UUID, page: str) -> AnyResponse:
    """Return the sheet; the page says why there is none."""
    report = _report(learner_id)
    if report.evaluation is None:
        return redirect(page, 303)
    sheet = sheet_of(report, report.evaluation)
    answer = Response(parts().print_sheet(sheet), mimetype="application/pdf")
    answer.headers["Content-Disposition"] = 'attachment; filename="learning.pdf"'
    return answer


def _report(learner_id: UUID) -> LearningReport:
    wired = parts()
    with wired.database.read() as session:
        work = read_work(session, g.launch, wired.banks, learner_id)
    return read_report(wired.reports, g.launch, work, wired.clock())
