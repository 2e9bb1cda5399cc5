"""The notification service for tools' servers (PNS 1.0)."""

from flask import Blueprint, request
from pydantic import ValidationError
from werkzeug.wrappers import Response

from deploy.demo_lms import lti
from deploy.demo_lms.errors import ServiceRefusal
from deploy.demo_lms.notices import HandlerBody
from deploy.demo_lms.records import Tool
from deploy.demo_lms.views.services import answer, require_scope
from deploy.demo_lms.wiring import current_lms

notices = Blueprint("notices", __name__, url_prefix="/lti/notice-handlers")


@notices.get("")
def handlers() -> Response:
    """List where the tool's notices go."""
    tool = _tool()
    found = current_lms().notices.handlers(tool.client_id)
    body = {
        "client_id": tool.client_id,
        "deployment_id": tool.deployment_id,
        "notice_handlers": [
            {"notice_type": kind, "handler": found.get(kind, "")} for kind in lti.NOTICES
        ],
    }
    return answer(body, "application/json")


@notices.put("")
def subscribe() -> Response:
    """Take in where notices of a kind go."""
    tool = _tool()
    try:
        body = HandlerBody.model_validate(request.get_json(force=True, silent=True))
    except ValidationError as error:
        raise ServiceRefusal(400, str(error.errors()[0]["msg"])) from error
    current_lms().notices.subscribe(tool, body, current_lms().clock())
    return answer(body.model_dump(), "application/json")


def _tool() -> Tool:
    if not current_lms().flavour.notices:
        raise ServiceRefusal(404, "This platform sends no notices.")
    return require_scope("notices", lti.NOTICE_HANDLERS)
