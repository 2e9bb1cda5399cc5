"""For gunicorn: `gunicorn "lti_tool.wsgi:application()"`."""

from flask import Flask

from lti_tool.app import create_app
from lti_tool.settings import Settings


def application() -> Flask:
    """Return the app as the environment describes it."""
    return create_app(Settings())
