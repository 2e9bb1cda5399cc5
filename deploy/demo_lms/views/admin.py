"""Administration: register tools, switch them off."""

from urllib.parse import urlsplit

from flask import Blueprint, jsonify, render_template, request, url_for
from werkzeug.wrappers import Response

from deploy.demo_lms.errors import PageRefusal
from deploy.demo_lms.registration_link import configuration_url, registration_url
from deploy.demo_lms.views.pages import allow_frames
from deploy.demo_lms.views.session import back_to, check_csrf, require_admin
from deploy.demo_lms.wiring import current_lms

admin = Blueprint("admin", __name__, url_prefix="/admin")
admin.before_request(check_csrf)


@admin.before_request
def _only_admins() -> None:
    require_admin()


@admin.get("/tools")
def tools() -> str:
    """List the registered tools."""
    lms = current_lms()
    return render_template(
        "tools.html",
        tools=lms.tools.all(),
        default_url=lms.settings.default_tool_registration_url,
    )


@admin.post("/tools/register")
def register() -> str:
    """Open a tool's registration page in a frame, with a one-time token."""
    lms = current_lms()
    tool_url = request.form.get("url", "").strip()
    parts = urlsplit(tool_url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise PageRefusal(400, "That is no web address", "Paste the tool's registration link.")
    token = lms.tools.issue_link(lms.clock(), request.form.get("client_id", ""))
    allow_frames([tool_url])
    return render_template(
        "register.html",
        frame_url=registration_url(tool_url, lms.settings.public_url, token),
        tool_origin=f"{parts.scheme}://{parts.netloc}",
    )


@admin.post("/tools/<client_id>/switch")
def switch(client_id: str) -> Response:
    """Switch a tool on or off."""
    current_lms().tools.switch(client_id, active=request.form.get("active") == "1")
    return back_to(url_for("admin.tools"))


@admin.post("/registration-links")
def registration_links() -> Response:
    """Issue a registration link as JSON, for scripts that sign in as the admin."""
    lms = current_lms()
    token = lms.tools.issue_link(lms.clock())
    configuration = configuration_url(lms.settings.public_url)
    return jsonify(openid_configuration=configuration, registration_token=token)
