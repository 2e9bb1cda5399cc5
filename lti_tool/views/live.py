"""Server-sent events: a page's parts, pushed when they change."""

import json
import time
from collections.abc import Callable, Iterator
from typing import Any

from flask import Response, g, request, stream_with_context

from lti_tool.errors import NotFound
from lti_tool.services.live import Topic
from lti_tool.views import student, teacher, way
from lti_tool.views.context import parts
from lti_tool.views.guard import launch_pages, only
from lti_tool.views.marking import desk
from lti_tool.views.marking import pages as marking

BEAT_S = 3.0
LIFE_S = 600.0
GATHER_S = 0.2
_BEAT = "event: beat\ndata:.\n\n"
"""Heard by the page's script, unlike a comment: silence tells of a blocked stream."""

News = Callable[[str], dict[str, Any] | None]

pages = launch_pages("live", __name__)


@pages.get("/events")
def events() -> Response | tuple[str, int]:
    """Stream a page's news; 204 tells a browser to poll instead.

    The id of an event is the version of the page that it carries, so that a
    browser which comes back is brought up to date with one event or none.
    """
    return _streamed(*_subject())


@marking.get("/marking/events", endpoint="events")
@only("teacher")
def desk_events() -> Response | tuple[str, int]:
    """Stream how the marking desk stands; otherwise as `events`."""
    if g.launch.activity_id is None:
        raise NotFound
    return _streamed(Topic(g.launch.activity_id), desk.news_since)


@way.pages.get("/way/events", endpoint="events")
@only("learner")
def way_events() -> Response | tuple[str, int]:
    """Stream the learner's map; otherwise as `events`."""
    if g.launch.activity_id is None:
        raise NotFound
    return _streamed(Topic(g.launch.activity_id, g.launch.user_id), way.news_since)


def _streamed(topic: Topic, news: News) -> Response | tuple[str, int]:
    version = request.headers.get("Last-Event-ID") or request.args.get("after", "")
    stream = _stream(topic, news, version)
    if next(stream) == "full":
        return "", 204
    response = Response(stream_with_context(stream), mimetype="text/event-stream")
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Accel-Buffering"] = "no"
    return response


def _subject() -> tuple[Topic, News]:
    activity_id = g.launch.activity_id
    if activity_id is None:
        raise NotFound
    if g.launch.role == "learner":
        return Topic(activity_id, g.launch.user_id), student.news_since
    if g.launch.role == "teacher":
        return Topic(activity_id), teacher.news_since
    raise NotFound


def _stream(topic: Topic, news: News, version: str) -> Iterator[str]:
    """Yield "full" or "open" first, then what the browser gets."""
    end = time.monotonic() + LIFE_S
    with parts().notifier.listen(topic) as listener:
        if listener is None:
            yield "full"
            return
        yield "open"
        yield "retry: 1000\n\n"
        yield _BEAT
        while time.monotonic() < end:
            body = news(version)
            if body is not None:
                version = body["version"]
                yield f"id: {version}\nevent: page\ndata: {json.dumps(body)}\n\n"
            if listener.wait(BEAT_S):
                listener.gather(GATHER_S)
            else:
                yield _BEAT
