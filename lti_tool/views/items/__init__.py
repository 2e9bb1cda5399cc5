"""The question editor: the library, the form, trials and places."""

from lti_tool.views.items import editing, placing, trying
from lti_tool.views.items.pages import pages

__all__ = ["editing", "pages", "placing", "trying"]
