"""What a teacher decides of paths, and sees of them as learners do."""

from lti_tool.views.paths import ordering, previewing

__all__ = ["ordering", "previewing"]
