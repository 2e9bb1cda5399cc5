"""The skill editor: what a course teaches, in which order, and its history."""

from lti_tool.views.skills import carrying, changing, suggesting
from lti_tool.views.skills.pages import pages

__all__ = ["carrying", "changing", "pages", "suggesting"]
