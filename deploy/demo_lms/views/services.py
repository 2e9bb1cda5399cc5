"""What the service endpoints share: the tool behind the token, paging."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import orjson
from flask import request
from werkzeug.wrappers import Response

from deploy.demo_lms.errors import ServiceRefusal
from deploy.demo_lms.faults import Service
from deploy.demo_lms.records import Course, Tool
from deploy.demo_lms.wiring import current_lms

MAX_PAGE = 100


@dataclass(frozen=True, slots=True)
class Page:
    """A slice of rows and the address of the next one, if any."""

    rows: Sequence[Any]
    next_url: str | None


def require_scope(service: Service, *scopes: str) -> Tool:
    """Return the calling tool; fail first if a test ordered it."""
    lms = current_lms()
    status = lms.faults.next(service) if lms.settings.test_api else None
    if status is not None:
        raise ServiceRefusal(status, "Ordered by the test API.")
    return lms.tokens.require(request.headers.get("Authorization", ""), scopes, lms.clock())


def require_known_course(course_id: str) -> Course:
    """Return the course of a service address, or refuse."""
    course = current_lms().people.course(course_id)
    if course is None:
        raise ServiceRefusal(404, "There is no such course.")
    return course


def paged(rows: Sequence[Any], always: int = 0) -> Page:
    """Cut rows by `limit` and `from`.

    Without a limit all are sent, as Moodle does, or pages of `always` rows.
    """
    limit, start = _number("limit", always), _number("from", 0)
    if always:
        limit = min(limit or always, always)
    if limit <= 0:
        return Page(rows[start:], None)
    end = start + min(limit, MAX_PAGE)
    if end >= len(rows):
        return Page(rows[start:end], None)
    query = urlencode({**request.args.to_dict(), "from": str(end)})
    address = f"{current_lms().settings.public_url}{request.path}?{query}"
    return Page(rows[start:end], address)


def answer(body: object, media_type: str, status: int = 200, page: Page | None = None) -> Response:
    """Return JSON of a media type, with a Link to the next page if there is one."""
    response = Response(orjson.dumps(body), status, content_type=media_type)
    if page and page.next_url:
        response.headers["Link"] = f'<{page.next_url}>; rel="next"'
    return response


def _number(name: str, default: int) -> int:
    value = request.args.get(name, "")
    if not value:
        return default
    if not value.isascii() or not value.isdigit() or len(value) > 9:
        raise ServiceRefusal(400, f"{name} must be a number.")
    return int(value)
