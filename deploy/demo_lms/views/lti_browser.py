"""LTI endpoints that a browser passes: authentication and deep linking."""

from flask import Blueprint, render_template, request

from deploy.demo_lms.errors import PageRefusal
from deploy.demo_lms.views.pages import allow_frames, origin
from deploy.demo_lms.views.session import current_user
from deploy.demo_lms.wiring import current_lms

lti_browser = Blueprint("lti_browser", __name__, url_prefix="/lti")


@lti_browser.route("/authorize", methods=["GET", "POST"])
def authorize() -> str:
    """Answer an authentication request with an id_token."""
    lms = current_lms()
    asked = request.values.to_dict()
    form = lms.launches.authorize(asked, current_user(), lms.clock())
    allow_frames([form.action])
    return render_template("post.html", form=form, tool=lms.tools.get(asked["client_id"]))


@lti_browser.get("/storage")
def storage() -> str:
    """Serve the frame that keeps values for tools, each origin's apart."""
    lms = current_lms()
    if not lms.flavour.storage_target:
        raise PageRefusal(404, "Nothing here", "This platform keeps no values for tools.")
    origins = {origin(url) for tool in lms.tools.all() if tool.active for url in tool.addresses()}
    return render_template("storage.html", origins=sorted(origins))


@lti_browser.post("/deep-links/<session_id>")
def chosen(session_id: str) -> str:
    """Take in what a teacher chose; the signature is the permission."""
    lms = current_lms()
    token = request.form.get("JWT", "")
    if not token:
        raise PageRefusal(400, "The tool's choice was refused", "It sent no JWT.")
    made = lms.deep_links.accept(session_id, token, lms.clock())
    placed = [lms.activities.get(activity_id) for activity_id in made.activity_ids]
    return render_template("chosen.html", chosen=made, activities=placed)
