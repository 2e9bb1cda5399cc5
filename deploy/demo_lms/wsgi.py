"""Entry point for a WSGI server: `gunicorn deploy.demo_lms.wsgi:app`."""

from deploy.demo_lms.app import create_app
from deploy.demo_lms.settings import LmsSettings

app = create_app(LmsSettings())
