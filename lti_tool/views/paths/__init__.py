"""What a teacher decides of paths."""

from lti_tool.views.paths.ordering import pages

__all__ = ["pages"]
