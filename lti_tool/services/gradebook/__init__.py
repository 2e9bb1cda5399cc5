"""The gradebook of the LMS: what goes there, what is there, and who decides."""

from lti_tool.services.gradebook.health import GradebookHealth, health

__all__ = ["GradebookHealth", "health"]
