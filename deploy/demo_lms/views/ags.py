"""Assignment and Grade Services 2.0 for tools' servers."""

from flask import Blueprint, request
from pydantic import ValidationError
from werkzeug.wrappers import Response

from deploy.demo_lms import lti
from deploy.demo_lms.ags import AgsAddresses, LineItemBody, line_item_json, result_json
from deploy.demo_lms.errors import ServiceRefusal
from deploy.demo_lms.records import LineItem
from deploy.demo_lms.views.services import answer, paged, require_known_course, require_scope
from deploy.demo_lms.wiring import current_lms

ags = Blueprint("ags", __name__, url_prefix="/lti/courses/<course_id>/lineitems")
_ONE = "/<int:line_item_id>/lineitem"


@ags.get("")
def line_items(course_id: str) -> Response:
    """List the tool's own line items, filtered and paged."""
    tool = require_scope("lineitems", lti.LINE_ITEM, lti.LINE_ITEM_READ)
    require_known_course(course_id)
    found = current_lms().gradebook.columns(course_id, tool.client_id)
    for name, field in (
        ("resource_link_id", "activity_id"),
        ("resource_id", "resource_id"),
        ("tag", "tag"),
    ):
        wanted = request.args.get(name)
        if wanted is not None:
            found = [column for column in found if getattr(column, field) == wanted]
    page = paged(found)
    addresses = _addresses(course_id)
    body = [line_item_json(column, addresses) for column in page.rows]
    return answer(body, lti.LINE_ITEMS_TYPE, page=page)


@ags.post("")
def add(course_id: str) -> Response:
    """Add a line item, on its own or tied to one of the tool's activities."""
    tool = require_scope("lineitems", lti.LINE_ITEM)
    require_known_course(course_id)
    body = _body()
    if body.resource_link_id:
        activity = current_lms().activities.get(body.resource_link_id)
        ours = activity and activity.course_id == course_id
        if activity is None or not ours or activity.client_id != tool.client_id:
            raise ServiceRefusal(400, "resourceLinkId is no activity of yours in this course.")
    values = {
        **body.values(),
        "course_id": course_id,
        "client_id": tool.client_id,
        "activity_id": body.resource_link_id,
    }
    column = current_lms().gradebook.add_column(values)
    return answer(line_item_json(column, _addresses(course_id)), lti.LINE_ITEM_TYPE, 201)


@ags.get(_ONE)
def line_item(course_id: str, line_item_id: int) -> Response:
    """Return one line item."""
    tool = require_scope("lineitems", lti.LINE_ITEM, lti.LINE_ITEM_READ)
    column = _column(course_id, line_item_id, tool.client_id)
    return answer(line_item_json(column, _addresses(course_id)), lti.LINE_ITEM_TYPE)


@ags.put(_ONE)
def change(course_id: str, line_item_id: int) -> Response:
    """Replace a line item; fields that were left out become blank."""
    tool = require_scope("lineitems", lti.LINE_ITEM)
    column = _column(course_id, line_item_id, tool.client_id)
    changed = current_lms().gradebook.change_column(column.id, _body().values())
    return answer(line_item_json(changed, _addresses(course_id)), lti.LINE_ITEM_TYPE)


@ags.delete(_ONE)
def remove(course_id: str, line_item_id: int) -> Response:
    """Remove a line item; like Moodle, even an activity's own."""
    tool = require_scope("lineitems", lti.LINE_ITEM)
    column = _column(course_id, line_item_id, tool.client_id)
    current_lms().gradebook.remove_column(column.id)
    return Response(status=204)


@ags.post(f"{_ONE}/scores")
def scores(course_id: str, line_item_id: int) -> Response:
    """Take a score in."""
    tool = require_scope("scores", lti.SCORE)
    column = _column(course_id, line_item_id, tool.client_id)
    if request.mimetype != lti.SCORE_TYPE:
        raise ServiceRefusal(415, f"Send a score as {lti.SCORE_TYPE}.")
    lms = current_lms()
    said = lms.scores.take(column, request.get_json(force=True, silent=True), lms.clock())
    return answer({"detail": said}, "application/json")


@ags.get(f"{_ONE}/results")
def results(course_id: str, line_item_id: int) -> Response:
    """List a line item's grades, of everybody or of `user_id`."""
    tool = require_scope("results", lti.RESULT_READ)
    column = _column(course_id, line_item_id, tool.client_id)
    found = current_lms().gradebook.results(column.id)
    wanted = request.args.get("user_id")
    page = paged([result for result in found if wanted in (None, result.user_id)])
    addresses = _addresses(course_id)
    body = [result_json(result, column, addresses) for result in page.rows]
    return answer(body, lti.RESULTS_TYPE, page=page)


def _column(course_id: str, line_item_id: int, client_id: str) -> LineItem:
    found = current_lms().gradebook.column(line_item_id)
    if found is None or found.course_id != course_id or found.client_id != client_id:
        raise ServiceRefusal(404, "There is no such line item of yours in this course.")
    return found


def _body() -> LineItemBody:
    try:
        return LineItemBody.model_validate(request.get_json(force=True, silent=True))
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"]) or "line item"
        raise ServiceRefusal(400, f"{place}: {first['msg']}.") from error


def _addresses(course_id: str) -> AgsAddresses:
    return AgsAddresses(current_lms().settings.public_url, course_id)
