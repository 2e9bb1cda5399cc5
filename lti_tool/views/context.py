"""What a request's views may use."""

from typing import cast

from flask import current_app

from lti_tool.wiring import Parts


def parts() -> Parts:
    """Return the wired parts of the running app."""
    return cast(Parts, current_app.extensions["signpost"])
