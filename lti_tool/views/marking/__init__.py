"""The marking desk's pages; one blueprint for all."""

from lti_tool.views.marking import desk, record, regrading, seconds
from lti_tool.views.marking.pages import pages

__all__ = ["desk", "pages", "record", "regrading", "seconds"]
