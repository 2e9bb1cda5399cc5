"""A teacher replies to a learner who challenges an estimate."""

from uuid import UUID

from flask import g, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from lti_tool.services.challenges import reply_to
from lti_tool.views.context import parts
from lti_tool.views.guard import launch_pages, only

pages = launch_pages("challenges", __name__)


@pages.post("/class/challenges/<uuid:challenge_id>")
@only("teacher")
def reply(challenge_id: UUID) -> AnyResponse:
    """Keep the teacher's words for the learner; the challenge is answered by them."""
    wired, words = parts(), request.form.get("words", "")
    with wired.database.write() as session:
        reply_to(session, g.launch, challenge_id, words, wired.clock())
    return redirect(url_for("teacher.class_page", saved=1), 303)
