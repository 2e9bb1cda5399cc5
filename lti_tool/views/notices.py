"""Where platforms send notices: kept, answered, then acted on."""

from typing import Any

from flask import Blueprint, Response, jsonify, request

from lti_tool.services.notices.taking import AT_ONCE_MAX
from lti_tool.views.context import parts

bp = Blueprint("notices", __name__, url_prefix="/lti/notices")


@bp.post("")
def take() -> tuple[Response, int]:
    """Keep a batch of notices; 200 says that all of them are kept."""
    tokens = _tokens(request.get_json(silent=True))
    if not tokens:
        return jsonify(error="no_notices"), 400
    desk = parts().lti.notices
    refused = desk.take(tokens)
    answer = jsonify(refused=[{"notice": one.index, "error": one.code} for one in refused])
    answer.call_on_close(desk.act)
    return answer, refused[0].status if refused else 200


def _tokens(body: Any) -> list[str]:
    notices = body.get("notices") if isinstance(body, dict) else None
    if not isinstance(notices, list) or len(notices) > AT_ONCE_MAX:
        return []
    found = [one.get("jwt") for one in notices if isinstance(one, dict)]
    tokens = [token for token in found if isinstance(token, str)]
    return tokens if len(tokens) == len(notices) else []
