"""The pictures of questions, to who may see the question."""

from flask import Response, g, make_response, request

from lti_tool.services.items.pictures import find_picture
from lti_tool.views.context import parts
from lti_tool.views.guard import launch_pages

pages = launch_pages("pictures", __name__)

_HEADERS = {
    # What a digest names never changes; it is for this reader alone.
    "Cache-Control": "private, max-age=31536000, immutable",
    # Opened by itself a picture runs nothing and is shown in nobody's frame.
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
}


@pages.get("/pictures/<digest>")
def show(digest: str) -> Response:
    """Return the bytes of a picture."""
    with parts().database.read() as session:
        row = find_picture(session, g.launch, digest)
    answer = make_response(row.body)
    answer.headers.update(_HEADERS)
    answer.headers["Content-Type"] = row.media_type
    answer.set_etag(digest)
    answer.make_conditional(request)
    return answer
