"""The question editor: the library, the form, trials, places and files."""

from lti_tool.views.items import carrying, editing, placing, trying
from lti_tool.views.items.pages import pages

__all__ = ["carrying", "editing", "pages", "placing", "trying"]
