"""For tests only, served when a setting says so: score log and faults."""

from dataclasses import asdict

from flask import Blueprint, jsonify, request
from pydantic import ValidationError
from werkzeug.wrappers import Response

from deploy.demo_lms.errors import ServiceRefusal
from deploy.demo_lms.faults import Fault
from deploy.demo_lms.wiring import current_lms

test_api = Blueprint("test_api", __name__, url_prefix="/test-api")


@test_api.get("/scores")
def scores() -> Response:
    """List every score POST that reached a line item, oldest first."""
    posts = current_lms().gradebook.all_posts()
    return jsonify(
        [{**asdict(post), "received_at": post.received_at.isoformat()} for post in posts]
    )


@test_api.post("/faults")
def faults() -> tuple[Response, int]:
    """Make the next requests of a service fail."""
    try:
        fault = Fault.model_validate(request.get_json(silent=True))
    except ValidationError as error:
        raise ServiceRefusal(400, str(error.errors()[0]["msg"])) from error
    current_lms().faults.order(fault)
    return jsonify(fault.model_dump()), 201
